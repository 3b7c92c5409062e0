/** Asks a collector what a pass would do now. */
import { parsePlanDocument, type PlanDocument } from "../contract/plan_document.ts";
import type { Delivery } from "../informer/collector_client.ts";
import { CollectorReader, type CollectorReaderDeps } from "./collector_reader.ts";

/** What is needed to ask. */
export interface PlanClientDeps extends CollectorReaderDeps {
  /** Longest time that an answer may take. */
  readonly timeoutMs?: number;
}

/** A plan waits for the pass that runs, and reads all that a pass reads. */
export const PLAN_TIMEOUT_MS = 300_000;
/** Largest plan that is read: the diff of a large registry that changes in every entry. */
export const PLAN_BYTES_MAX = 268_435_456;

/** Asks once. */
export async function fetchPlan(
  { timeoutMs = PLAN_TIMEOUT_MS, ...deps }: PlanClientDeps,
  signal: AbortSignal,
): Promise<Delivery<PlanDocument>> {
  const reader = new CollectorReader(deps);
  try {
    return await reader.read({
      path: "/api/v1/reconcile/plan",
      subject: "the plan",
      parse: ({ text }) => parsePlanDocument(text),
      adviceWhereUnknown:
        "an older collector makes no plans, and the address may be another server's",
      bytesMax: PLAN_BYTES_MAX,
      timeoutMs,
    }, signal);
  } finally {
    reader.close();
  }
}
