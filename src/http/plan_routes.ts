/** `GET /api/v1/reconcile/plan`: what a pass would do now, in full, without doing it. */
import { createRoute } from "@hono/zod-openapi";
import { type Plan, toPlanDocument } from "../collector/plan.ts";
import { planDocumentSchema } from "../contract/plan_document.ts";
import { ConflictError, disposition, errorMessage, UnavailableError } from "../errors.ts";
import type { App } from "./app_deps.ts";
import { describeError, describeErrors, respondError } from "./error_response.ts";
import { PLAN_EXAMPLE } from "./example_answers.ts";

const route = createRoute({
  method: "get",
  path: "/api/v1/reconcile/plan",
  operationId: "planReconciliation",
  "x-caller": "operator",
  tags: ["Reconciliation"],
  summary: "Tell what a pass would do now",
  description: "Reads the repository as a pass does, between two passes, and writes nothing. " +
    "Answers 503 where the repository cannot be read now.",
  responses: {
    200: {
      description: "The difference, and the pull request that would hold it",
      content: { "application/json": { schema: planDocumentSchema, example: PLAN_EXAMPLE } },
    },
    ...describeErrors(401, 403, 429),
    500: describeError(500, {
      description: "A person must act, as `error` says: the registry file or the access to the " +
        "repository is not as it must be. Or a bug; the log tells more under the request's id",
      error: 'Cannot recognise the registry: found "v1" "List", expected ' +
        '"claim-registry.io/v1alpha1" "ClaimRegistry" or a map of clusters (line 1, column 1)',
    }),
    503: describeError(503, {
      error: 'Cannot read the branch "main" of "acme/registry": GitHub answered 502',
    }),
  },
});

/** Adds the operation to the app. */
export function addPlanRoutes(
  app: App,
  deps: { readonly reconciliation: { plan(): Promise<Plan> } },
): void {
  app.openapi(route, async (c) => {
    try {
      return c.json(toPlanDocument(await deps.reconciliation.plan()), 200);
    } catch (error) {
      // Somebody was faster: the next one may be answered.
      if (error instanceof ConflictError) throw new UnavailableError(error.message);
      if (disposition(error).kind !== "wait-for-person") throw error;
      return respondError(c, { status: 500, error: errorMessage(error) });
    }
  });
}
