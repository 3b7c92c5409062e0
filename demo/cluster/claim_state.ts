/**
 * What a claim may be up to, and the words in which the registry shall tell it: the demo's own
 * expectation, so that it notices when informer and collector make something else of it.
 */
import type { LifeState } from "../kubernetes/claim_life.ts";

/** The states that the demo's claims go through. */
export type ClaimState =
  | Extract<LifeState, { readonly kind: "ready" | "creating" | "failed" | "deleting" }>
  | { readonly kind: "gone" };

/** Everything works. */
export const READY: ClaimState = { kind: "ready" };
/** Somebody has deleted the claim; what belongs to it is being cleaned up. */
export const DELETING: ClaimState = { kind: "deleting" };
/** The claim does not exist any more. */
export const GONE: ClaimState = { kind: "gone" };

/** The text that tells the state. */
export function toStatusMessage(state: ClaimState): string {
  switch (state.kind) {
    case "ready":
      return "Ready: True, Synced: True";
    case "creating":
      return "Ready: False (Creating), Synced: True - " +
        `Unready resources: ${state.unready.join(", ")}`;
    case "failed":
      return `Ready: True, Synced: False (ReconcileError) - ${state.cause}`;
    case "deleting":
      return "Deleting, Ready: False (Deleting), Synced: True";
    case "gone":
      return "Gone";
  }
}
