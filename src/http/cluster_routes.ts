/** `/api/v1/clusters`: which clusters report, and forgetting one that is retired. */
import { createRoute, z } from "@hono/zod-openapi";
import { PHASES } from "../claim/claim.ts";
import { quoteInput } from "../contract/describe_input.ts";
import type { ClusterSummary, StatusStore } from "../collector/status_store.ts";
import type { App } from "./app_deps.ts";
import { describeErrors, respondError } from "./error_response.ts";
import { describeTime, toRfc3339 } from "./rfc3339.ts";

const clusterRowSchema = z.object({
  cluster: z.string().meta({ example: "production-eu" }),
  lastContact: describeTime("When the collector last heard of the cluster"),
  stale: z.boolean().meta({
    description: "Whether the cluster's agent is silent for too long; never true of a cluster " +
      "whose agent sends no heartbeat",
    example: false,
  }),
  claims: z.int().min(0).meta({ description: "How many claims are known", example: 42 }),
  phases: z.partialRecord(z.enum(PHASES), z.int()).meta({
    description: "How many of them are in which phase; phases without claims are left out",
    example: { Ready: 40, Error: 2 },
  }),
}).meta({ id: "Cluster", description: "A cluster that has reported" });

type ClusterRow = z.infer<typeof clusterRowSchema>;

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/clusters",
  operationId: "listClusters",
  tags: ["Clusters"],
  summary: "List the clusters that have reported",
  description: "Sorted by name; an empty list where none has reported since the start.",
  responses: {
    200: {
      description: "The clusters",
      content: { "application/json": { schema: z.array(clusterRowSchema) } },
    },
    ...describeErrors(500),
  },
});

const forgetRoute = createRoute({
  method: "delete",
  path: "/api/v1/clusters/{cluster}",
  operationId: "forgetCluster",
  tags: ["Clusters"],
  summary: "Forget a retired cluster",
  description: "Forgets all that is known of the cluster. One that still reports comes back.",
  request: {
    params: z.object({
      cluster: z.string().meta({
        description: "Name of the cluster, percent-encoded",
        example: "production-eu",
      }),
    }),
  },
  responses: {
    204: { description: "The cluster is forgotten" },
    ...describeErrors(404, 500),
  },
});

/** Adds the operations to the app. */
export function addClusterRoutes(app: App, deps: { readonly store: StatusStore }): void {
  app.openapi(listRoute, (c) => c.json(deps.store.summarizeClusters().map(toClusterRow), 200));
  app.openapi(forgetRoute, (c) => {
    const { cluster } = c.req.valid("param");
    if (deps.store.forget(cluster)) return c.body(null, 204);
    const error = `Cannot forget cluster ${quoteInput(cluster)}: it has not reported`;
    return respondError(c, { status: 404, error });
  });
}

function toClusterRow(summary: ClusterSummary): ClusterRow {
  return {
    cluster: summary.cluster,
    lastContact: toRfc3339(summary.lastContact),
    // Plain posts have no heartbeat, so their silence proves nothing.
    stale: false,
    claims: summary.claimCount,
    phases: { ...summary.phases },
  };
}
