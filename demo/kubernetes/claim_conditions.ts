/** What Crossplane writes into the conditions of claims and composites, word for word. */

/** What a claim may be up to. */
export type LifeState =
  /** Nobody has looked at it yet: no conditions. */
  | { readonly kind: "new" }
  /** Some of its resources are not ready; a fourth and further ones are only counted. */
  | { readonly kind: "creating"; readonly unready: readonly string[] }
  /** It was never ready; without a cause, nothing says why. */
  | { readonly kind: "waiting"; readonly cause?: string }
  | { readonly kind: "ready" }
  /** Its composite cannot be reconciled any more; the claim itself does not tell. */
  | { readonly kind: "failed"; readonly cause: string }
  | { readonly kind: "paused" }
  | { readonly kind: "deleting" };

/** A condition as it stands in a status. */
export interface StatusCondition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message?: string;
  readonly observedGeneration: number;
  /** RFC 3339, whole seconds. */
  readonly lastTransitionTime: string;
}

/** Names of unready resources that a message tells. */
const UNREADY_NAMES_MAX = 3;

type Fact = readonly [type: string, status: "True" | "False", reason: string, message?: string];

const SYNCED: Fact = ["Synced", "True", "ReconcileSuccess"];
const PAUSED: Fact = [
  ...["Synced", "False", "ReconcilePaused"] as const,
  "Reconciliation (including deletion) is paused via the pause annotation",
];
const RESPONSIVE: Fact = ["Responsive", "True", "WatchCircuitClosed"];
const AVAILABLE: Fact = ["Ready", "True", "Available"];
const DELETING: Fact = ["Ready", "False", "Deleting"];
const WAITING: Fact = [
  ...["Ready", "False", "Waiting"] as const,
  "Claim is waiting for composite resource to become Ready",
];

/** Writes the conditions of a claim, or of a composite (with or without a claim). */
export function toConditions(
  state: LifeState,
  { form, observedGeneration, lastTransitionTime }: {
    readonly form: "claim" | "composite";
    readonly observedGeneration: number;
    readonly lastTransitionTime: string;
  },
): readonly StatusCondition[] {
  const facts = form === "claim" ? toClaimFacts(state) : toCompositeFacts(state);
  return facts.map(([type, status, reason, message]) => ({
    lastTransitionTime,
    ...(message === undefined ? {} : { message }),
    observedGeneration,
    reason,
    status,
    type,
  }));
}

function toClaimFacts(state: LifeState): readonly Fact[] {
  switch (state.kind) {
    case "new":
      return [];
    case "creating":
    case "waiting":
      return [SYNCED, WAITING];
    case "ready":
    case "failed":
      return [SYNCED, AVAILABLE];
    case "paused":
      return [PAUSED, AVAILABLE];
    case "deleting":
      return [SYNCED, DELETING];
  }
}

function toCompositeFacts(state: LifeState): readonly Fact[] {
  switch (state.kind) {
    case "new":
      return [];
    case "creating":
      return [SYNCED, RESPONSIVE, ["Ready", "False", "Creating", toUnready(state.unready)]];
    case "waiting":
      return state.cause === undefined
        ? [SYNCED, RESPONSIVE, ["Ready", "False", "Creating"]]
        : [toError(state.cause), RESPONSIVE];
    case "ready":
      return [SYNCED, RESPONSIVE, AVAILABLE];
    case "failed":
      return [toError(state.cause), RESPONSIVE, AVAILABLE];
    case "paused":
      return [PAUSED, RESPONSIVE, AVAILABLE];
    case "deleting":
      return [SYNCED, RESPONSIVE, DELETING];
  }
}

function toError(cause: string): Fact {
  return ["Synced", "False", "ReconcileError", cause];
}

function toUnready(names: readonly string[]): string {
  const more = names.length - UNREADY_NAMES_MAX;
  const named = names.slice(0, UNREADY_NAMES_MAX).join(", ");
  return `Unready resources: ${named}${more > 0 ? `, and ${more} more` : ""}`;
}
