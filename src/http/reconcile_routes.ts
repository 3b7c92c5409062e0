/** `/api/v1/reconcile`: what the last pass did, and running one now. */
import { createRoute, z } from "@hono/zod-openapi";
import { describeInput, quoteInput } from "../contract/describe_input.ts";
import { toHeldDocument, toPullRequestDocument } from "../collector/plan.ts";
import { heldChangeSchema, pullRequestSchema } from "../contract/plan_document.ts";
import { createTextSchema } from "../contract/text_schema.ts";
import type { App, Reconciliation } from "./app_deps.ts";
import type { ByteRoom } from "./byte_room.ts";
import { describeError, describeErrors, respondError, respondInvalid } from "./error_response.ts";
import { toInvalid } from "./error_examples.ts";
import { PASS_EXAMPLE, RECONCILIATION_EXAMPLE } from "./example_answers.ts";
import { readJsonBody } from "./json_body.ts";
import { toSender } from "./sender.ts";
import { passReportSchema, toPassReportBody } from "./pass_report_body.ts";
import { describeTime, toRfc3339 } from "./rfc3339.ts";

const CONFIRM_LENGTH_MAX = 128;

const quotaSchema = z.object({
  resource: z.string().meta({ description: "As GitHub names it", example: "core" }),
  limit: z.int().meta({ description: "Calls in an hour", example: 5000 }),
  remaining: z.int().meta({ description: "Calls that are left", example: 4987 }),
  resetAt: describeTime("When the hour ends"),
}).meta({ id: "Quota", description: "One of GitHub's rate limits" });

const stateSchema = z.object({
  running: z.boolean().meta({ description: "Whether a pass runs now" }),
  lastPass: passReportSchema.nullable(),
  lastSuccessAt: z.string().nullable().meta({
    description:
      "When the last pass ended that neither failed nor waited, as RFC 3339; null for none",
  }),
  pullRequest: pullRequestSchema.nullable(),
  held: z.array(heldChangeSchema).meta({ description: "Changes that are kept back, and why" }),
  nextPassAt: z.string().nullable().meta({
    description: "When the next pass is due, as RFC 3339; null while one runs",
  }),
  quotas: z.array(quotaSchema).meta({ description: "What is left of GitHub's rate limits" }),
}).meta({ id: "Reconciliation", description: "Where the loop of passes stands" });

const runSchema = z.object({
  confirm: createTextSchema({
    lengthMin: 1,
    lengthMax: CONFIRM_LENGTH_MAX,
    characters: "printable",
    description: "Id of a held change that shall be written",
    example: "9f86d081884c7d65",
  }).optional(),
}, { error: ({ input }) => `Expected a JSON object, got ${describeInput(input)}` }).meta({
  id: "ReconcileRequest",
  description: "What is asked of a pass",
});

const RUN_EXAMPLES = {
  run: { summary: "Just run", value: {} },
  confirm: {
    summary: "Release a change that is held back, and run",
    value: { confirm: "9f86d081884c7d65" },
  },
};

const describeRoute = createRoute({
  method: "get",
  path: "/api/v1/reconcile",
  operationId: "describeReconciliation",
  "x-caller": "operator",
  tags: ["Reconciliation"],
  summary: "Tell what the last pass did",
  description: "`lastPass` is null until the first pass has ended.",
  responses: {
    200: {
      description: "The last pass, the open pull request, and what is held back",
      content: { "application/json": { schema: stateSchema, example: RECONCILIATION_EXAMPLE } },
    },
    ...describeErrors(401, 403, 429, 500),
  },
});

const runRoute = createRoute({
  method: "post",
  path: "/api/v1/reconcile",
  operationId: "reconcile",
  "x-caller": "operator",
  tags: ["Reconciliation"],
  summary: "Run a pass now",
  description: "Answers when the pass has ended. A pass that fails is answered by its report too.",
  request: {
    body: {
      required: false,
      description: "Nothing, or the change to confirm",
      content: { "application/json": { schema: runSchema, examples: RUN_EXAMPLES } },
    },
  },
  responses: {
    200: {
      description: "The report of the pass",
      content: { "application/json": { schema: passReportSchema, example: PASS_EXAMPLE } },
    },
    ...describeErrors(401, 403, 413, 415, 429, 500, 503),
    400: describeError(
      400,
      toInvalid("confirm", "Expected a printable text of 1 to 128 characters, got an empty one"),
    ),
    409: describeError(409, {
      error: 'Cannot confirm "9f86d081884c7d65": expected the id of a change that is held back now',
    }),
  },
});

/** Adds the operations to the app. */
export function addReconcileRoutes(
  app: App,
  deps: {
    readonly reconciliation: Reconciliation;
    readonly bodyLimitBytes: number;
    readonly room: ByteRoom;
  },
): void {
  const { reconciliation, bodyLimitBytes: limitBytes, room } = deps;
  app.openapi(describeRoute, (c) => {
    const { runningSince, last, lastSuccessAt, nextAt, quotas } = reconciliation.describe();
    return c.json({
      running: runningSince !== null,
      lastPass: last === null ? null : toPassReportBody(last),
      lastSuccessAt: lastSuccessAt === null ? null : toRfc3339(lastSuccessAt),
      pullRequest: last?.pullRequest ? toPullRequestDocument(last.pullRequest) : null,
      held: last?.held.map(toHeldDocument) ?? [],
      nextPassAt: nextAt === null ? null : toRfc3339(nextAt),
      quotas: quotas.map(({ resetAt, ...quota }) => ({
        ...quota,
        resetAt: toRfc3339(resetAt),
      })),
    }, 200);
  });
  app.openAPIRegistry.registerPath(runRoute);
  // The body is read by our own reader: the library's does not take an empty one with a type.
  app.post(runRoute.getRoutingPath(), async (c) => {
    const share = toSender(c, c.get("caller")).key;
    const body = await readJsonBody(c, { limitBytes, room, share });
    if (body.kind === "refused") return body.response;
    const request = runSchema.safeParse(body.kind === "empty" ? {} : body.value);
    if (!request.success) return respondInvalid(c, request.error);
    const { confirm } = request.data;
    if (confirm !== undefined && !reconciliation.confirm(confirm)) {
      const error = `Cannot confirm ${quoteInput(confirm)}: expected the id of a change that is ` +
        "held back now";
      return respondError(c, { status: 409, error });
    }
    return c.json(toPassReportBody(await reconciliation.runNow()), 200);
  });
}
