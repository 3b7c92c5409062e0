/**
 * `POST /api/v1/clusters/{cluster}/batch`: what informers send. The envelope is refused as a whole;
 * of the items, good ones are applied as one change and bad ones are told one by one.
 */
import { createRoute, z } from "@hono/zod-openapi";
import type { BatchResult } from "../collector/batch_intake.ts";
import type { StatusStore } from "../collector/status_store.ts";
import { isNoRoom } from "../collector/store_limits.ts";
import {
  type BatchAnswer,
  batchAnswerSchema,
  batchEnvelopeSchema,
  deletionSchema,
  upsertSchema,
} from "../contract/batch.ts";
import { BATCH_LIMITS, PROTOCOL } from "../contract/batch_limits.ts";
import { clusterSchema } from "../contract/status_post.ts";
import { yieldTurn } from "../runtime/turn.ts";
import type { App } from "./app_deps.ts";
import type { ByteRoom } from "./byte_room.ts";
import { clusterParams } from "./cluster_path.ts";
import { checkBatch, toRejected } from "./cluster_batch.ts";
import { describeClusterLinks } from "./cluster_links.ts";
import { describeError, describeErrors, respondError, respondInvalid } from "./error_response.ts";
import { toInvalid } from "./error_examples.ts";
import { BATCH_ANSWER_EXAMPLES, BATCH_EXAMPLES } from "./example_answers.ts";
import { requireJsonBody } from "./json_body.ts";
import { respondNoRoom } from "./no_room.ts";
import { toSender } from "./sender.ts";

const route = createRoute({
  method: "post",
  path: "/api/v1/clusters/{cluster}/batch",
  operationId: "postBatch",
  "x-caller": "cluster",
  tags: ["Clusters"],
  summary: "Report what an informer has seen",
  description: "Takes the newest statuses and deletions of many claims as one change. A batch " +
    "without items is a heartbeat. A sequence that is not higher than the session's last one is " +
    "answered and not applied. A key stands once in a batch. Where there is no room, new claims are " +
    "told in `rejected`, and a cluster that is not known yet is answered 503; all else is taken.",
  request: {
    params: clusterParams,
    body: {
      required: true,
      description: "A batch; unknown fields are ignored",
      content: {
        "application/json": {
          schema: batchEnvelopeSchema.extend({
            protocol: describeProtocol(),
            upserts: describeItems(upsertSchema).meta({
              description: "Claims, each with its status",
            }),
            deletions: describeItems(deletionSchema).meta({
              description: "Claims that do not exist any more",
            }),
          }).meta({ id: "Batch", description: "What an informer has seen" }),
          examples: BATCH_EXAMPLES,
        },
      },
    },
  },
  responses: {
    200: {
      description: "What became of the batch",
      links: describeClusterLinks("$request.path.cluster"),
      content: {
        "application/json": { schema: batchAnswerSchema, examples: BATCH_ANSWER_EXAMPLES },
      },
    },
    ...describeErrors(401, 403, 409, 415, 429, 500, 503),
    400: describeError(
      400,
      toInvalid(
        "sequence",
        "Expected a whole number from 1 to 9007199254740991, got a smaller one",
      ),
    ),
    413: describeError(413, { error: "Body is too large, expected at most 4194304 bytes" }),
  },
});

function describeProtocol(): z.ZodInt {
  return z.int().min(PROTOCOL.min).max(PROTOCOL.max).meta({
    description: "The protocol that the rest is written in; others are answered 409",
    example: PROTOCOL.max,
  });
}

/** A bad item is not refused with the batch, so the batch takes anything here. */
function describeItems(schema: z.ZodType): z.ZodType {
  return z.array(z.union([
    schema,
    z.unknown().meta({ description: "Anything else is told in `rejected`, and costs only itself" }),
  ])).max(BATCH_LIMITS.itemCountMax).optional();
}

/** Adds the operation to the app. */
export function addPostBatch(
  app: App,
  deps: {
    readonly store: StatusStore;
    readonly instance: string;
    readonly batchLimitBytes: number;
    readonly room: ByteRoom;
  },
): void {
  const { batchLimitBytes: limitBytes, room } = deps;
  app.openAPIRegistry.registerPath(route);
  app.post(route.getRoutingPath(), async (c) => {
    const cluster = clusterSchema.safeParse(c.req.param("cluster"));
    if (!cluster.success) return respondInvalid(c, toFieldError("cluster", cluster.error));
    const share = toSender(c, c.get("caller")).key;
    const body = await requireJsonBody(c, { limitBytes, room, share });
    if (body.kind === "refused") return body.response;
    const protocol = findOtherProtocol(body.value);
    if (protocol !== undefined) {
      const error = `Protocol ${protocol} is not spoken here, expected ${PROTOCOL_RANGE}`;
      return respondError(c, { status: 409, error });
    }
    const envelope = batchEnvelopeSchema.safeParse(body.value);
    if (!envelope.success) return respondInvalid(c, envelope.error);
    const checked = await finishInTurns(checkBatch(cluster.data, envelope.data));
    const result = deps.store.applyBatch(checked.batch);
    if (isNoRoom(result)) return respondNoRoom(c, result);
    const rejected = toRejected(checked, result);
    return c.json(toAnswer(result, { rejected, instance: deps.instance }), 200);
  });
}

/** Long work of one request is no wait for the others. */
async function finishInTurns<T>(steps: Generator<void, T>): Promise<T> {
  let step = steps.next();
  while (step.done !== true) {
    await yieldTurn();
    step = steps.next();
  }
  return step.value;
}

const PROTOCOL_RANGE = `${PROTOCOL.min} to ${PROTOCOL.max}`;

function toAnswer(
  result: BatchResult,
  context: Pick<BatchAnswer, "rejected" | "instance">,
): BatchAnswer {
  return {
    protocol: PROTOCOL.max,
    instance: context.instance,
    accepted: result.acceptedCount,
    rejected: context.rejected,
    ...(result.isResyncWanted ? { resync: true } : {}),
    ...(result.isSuperseded ? { superseded: true } : {}),
  };
}

/** A protocol that is a number, but none that is spoken here: the rest may look different. */
function findOtherProtocol(value: unknown): number | undefined {
  if (typeof value !== "object" || value === null || !("protocol" in value)) return undefined;
  const { protocol } = value;
  const isOther = Number.isSafeInteger(protocol) && typeof protocol === "number" &&
    (protocol < PROTOCOL.min || protocol > PROTOCOL.max);
  return isOther ? protocol : undefined;
}

function toFieldError(field: string, error: z.ZodError): { issues: z.core.$ZodIssue[] } {
  return { issues: error.issues.map((issue) => ({ ...issue, path: [field] })) };
}
