/**
 * Which claim a composite counts for: the one that it names as its maker. A claim may name any object
 * as its composite, and must not be told with the words of another claim's.
 */
import type { ClaimName } from "../claim/composite_ref.ts";
import type { ClaimRecord } from "./claim_record.ts";
import type { KeptDigest } from "./digest_pool.ts";

/** What the claim's own composite says; `null` where it has none, or that was not seen. */
export function readOwnComposite(claim: ClaimRecord): KeptDigest | null {
  const { composite } = claim;
  if (composite === null || composite.maker === null) return null;
  return isMaker(claim, composite.maker) ? composite.digest : null;
}

/** The name of the maker, with the texts that its claim has anyway if that is one of these. */
export function shareMaker(maker: ClaimName, claims: readonly ClaimRecord[]): ClaimName {
  const claim = claims.find((each) => isMaker(each, maker));
  if (claim === undefined) return maker;
  const { claimRef, scope: { wire: { group, kind } } } = claim;
  return { group, kind, claimRef };
}

/** Whether both are the same claim. */
export function isSameMaker(a: ClaimName | null, b: ClaimName): boolean {
  return a !== null && a.claimRef === b.claimRef && a.kind === b.kind && a.group === b.group;
}

function isMaker({ claimRef, scope: { wire } }: ClaimRecord, maker: ClaimName): boolean {
  return claimRef === maker.claimRef && wire.kind === maker.kind && wire.group === maker.group;
}
