/** The collector's HTTP API, as far as the demo uses it; answers are checked. */
import { z } from "zod";

const listSchema = z.object({
  count: z.number(),
  first: z.array(z.object({ name: z.string(), reason: z.string() })),
});

const passSchema = z.object({
  outcome: z.string(),
  message: z.string(),
  changeCount: z.number(),
  pullRequest: z.object({ number: z.number(), url: z.string() }).nullable(),
  unmatchedEntries: listSchema,
  unregisteredClaims: listSchema,
  ambiguousEntries: listSchema,
});

const statusesSchema = z.array(z.object({
  cluster: z.string(),
  kind: z.string().optional(),
  claimRef: z.string(),
  statusMessage: z.string(),
  phase: z.string(),
  lastPhase: z.string().optional(),
}));

const clustersSchema = z.array(z.object({
  cluster: z.string(),
  stale: z.boolean(),
  claims: z.number(),
  sessions: z.array(z.object({ stale: z.boolean(), synchronised: z.boolean() })),
}));

const planSchema = z.object({ message: z.string(), body: z.string() });

/** What a pass would write. */
export type Plan = z.infer<typeof planSchema>;

/** What one pass did. */
export type Pass = z.infer<typeof passSchema>;

/** What it knows of one claim. */
export type StatusRow = z.infer<typeof statusesSchema>[number];

/** What it knows of one cluster. */
export type ClusterRow = z.infer<typeof clustersSchema>[number];

/** How long one call may take. */
const CALL_MS = 30_000;

/** Calls the collector; `readUrl` tells where it is now. */
export class CollectorApi {
  readonly #readUrl: () => string;

  constructor(readUrl: () => string) {
    this.#readUrl = readUrl;
  }

  /** All claims that it knows. */
  async listStatuses(): Promise<readonly StatusRow[]> {
    return await this.#call({ method: "GET", path: "/api/v1/status" }, statusesSchema);
  }

  /** All clusters that it has heard of. */
  async listClusters(): Promise<readonly ClusterRow[]> {
    return await this.#call({ method: "GET", path: "/api/v1/clusters" }, clustersSchema);
  }

  /** Runs a pass that begins now, and gives its report. */
  async runPass(): Promise<Pass> {
    return await this.#call({ method: "POST", path: "/api/v1/reconcile", body: {} }, passSchema);
  }

  /** What a pass would write now. */
  async readPlan(): Promise<Plan> {
    return await this.#call({ method: "GET", path: "/api/v1/reconcile/plan" }, planSchema);
  }

  async #call<Schema extends z.ZodType>(
    request: { readonly method: string; readonly path: string; readonly body?: unknown },
    answer: Schema,
  ): Promise<z.infer<Schema>> {
    const { method, path, body } = request;
    const response = await fetch(this.#readUrl() + path, {
      method,
      headers: { "content-type": "application/json" },
      signal: AbortSignal.timeout(CALL_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The collector answered ${response.status}: ${text}`);
    return answer.parse(JSON.parse(text));
  }
}
