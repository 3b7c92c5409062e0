/**
 * Digests for whoever keeps many of them: most claims have equal conditions and texts, so what is
 * equal is cleaned once and kept once. What it remembers decides nothing but time and memory.
 */
import { type CompositeRef, readCompositeRef } from "./composite_ref.ts";
import { type Condition, type RawCondition, toCondition } from "./conditions.ts";
import {
  type ClaimDigest,
  type DigestDeps,
  joinFacts,
  type ObjectDigest,
  projectObject,
  toClaimDigest,
} from "./digest.ts";
import { RecentValues } from "./recent_values.ts";
import { writeStatusText } from "./status_text.ts";

/** `digestObject` and `joinDigests` of one informer; neither needs a `this`. */
export interface Digester {
  readonly digestObject: (object: unknown) => ObjectDigest | null;
  readonly joinDigests: (claim: ObjectDigest, composite: ObjectDigest | null) => ClaimDigest;
}

/** How many conditions, how many texts and how many kinds are remembered; less than 20 MB in all. */
const REMEMBERED_COUNT_MAX = 4_096;
/** UTF-16 code units; a longer condition is not remembered, for it would be kept as a key. */
const KEY_LENGTH_MAX = 1_024;

/** Makes a digester that remembers nothing yet. */
export function createDigester(
  { rememberedCountMax = REMEMBERED_COUNT_MAX }: { readonly rememberedCountMax?: number } = {},
): Digester {
  const deps = createSharingDeps(rememberedCountMax);
  const claims = new RecentValues<ClaimDigest>(rememberedCountMax);
  return {
    digestObject: (object) => projectObject(object, deps),
    joinDigests: (claim, composite) => {
      const facts = joinFacts(claim, composite);
      const text = writeStatusText(facts);
      return claims.get(`${facts.isOutdated} ${text}`, () => toClaimDigest(facts, text));
    },
  };
}

function createSharingDeps(rememberedCountMax: number): DigestDeps {
  const conditions = new RecentValues<Condition>(rememberedCountMax);
  const kinds = new RecentValues<Omit<CompositeRef, "claimRef">>(rememberedCountMax);
  return {
    toCondition: (raw) => {
      const key = toConditionKey(raw);
      return key.length > KEY_LENGTH_MAX
        ? toCondition(raw)
        : conditions.get(key, () => toCondition(raw));
    },
    readCompositeRef: (resourceRef) => {
      const ref = readCompositeRef(resourceRef);
      if (ref === null) return null;
      const { group, version, kind, claimRef } = ref;
      const key = `${group}/${version}/${kind}`;
      return { ...kinds.get(key, () => ({ group, version, kind })), claimRef };
    },
  };
}

/** The length keeps a reason apart from the message behind it. */
function toConditionKey({ status, reason, message }: RawCondition): string {
  return `${status} ${reason.length} ${reason}${status === "True" ? "" : message}`;
}
