/** Several changes of references as one: all of them or none, each only from where it should be. */
import { unprocessable } from "./github_refusal.ts";
import type { RefStore } from "./ref_store.ts";

/** An id of no object: before, that the reference must not exist; after, that it is to go. */
export const nullOid = "0".repeat(40);

/** One change; without a `before` it does not matter where the reference is. */
export interface RefUpdate {
  readonly ref: string;
  readonly before: string | null;
  readonly after: string;
  readonly force: boolean;
}

/** Makes all changes, or throws the first refusal and makes none. */
export function updateRefs(refs: RefStore, updates: readonly RefUpdate[]): void {
  // The rehearsal on a copy meets every refusal that the real thing would.
  const rehearsal = refs.copy();
  for (const update of updates) apply(rehearsal, update);
  for (const update of updates) apply(refs, update);
}

function apply(refs: RefStore, { ref, before, after, force }: RefUpdate): void {
  const current = refs.get(ref);
  if (before !== null && before !== (current ?? nullOid)) {
    throw unprocessable(
      `Reference cannot be updated: ${ref} is at ${current ?? nullOid} but expected ${before}`,
    );
  }
  if (after === nullOid) refs.delete(ref);
  else if (current === undefined) refs.create({ ref, id: after });
  else refs.update({ ref, id: after, force });
}
