/** Lets something happen to claims and waits until pull request #1 says so, by a new commit. */
import type { FleetChange } from "../cluster/fleet.ts";
import { missing, type Probe, waitFor } from "./condition.ts";
import {
  type ExpectedMessages,
  probeProposal,
  probeSettledProposal,
  type Proposal,
} from "./proposal_probe.ts";
import { expect, type Stage } from "./stage.ts";

/** Number of the pull request that the walk-through keeps updating. */
export const FIRST_NUMBER = 1;

/** What happens, and what is expected of it. */
export interface Update {
  readonly changes: readonly FleetChange[];
  /** All entries that differ from the base branch afterwards. */
  readonly messages: ExpectedMessages;
  readonly text: string;
}

/** Gives the proposal before and after. */
export async function expectUpdate(
  stage: Stage,
  { changes, messages, text }: Update,
): Promise<{ readonly before: Proposal; readonly after: Proposal }> {
  const before = await readProposal(stage);
  stage.fleet.apply(changes);
  const after = await expect(stage, {
    text,
    probe: async () => {
      const finding = await probeSettledProposal(stage, { number: FIRST_NUMBER, messages })();
      const isOld = finding.isFound && finding.value.branch.commit === before.branch.commit;
      return isOld ? missing("the old commit") : finding;
    },
    detail: ({ branch }) => `(${before.branch.commit.slice(0, 7)} → ${branch.commit.slice(0, 7)})`,
  });
  return { before, after };
}

/** Pull request #1 is still open, with the very commit that it had. */
export function probeUntouched(stage: Stage, before: Proposal): Probe<Proposal> {
  const probe = probeProposal(stage, { number: FIRST_NUMBER });
  return async () => {
    const finding = await probe();
    if (!finding.isFound) return finding;
    return finding.value.branch.commit === before.branch.commit ? finding : missing("a new commit");
  };
}

/** The open proposal as it is. */
export async function readProposal(stage: Stage): Promise<Proposal> {
  const probe = probeSettledProposal(stage, { number: FIRST_NUMBER });
  return await waitFor({ text: "one open pull request", probe }, stage.patience);
}
