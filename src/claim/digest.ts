/**
 * What is kept of a Kubernetes object, and the status that it means. Total: any value has an answer.
 * `createDigester` makes the same digests and shares what is equal in them.
 */
import type { Phase } from "./claim.ts";
import { type CompositeRef, readCompositeRef, toClaimRef } from "./composite_ref.ts";
import { type Condition, type RawCondition, readConditions, toCondition } from "./conditions.ts";
import { toPhase } from "./phase.ts";
import { toRecord, toText } from "./record.ts";
import { toRegistryText } from "./registry_text.ts";
import { type StatusFacts, writeStatusText } from "./status_text.ts";

export type { CompositeRef, Condition };

/** The small projection of an object that is kept instead of the object. */
export interface ObjectDigest {
  /** `namespace/name`, or `name` for a cluster-scoped object. */
  readonly claimRef: string;
  readonly uid: string | null;
  readonly isDeleting: boolean;
  /** Whether its annotation says so. */
  readonly isPaused: boolean;
  readonly ready: Condition | null;
  readonly synced: Condition | null;
  readonly responsive: Condition | null;
  /** Whether Synced was observed of an older generation than the object has. */
  readonly isOutdated: boolean;
  readonly composite: CompositeRef | null;
}

/** What is told of a claim. */
export interface ClaimDigest {
  /** One clean line of at most 256 code points, see `toRegistryText`. */
  readonly statusMessage: string;
  readonly phase: Phase;
  /** Whether the Synced that stands in the text is older than its object. */
  readonly isOutdated: boolean;
}

/** How the parts of a digest are made that many objects have in common. */
export interface DigestDeps {
  readonly toCondition: (raw: RawCondition) => Condition;
  readonly readCompositeRef: (resourceRef: unknown) => CompositeRef | null;
}

/** A claim and its composite as one. */
export interface JoinedFacts extends StatusFacts {
  readonly isOutdated: boolean;
}

const PAUSED_ANNOTATION = "crossplane.io/paused";

/** Projects an object; `null` for what is none: no object, or one without a name. */
export function digestObject(object: unknown): ObjectDigest | null {
  return projectObject(object, { toCondition, readCompositeRef });
}

/** Joins a claim with its composite (`null` where there is none or it is not known). */
export function joinDigests(claim: ObjectDigest, composite: ObjectDigest | null): ClaimDigest {
  const facts = joinFacts(claim, composite);
  return toClaimDigest(facts, writeStatusText(facts));
}

/** `digestObject` with its parts made by others. */
export function projectObject(object: unknown, deps: DigestDeps): ObjectDigest | null {
  const { metadata, spec, status } = toRecord(object);
  const { name, namespace, uid, annotations, generation, deletionTimestamp } = toRecord(metadata);
  if (typeof name !== "string" || name === "") return null;
  const { ready, synced, responsive, syncedGeneration } = readConditions(
    toRecord(status)["conditions"],
  );
  return {
    claimRef: toClaimRef(name, namespace),
    uid: toText(uid) || null,
    isDeleting: (deletionTimestamp ?? "") !== "",
    isPaused: toRecord(annotations)[PAUSED_ANNOTATION] === "true",
    ready: ready && deps.toCondition(ready),
    synced: synced && deps.toCondition(synced),
    responsive: responsive && deps.toCondition(responsive),
    isOutdated: typeof generation === "number" && syncedGeneration !== null &&
      syncedGeneration < generation,
    composite: deps.readCompositeRef(toRecord(spec)["resourceRef"]),
  };
}

/** What claim and composite say together: a claim does not tell the truth alone. */
export function joinFacts(claim: ObjectDigest, composite: ObjectDigest | null): JoinedFacts {
  const ready = isToldBetter(claim.ready, composite?.ready) ? composite?.ready : claim.ready;
  const isSyncedOfComposite = isToldBetter(claim.synced, composite?.synced);
  const { synced, isOutdated } = isSyncedOfComposite && composite ? composite : claim;
  return {
    isDeleting: claim.isDeleting,
    isPaused: claim.isPaused || composite?.isPaused === true ||
      synced?.reason === "ReconcilePaused",
    ready: ready ?? null,
    synced,
    responsive: (composite ?? claim).responsive,
    isOutdated,
  };
}

/** The digest of joined facts and of the text that was written of them. */
export function toClaimDigest(facts: JoinedFacts, statusText: string): ClaimDigest {
  return {
    statusMessage: toRegistryText(statusText),
    phase: toPhase({
      ...facts,
      ready: facts.ready ?? undefined,
      synced: facts.synced ?? undefined,
      responsive: facts.responsive ?? undefined,
    }),
    isOutdated: facts.isOutdated,
  };
}

/** Whether the composite has a complaint where its claim has none, or only waits. */
function isToldBetter(own: Condition | null, other: Condition | null | undefined): boolean {
  if (!other || other.status === "True") return false;
  return own === null || own.status === "True" || own.reason === "Waiting";
}
