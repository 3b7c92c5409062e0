/** `GET /metrics`: what operators' monitoring reads. It tells of all clusters. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context, TypedResponse } from "@hono/hono";
import type { App, AppDeps, AppEnv } from "./app_deps.ts";
import type { ByteRoom } from "./byte_room.ts";
import { describeError, describeErrors, respondError } from "./error_response.ts";
import { holdUntilSent } from "./held_bytes.ts";
import { SharedPage } from "./shared_page.ts";

const route = createRoute({
  method: "get",
  path: "/metrics",
  operationId: "getMetrics",
  "x-caller": "operator",
  tags: ["Probes"],
  summary: "Tell what Prometheus asks for",
  description: "Of all clusters. Whoever asks within a second of another is shown the same page.",
  responses: {
    200: {
      description: "Metrics in the text format of Prometheus, version 0.0.4",
      content: {
        "text/plain": {
          schema: z.string(),
          example: "# HELP machinery_collector_clusters Clusters that have reported\n" +
            "# TYPE machinery_collector_clusters gauge\nmachinery_collector_clusters 3\n",
        },
      },
    },
    ...describeErrors(401, 403, 429, 500),
    503: describeError(503, {
      error: "Cannot tell the metrics: too many pages are under way, try again in 5 seconds",
    }),
  },
});

/** Whoever finds no room shall wait so long, in seconds. */
const RETRY_AFTER_S = 5;

/** Adds the operation to the app. */
export function addMetricsRoute(
  app: App,
  { renderMetrics, steadyNow, room }: Pick<AppDeps, "renderMetrics" | "steadyNow"> & {
    readonly room: ByteRoom;
  },
): void {
  const page = new SharedPage({ render: renderMetrics, steadyNow });
  app.openapi(route, async (c) => {
    const { contentType, bytes } = await page.get();
    if (!holdUntilSent(c, { room, byteCount: bytes.byteLength })) return respondBusy(c);
    // The library has no typed answer for a text that is bytes already.
    const answer: unknown = c.body(bytes, 200, { "content-type": contentType });
    return answer as Response & TypedResponse<string, 200, "text">;
  });
}

function respondBusy(c: Context<AppEnv>): ReturnType<typeof respondError<503>> {
  return respondError(c, {
    status: 503,
    error: "Cannot tell the metrics: too many pages are under way, try again in " +
      `${RETRY_AFTER_S} seconds`,
    retryAfterS: RETRY_AFTER_S,
  });
}
