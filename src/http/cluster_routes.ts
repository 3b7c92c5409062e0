/** `/api/v1/clusters`: which clusters report, and forgetting one that is retired. */
import { createRoute, z } from "@hono/zod-openapi";
import { SHOWN_PHASES } from "../claim/claim.ts";
import type { ClusterSummary, SessionSummary } from "../collector/cluster_summary.ts";
import { quoteInput } from "../contract/describe_input.ts";
import type { StatusStore } from "../collector/status_store.ts";
import { speaksFor } from "../collector/caller.ts";
import type { App, Reconciliation } from "./app_deps.ts";
import { CLUSTER_PATH_EXAMPLE, clusterParams } from "./cluster_path.ts";
import { describeError, describeErrors, respondError } from "./error_response.ts";
import { CLUSTER_EXAMPLE } from "./example_answers.ts";
import { describeTime, toRfc3339 } from "./rfc3339.ts";

const sessionRowSchema = z.object({
  id: z.string().meta({
    description: "As the informer has drawn it",
    example: "5b2f6c1e-3a55-4f57-8c1e-7d1f9f0a7b10",
  }),
  startedAt: describeTime("When the informer started, by its own clock"),
  lastContact: describeTime("When the collector last heard of it"),
  stale: z.boolean().meta({ description: "Whether it is silent for too long", example: false }),
  synchronised: z.boolean().meta({
    description: "Whether it has told everything that it watches since the collector's start",
    example: true,
  }),
  silent: z.array(z.object({
    group: z.string().meta({ description: "API group, empty for the core group" }),
    resource: z.string().meta({ description: "Plural name of the resource" }),
    namespace: z.string().optional().meta({ description: "Left out for all namespaces" }),
  })).meta({ description: "What it has no contact to, so that its claims are stale", example: [] }),
}).meta({ id: "Session", description: "One run of an informer" });

const clusterRowSchema = z.object({
  cluster: z.string().meta({ description: "Its name", example: "production-eu" }),
  lastContact: describeTime("When the collector last heard of the cluster"),
  stale: z.boolean().meta({
    description:
      "Whether the cluster's informer is silent for too long, or has itself no contact " +
      "to anything that it watches; never true of a cluster whose agent sends no heartbeat",
    example: false,
  }),
  claims: z.int().min(0).meta({ description: "How many claims are known", example: 42 }),
  phases: z.partialRecord(z.enum(SHOWN_PHASES), z.int()).meta({
    description: "How many of them are shown in which phase; phases without claims are left out",
    example: { Ready: 40, Error: 2 },
  }),
  sessions: z.array(sessionRowSchema).meta({
    description: "The informers that have sent batches, the newest first; silent ones are " +
      "forgotten after a day",
  }),
}).meta({ id: "Cluster", description: "A cluster that has reported" });

type ClusterRow = z.infer<typeof clusterRowSchema>;

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/clusters",
  operationId: "listClusters",
  "x-caller": "known",
  tags: ["Clusters"],
  summary: "List the clusters that have reported",
  description: "Sorted by name; an empty list where none has reported since the start.",
  responses: {
    200: {
      description: "The clusters",
      content: {
        "application/json": { schema: z.array(clusterRowSchema), example: [CLUSTER_EXAMPLE] },
      },
    },
    ...describeErrors(401, 429, 500),
  },
});

const forgetRoute = createRoute({
  method: "delete",
  path: "/api/v1/clusters/{cluster}",
  operationId: "forgetCluster",
  "x-caller": "operator",
  tags: ["Clusters"],
  summary: "Forget a retired cluster",
  description:
    "Forgets all that is known of the cluster, that it found no room, if so, and that it is " +
    "awaited since the start. One that still reports comes back.",
  request: { params: clusterParams },
  responses: {
    204: { description: "The cluster is forgotten" },
    ...describeErrors(401, 403, 429, 500),
    400: describeError(400, CLUSTER_PATH_EXAMPLE),
    404: describeError(404, {
      error: 'Cannot forget cluster "production-eu": it has not reported',
    }),
  },
});

/** Adds the operations to the app. */
export function addClusterRoutes(
  app: App,
  deps: {
    readonly store: StatusStore;
    readonly reconciliation: Pick<Reconciliation, "forget">;
  },
): void {
  app.openapi(listRoute, (c) => {
    const caller = c.get("caller");
    const seen = deps.store.summarizeClusters().filter(({ cluster }) => speaksFor(caller, cluster));
    return c.json(seen.map(toClusterRow), 200);
  });
  app.openapi(forgetRoute, (c) => {
    const { cluster } = c.req.valid("param");
    const wasKnown = deps.store.forget(cluster);
    const wasAwaited = deps.reconciliation.forget(cluster);
    if (wasKnown || wasAwaited) return c.body(null, 204);
    const error = `Cannot forget cluster ${quoteInput(cluster)}: it has not reported`;
    return respondError(c, { status: 404, error });
  });
}

function toClusterRow(summary: ClusterSummary): ClusterRow {
  return {
    cluster: summary.cluster,
    lastContact: toRfc3339(summary.lastContact),
    stale: summary.isStale,
    claims: summary.claimCount,
    phases: { ...summary.phases },
    sessions: summary.sessions.map(toSessionRow),
  };
}

function toSessionRow(session: SessionSummary): ClusterRow["sessions"][number] {
  return {
    id: session.id,
    startedAt: toRfc3339(session.startedAt),
    lastContact: toRfc3339(session.lastContact),
    stale: session.isStale,
    synchronised: session.isSynchronised,
    silent: session.silent.map(({ group, resource, namespace }) => ({
      group,
      resource,
      ...(namespace === null ? {} : { namespace }),
    })),
  };
}
