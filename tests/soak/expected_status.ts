/**
 * What the collector shall tell of a claim in a state of its life, written down by hand from the
 * product's rules, not computed by its code.
 */
import type { LifeState } from "../../demo/kubernetes/claim_life.ts";

/** What is told of a claim that exists. */
export interface ExpectedStatus {
  readonly phase: string;
  readonly statusMessage: string;
}

const PAUSED = "Paused, Ready: True, Synced: False (ReconcilePaused) - " +
  "Reconciliation (including deletion) is paused via the pause annotation";

/** The phase and the message; a claim that has a composite behind it tells more while it waits. */
export function toExpectedStatus(
  state: LifeState,
  form: "claim" | "composite",
): ExpectedStatus {
  switch (state.kind) {
    case "new":
      return { phase: "Unknown", statusMessage: "No status conditions" };
    case "creating": {
      const unready = `Unready resources: ${state.unready.join(", ")}`;
      const statusMessage = `Ready: False (Creating), Synced: True - ${unready}`;
      return { phase: "Creating", statusMessage };
    }
    case "waiting": {
      const ready = form === "claim" ? "Ready: False (Waiting), " : "";
      const statusMessage = `${ready}Synced: False (ReconcileError) - ${state.cause}`;
      return { phase: "Error", statusMessage };
    }
    case "ready":
      return { phase: "Ready", statusMessage: "Ready: True, Synced: True" };
    case "failed": {
      const statusMessage = `Ready: True, Synced: False (ReconcileError) - ${state.cause}`;
      return { phase: "Error", statusMessage };
    }
    case "paused":
      return { phase: "Paused", statusMessage: PAUSED };
    case "deleting":
      return {
        phase: "Deleting",
        statusMessage: "Deleting, Ready: False (Deleting), Synced: True",
      };
  }
}
