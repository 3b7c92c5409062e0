/** The order of the steps. */
import type { Stage, Step } from "./stage.ts";
import { claimFails, claimRecovers } from "./step/claim_fails.ts";
import { claimsReady } from "./step/claims_ready.ts";
import { merge } from "./step/merge.ts";
import { newClaims } from "./step/new_claims.ts";
import { nextChange } from "./step/next_change.ts";
import { quietRegistry } from "./step/quiet_registry.ts";
import { restart } from "./step/restart.ts";
import { silentCluster } from "./step/silent_cluster.ts";
import { colleagueRegisters, unregisteredClaim } from "./step/unregistered_claim.ts";

const STEPS: readonly Step[] = [
  quietRegistry,
  newClaims,
  claimsReady,
  claimFails,
  claimRecovers,
  unregisteredClaim,
  colleagueRegisters,
  restart,
  silentCluster,
  merge,
  nextChange,
];

/** How many steps there are, the opening included. */
export const STEP_COUNT: number = STEPS.length + 1;

/** Takes the steps one after another; throws `DemoFailure` where one does not come true. */
export async function walkThrough(stage: Stage): Promise<void> {
  for (const [index, { title, run }] of STEPS.entries()) {
    stage.screen.step({ number: index + 2, count: STEP_COUNT, title });
    await run(stage);
  }
}
