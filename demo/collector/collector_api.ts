/** The collector's HTTP API, as far as the demo uses it; answers are checked. */
import { z } from "zod";
import type { StatusBody } from "../cluster/status_feeder.ts";

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

const statusesSchema = z.array(z.object({ cluster: z.string(), claimRef: z.string() }));

/** What one pass did. */
export type Pass = z.infer<typeof passSchema>;

/** How long one call may take. */
const CALL_MS = 30_000;

/** Calls the collector; `readUrl` tells where it is now. */
export class CollectorApi {
  readonly #readUrl: () => string;

  constructor(readUrl: () => string) {
    this.#readUrl = readUrl;
  }

  /** Tells the status of one claim. */
  async postStatus(body: StatusBody): Promise<void> {
    await this.#call({ method: "POST", path: "/api/v1/status", body }, z.unknown());
  }

  /** How many claims it knows in each cluster. */
  async countClaims(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#call({ method: "GET", path: "/api/v1/status" }, statusesSchema);
    const counts = new Map<string, number>();
    for (const { cluster } of rows) counts.set(cluster, (counts.get(cluster) ?? 0) + 1);
    return counts;
  }

  /** Runs a pass that begins now, and gives its report. */
  async runPass(): Promise<Pass> {
    return await this.#call({ method: "POST", path: "/api/v1/reconcile", body: {} }, passSchema);
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
