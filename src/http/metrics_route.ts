/** `GET /metrics`: what operators' monitoring reads. It tells of all clusters. */
import { createRoute, z } from "@hono/zod-openapi";
import type { App, MetricsPage } from "./app_deps.ts";
import { describeErrors } from "./error_response.ts";

const route = createRoute({
  method: "get",
  path: "/metrics",
  operationId: "getMetrics",
  tags: ["Probes"],
  summary: "Tell what Prometheus asks for",
  description: "Takes a credential of an operator, unless everybody may read.",
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
  },
});

/** Adds the operation to the app. */
export function addMetricsRoute(
  app: App,
  deps: { readonly renderMetrics: () => Promise<MetricsPage> },
): void {
  app.openapi(route, async (c) => {
    const { contentType, text } = await deps.renderMetrics();
    return c.text(text, 200, { "content-type": contentType });
  });
}
