/** `POST /api/v1/status`: takes the newest status of one claim. */
import { createRoute, z } from "@hono/zod-openapi";
import { statusPostSchema } from "../contract/status_post.ts";
import { toStatusReport } from "../collector/status_report.ts";
import type { StatusStore } from "../collector/status_store.ts";
import { isNoRoom } from "../collector/store_limits.ts";
import { speaksFor } from "../collector/caller.ts";
import type { App } from "./app_deps.ts";
import type { ByteRoom } from "./byte_room.ts";
import { respondForbidden } from "./authorize.ts";
import { describeClusterLinks } from "./cluster_links.ts";
import { describeErrors, respondInvalid } from "./error_response.ts";
import { requireJsonBody } from "./json_body.ts";
import { toSender } from "./sender.ts";
import { respondNoRoom } from "./no_room.ts";

const createdSchema = z.object({
  status: z.literal("created").meta({ description: "Always this word" }),
}).meta({
  id: "StatusCreated",
  description: "A status was taken",
  example: { status: "created" },
});

const route = createRoute({
  method: "post",
  path: "/api/v1/status",
  operationId: "postStatus",
  "x-caller": "cluster",
  tags: ["Status"],
  summary: "Report the status of a claim",
  description: "Replaces the status of the claim that `cluster` and `claimRef` name, or, with " +
    "`group` and `kind`, of the object of that type. A claim that is not known yet is answered 503 " +
    "where the collector holds as much as `COLLECTOR_CLAIMS_PER_CLUSTER_MAX` (default 100,000), " +
    "`COLLECTOR_CLAIMS_MAX` (250,000) and `COLLECTOR_MEMORY_BUDGET_MB` (256) allow.",
  request: {
    body: {
      required: true,
      description: "The newest status of one claim",
      content: {
        "application/json": {
          schema: statusPostSchema,
          example: {
            cluster: "production-eu",
            claimRef: "team-a/orders-db",
            statusMessage: "Ready: True, Synced: True",
          },
        },
      },
    },
  },
  responses: {
    201: {
      description: "The status was taken",
      links: describeClusterLinks("$request.body#/cluster"),
      content: { "application/json": { schema: createdSchema, example: { status: "created" } } },
    },
    ...describeErrors(400, 401, 403, 413, 415, 429, 500, 503),
  },
});

/** Adds the operation to the app. */
export function addPostStatus(
  app: App,
  deps: {
    readonly store: StatusStore;
    readonly bodyLimitBytes: number;
    readonly room: ByteRoom;
  },
): void {
  const { bodyLimitBytes: limitBytes, room } = deps;
  app.openAPIRegistry.registerPath(route);
  // The body is read by our own reader, which is stricter about encodings than the library's.
  app.post(route.getRoutingPath(), async (c) => {
    const share = toSender(c, c.get("caller")).key;
    const body = await requireJsonBody(c, { limitBytes, room, share });
    if (body.kind === "refused") return body.response;
    const post = statusPostSchema.safeParse(body.value);
    if (!post.success) return respondInvalid(c, post.error);
    if (!speaksFor(c.get("caller"), post.data.cluster)) return respondForbidden(c);
    const result = deps.store.apply(toStatusReport(post.data));
    if (isNoRoom(result)) return respondNoRoom(c, result);
    return c.json({ status: "created" } satisfies z.infer<typeof createdSchema>, 201);
  });
}
