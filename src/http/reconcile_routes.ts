/** `/api/v1/reconcile`: what the last pass did, and running one now. */
import { createRoute, z } from "@hono/zod-openapi";
import { describeInput, quoteInput } from "../contract/describe_input.ts";
import { createTextSchema } from "../contract/text_schema.ts";
import type { App, Reconciliation } from "./app_deps.ts";
import { describeErrors, respondError, respondInvalid } from "./error_response.ts";
import { readJsonBody } from "./json_body.ts";
import { passReportSchema, pullRequestSchema, toPassReportBody } from "./pass_report_body.ts";

const CONFIRM_LENGTH_MAX = 128;

const stateSchema = z.object({
  running: z.boolean().meta({ description: "Whether a pass runs now" }),
  lastPass: passReportSchema.nullable(),
  pullRequest: pullRequestSchema.nullable(),
  held: z.array(z.object({ id: z.string(), message: z.string() })).meta({
    description: "Changes that wait for somebody to confirm them",
  }),
}).meta({ id: "Reconciliation" });

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
});

const describeRoute = createRoute({
  method: "get",
  path: "/api/v1/reconcile",
  operationId: "describeReconciliation",
  tags: ["Reconciliation"],
  summary: "Tell what the last pass did",
  description: "`lastPass` is null until the first pass has ended.",
  responses: {
    200: {
      description: "The last pass, the open pull request, and what is held back",
      content: { "application/json": { schema: stateSchema } },
    },
    ...describeErrors(500),
  },
});

const runRoute = createRoute({
  method: "post",
  path: "/api/v1/reconcile",
  operationId: "reconcile",
  tags: ["Reconciliation"],
  summary: "Run a pass now",
  description: "Answers when the pass has ended. A pass that fails is answered by its report too.",
  request: {
    body: {
      required: false,
      description: "Nothing, or the change to confirm",
      content: { "application/json": { schema: runSchema, example: {} } },
    },
  },
  responses: {
    200: {
      description: "The report of the pass",
      content: { "application/json": { schema: passReportSchema } },
    },
    ...describeErrors(400, 409, 413, 415, 500, 503),
  },
});

/** Adds the operations to the app. */
export function addReconcileRoutes(
  app: App,
  deps: { readonly reconciliation: Reconciliation },
): void {
  const { reconciliation } = deps;
  app.openapi(describeRoute, (c) => {
    const { running, last } = reconciliation.describe();
    const lastPass = last === null ? null : toPassReportBody(last);
    const pullRequest = last?.pullRequest ?? null;
    return c.json({ running, lastPass, pullRequest, held: [] }, 200);
  });
  app.openAPIRegistry.registerPath(runRoute);
  // The body is read by our own reader: the library's does not take an empty one with a type.
  app.post(runRoute.getRoutingPath(), async (c) => {
    const body = await readJsonBody(c);
    if (body.kind === "refused") return body.response;
    const request = runSchema.safeParse(body.kind === "empty" ? {} : body.value);
    if (!request.success) return respondInvalid(c, request.error);
    const { confirm } = request.data;
    if (confirm !== undefined) {
      const error = `Cannot confirm ${quoteInput(confirm)}: no change is held back`;
      return respondError(c, { status: 409, error });
    }
    return c.json(toPassReportBody(await reconciliation.runNow()), 200);
  });
}
