/** Batches as the store takes them, for tests that fill in what matters to them. */
import type { ClusterBatch } from "../../src/collector/batch_intake.ts";

/** A batch of the cluster `prod` that says nothing but what is given. */
export function createBatch(
  fields: Pick<ClusterBatch, "session" | "sequence"> & Partial<ClusterBatch>,
): ClusterBatch {
  return {
    cluster: "prod",
    sync: null,
    silent: [],
    scopes: null,
    upserts: [],
    deletions: [],
    refused: [],
    ...fields,
  };
}
