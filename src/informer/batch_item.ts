/** Claims as they stand on the wire, and how much room they take. */
import type { BatchDeletion, BatchScope, BatchUpsert } from "../contract/batch.ts";
import type { ClaimRecord, Telling } from "./claim_record.ts";
import type { Batch, SinglePost } from "./collector_client.ts";

/** How much is sent of a claim; less than the whole where that was refused before. */
export type ItemForm = "whole" | "key" | "nothing";

/** What a request tells of one claim. */
export interface BatchItem {
  readonly claim: ClaimRecord;
  /** `null`: nothing is told yet, but the claim exists. */
  readonly telling: Telling | null;
  readonly form: ItemForm;
}

/** Most items of one batch. */
export const ITEM_COUNT_MAX = 500;
/** Most bytes of one batch: below 1 MiB, a usual limit of an ingress. */
export const BATCH_BYTES_MAX = 900_000;

/** Quotes, names and punctuation of an item or a scope. */
const FRAME_BYTES = 200;
/** Most bytes of a UTF-16 code unit in JSON: an escape. */
const UNIT_BYTES_MAX = 6;

/** The claim is told now: until the answer, the collector has nothing of it for certain. */
export function toItem(claim: ClaimRecord, form: ItemForm): BatchItem {
  const { telling } = claim;
  if (telling !== claim.told) claim.told = null;
  return { claim, telling, form: telling === null ? "key" : form };
}

/** The item of a batch; only the key where there is nothing else to tell. */
export function toUpsert({ claim, telling, form }: BatchItem): Batch["upserts"][number] {
  const key = toKey(claim);
  if (telling === null || form !== "whole") return key;
  return {
    ...key,
    ...toUid(telling),
    statusMessage: telling.statusMessage,
    phase: telling.phase,
    observedAt: toTime(telling),
    ...(telling.isOutdated ? { outdated: true } : {}),
  } satisfies BatchUpsert;
}

/** The item of a batch that says that the claim is gone. */
export function toDeletion(claim: ClaimRecord, telling: Telling): BatchDeletion {
  return { ...toKey(claim), ...toUid(telling), observedAt: toTime(telling) };
}

/** The same for a collector that knows no batches. */
export function toSinglePost(claim: ClaimRecord, telling: Telling): SinglePost {
  const { statusMessage, phase } = telling;
  return { ...toKey(claim), statusMessage, phase, observedAt: toTime(telling) };
}

/** What a claim is called. */
export function toKey(
  { scope, claimRef }: ClaimRecord,
): Pick<BatchUpsert, "claimRef" | "group" | "kind"> {
  return { claimRef, group: scope.wire.group, kind: scope.wire.kind };
}

/** At most so many bytes a claim takes in a batch. */
export function boundItemBytes({ scope, claimRef, telling }: ClaimRecord): number {
  const { group, kind } = scope.wire;
  const unitCount = claimRef.length + group.length + kind.length + (telling?.uid?.length ?? 0) +
    (telling?.statusMessage.length ?? 0);
  return FRAME_BYTES + unitCount * UNIT_BYTES_MAX;
}

/** At most so many bytes scopes take in a batch. */
export function boundScopeBytes(scopes: readonly BatchScope[]): number {
  let bytes = 0;
  for (const { group, resource, kind = "", namespace = "" } of scopes) {
    const unitCount = group.length + resource.length + kind.length + namespace.length;
    bytes += FRAME_BYTES + unitCount * UNIT_BYTES_MAX;
  }
  return bytes;
}

function toUid({ uid }: Telling): { readonly uid?: string } {
  return uid === null ? {} : { uid };
}

function toTime({ observedAt }: Telling): string {
  return new Date(observedAt).toISOString();
}
