/**
 * What is kept of a Kubernetes object, and the status that it means. Total: any value has an answer.
 */
import type { ClaimType, Phase } from "./claim.ts";

/** One condition, as far as it decides anything. */
export interface Condition {
  readonly status: "True" | "False" | "Unknown";
  /** Empty where there is none. */
  readonly reason: string;
  readonly message: string;
}

/** The composite that a claim names in `spec.resourceRef`. */
export interface CompositeRef {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `namespace/name`, or `name`: composites of claims have no namespace. */
  readonly claimRef: string;
}

/** The small projection of an object that is kept instead of the object. */
export interface ObjectDigest {
  /** `namespace/name`, or `name` for a cluster-scoped object. */
  readonly claimRef: string;
  readonly uid: string | null;
  readonly isDeleting: boolean;
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
  readonly isOutdated: boolean;
}

/** Projects an object; `null` for what is none: no object, or one without a name. */
export declare function digestObject(object: unknown): ObjectDigest | null;

/** Joins a claim with its composite (`null` where there is none or it is not known). */
export declare function joinDigests(
  claim: ObjectDigest,
  composite: ObjectDigest | null,
): ClaimDigest;

/** The type is used by callers that key what they keep. */
export type { ClaimType };
