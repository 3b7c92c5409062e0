/**
 * The HTTP API as a value: takes a request, gives an answer, never listens. Here is the order in
 * which each request passes the middleware; the rest is in one module per thing.
 */
import { OpenAPIHono } from "@hono/zod-openapi";
import { methodNotAllowed } from "@hono/hono/method-not-allowed";
import { quoteInput } from "../contract/describe_input.ts";
import { authenticate, requireCluster, requireOperator } from "./authorize.ts";
import { accessLog } from "./access_log.ts";
import { BODY_ROOM, ByteRoom, DESCRIPTION_ROOM, LIST_ROOM, PAGE_ROOM } from "./byte_room.ts";
import type { App, AppDeps, AppEnv } from "./app_deps.ts";
import { checkClusterPath } from "./cluster_path.ts";
import { addClusterRoutes } from "./cluster_routes.ts";
import { defaultHeaders } from "./default_headers.ts";
import { addDocsRoute } from "./docs_route.ts";
import { drainGate } from "./drain_gate.ts";
import { respondError, respondInvalid } from "./error_response.ts";
import { addListStatuses } from "./list_statuses.ts";
import { addLogLevelRoutes } from "./log_level_routes.ts";
import { addMetricsRoute } from "./metrics_route.ts";
import { addOpenApiDocument, createApiDescription } from "./openapi_document.ts";
import { addPlanRoutes } from "./plan_routes.ts";
import { addPostBatch } from "./post_batch.ts";
import { addPostStatus } from "./post_status.ts";
import { addProbeRoutes } from "./probe_routes.ts";
import { addReconcileRoutes } from "./reconcile_routes.ts";
import { requestId } from "./request_id.ts";
import { requestMeter } from "./request_meter.ts";
import { createRequestRate } from "./request_rate.ts";
import { requestSpan } from "./request_span.ts";
import { containThrown, unexpectedError } from "./unexpected_error.ts";

/** Makes the app; its `fetch` answers requests. */
export function createApp(deps: AppDeps): App {
  const app: App = new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => result.success ? undefined : respondInvalid(c, result.error),
  });
  app.onError(unexpectedError(deps));
  app.notFound((c) => {
    const error = `Nothing is at ${quoteInput(c.req.path)}, see "/openapi.json" for what there is`;
    return respondError(c, { status: 404, error });
  });
  addMiddleware(app, deps);
  const room = new ByteRoom(BODY_ROOM);
  addPostStatus(app, { ...deps, room });
  addListStatuses(app, { ...deps, room: new ByteRoom(LIST_ROOM) });
  addClusterRoutes(app, deps);
  addPostBatch(app, { ...deps, room });
  addReconcileRoutes(app, { ...deps, room });
  addPlanRoutes(app, deps);
  addLogLevelRoutes(app, { ...deps, room });
  addProbeRoutes(app, deps);
  addMetricsRoute(app, { ...deps, room: new ByteRoom(PAGE_ROOM) });
  const describeApi = createApiDescription(app, deps);
  const description = { describeApi, room: new ByteRoom(DESCRIPTION_ROOM) };
  addOpenApiDocument(app, description);
  addDocsRoute(app, description);
  return app;
}

/** From the outside to the inside. */
function addMiddleware(app: App, deps: AppDeps): void {
  app.use(requestSpan(deps), requestId(deps), defaultHeaders, accessLog(deps), requestMeter(deps));
  app.use(containThrown);
  app.use(authenticate({ access: deps.access, limitRate: createRequestRate(deps) }));
  app.use(methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      const allow = methods.toSorted().join(", ");
      const error = `Method ${quoteInput(c.req.method)} is not allowed here, expected ${allow}`;
      return respondError(c, { status: 405, error, headers: { allow } });
    },
  }));
  app.on("GET", "/api/v1/status/:cluster", checkClusterPath);
  app.on("ALL", "/api/v1/clusters/:cluster/*", checkClusterPath);
  app.on("GET", "/api/v1/status/:cluster", requireCluster());
  app.on("POST", "/api/v1/clusters/:cluster/batch", requireCluster());
  app.on("DELETE", "/api/v1/clusters/:cluster", requireOperator());
  // What passes and metrics tell is of all clusters.
  app.use("/api/v1/reconcile/*", requireOperator());
  app.use("/metrics", requireOperator());
  app.use("/api/v1/log-level", requireOperator());
  app.use("/api/*", drainGate(deps));
}
