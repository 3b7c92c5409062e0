/**
 * What happens to the claims of a cluster, change after change, as a seed has it: they fail and
 * recover, are deleted and ordered anew. Knows at any time what is true. Pure.
 */
import type { LifeState } from "../../demo/kubernetes/claim_life.ts";
import { getPlatformKind } from "../../demo/kubernetes/platform_resources.ts";
import { createDraw } from "../testing/seeded_draw.ts";
import { type ExpectedStatus, toExpectedStatus } from "./expected_status.ts";

/** A claim of the script. */
export interface ScriptedClaim {
  readonly kind: string;
  readonly claimRef: string;
}

/** One thing that happens. */
export interface ClaimChange {
  readonly claim: ScriptedClaim;
  /** `null` where it is deleted. */
  readonly state: LifeState | null;
}

/** What the collector shall tell of a claim. */
export type ClaimTruth = ScriptedClaim & ExpectedStatus;

const NAMESPACE_COUNT = 10;
/** Half of the claims have a composite behind them, half stand for themselves. */
const KINDS = ["DatabaseClaim", "HarvesterVM"] as const;

/** All names that a script uses; every cluster has the same. */
export function listScriptedClaims(count: number): readonly ScriptedClaim[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: KINDS[index % KINDS.length] ?? KINDS[0],
    claimRef: `team-${index % NAMESPACE_COUNT}/claim-${String(index).padStart(6, "0")}`,
  }));
}

/** The lives of all claims of one cluster. */
export class ClaimScript {
  readonly #claims: readonly ScriptedClaim[];
  readonly #states: (LifeState | null)[];
  readonly #draw: (end: number) => number;
  #changeCount = 0;

  constructor({ seed, claimCount }: { readonly seed: number; readonly claimCount: number }) {
    this.#claims = listScriptedClaims(claimCount);
    this.#states = this.#claims.map(() => ({ kind: "ready" }));
    this.#draw = createDraw(seed);
  }

  /** How often something has happened. */
  get changeCount(): number {
    return this.#changeCount;
  }

  /** How all claims are now. */
  list(): readonly ClaimChange[] {
    return this.#claims.map((claim, index) => ({ claim, state: this.#states[index] ?? null }));
  }

  /** Lets the next thing happen. */
  next(): ClaimChange {
    this.#changeCount += 1;
    const index = this.#draw(this.#claims.length);
    const state = this.#follow(this.#states[index] ?? null);
    this.#states[index] = state;
    return { claim: this.#claims[index] ?? { kind: KINDS[0], claimRef: "" }, state };
  }

  /** What is true of the claims that exist. */
  listTruth(): readonly ClaimTruth[] {
    return this.list().flatMap(({ claim, state }) =>
      state === null
        ? []
        : [{ ...claim, ...toExpectedStatus(state, getPlatformKind(claim.kind).form) }]
    );
  }

  /** Another state than before, in what is told of it, too. */
  #follow(before: LifeState | null): LifeState | null {
    if (before === null) return { kind: "new" };
    const chance = this.#draw(100);
    if (chance < 2) return null;
    if (chance < 5 && before.kind !== "deleting") return { kind: "deleting" };
    if (chance < 10 && before.kind !== "paused") return { kind: "paused" };
    if (chance < 20) return { kind: "waiting", cause: this.#complain("get the volume") };
    if (chance < 35) return { kind: "creating", unready: ["volume", `disk-${this.#changeCount}`] };
    if (chance < 70 && before.kind !== "ready") return { kind: "ready" };
    return { kind: "failed", cause: this.#complain("compose resources") };
  }

  #complain(deed: string): string {
    return `cannot ${deed}: order ${this.#changeCount} of the quota is refused`;
  }
}
