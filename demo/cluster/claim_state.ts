/**
 * What a claim may be up to, and the words that an agent of its cluster tells it in: the short form
 * of Crossplane's conditions, with messages as Crossplane really writes them.
 */

/** The states that the demo's claims go through. */
export type ClaimState =
  | { readonly kind: "ready" }
  | { readonly kind: "creating"; readonly unready: readonly string[] }
  | { readonly kind: "failed"; readonly cause: string }
  | { readonly kind: "gone" };

/** Everything works. */
export const READY: ClaimState = { kind: "ready" };
/** The claim was deleted. */
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
    case "gone":
      return "Gone";
  }
}
