/** The collector is restarted, loses its memory, and yet nothing is lost. */
import { DemoFailure } from "../../demo_failure.ts";
import { found, missing, type Probe } from "../condition.ts";
import { probeProposal, probeQuietPass, type Proposal } from "../proposal_probe.ts";
import { expect, type Stage, type Step } from "../stage.ts";
import { FIRST_NUMBER, readProposal } from "../update.ts";
import { REGISTERED_MESSAGES } from "./unregistered_claim.ts";

/** Shows that an empty memory neither withdraws nor flaps. */
export const restart: Step = {
  title: "The collector is restarted; it keeps everything in memory",
  run: async (stage) => {
    const { collector, fleet, screen } = stage;
    const before = await readProposal(stage);
    const [first = "", ...others] = fleet.clusters;
    fleet.silence(fleet.clusters);
    await restartCollector(stage);
    await expectCount(stage, { text: "the new process knows no claim at all", count: 0 });
    await expectUnchanged(stage, { text: "the pull request stays as it is", before });
    await fleet.restore([first]);
    const known = (await collector.api.countClaims()).get(first) ?? 0;
    screen.tell(`Only ${first} has reported so far (${known} claims).`);
    await expectUnchanged(stage, { text: "nothing is withdrawn, nothing flaps", before });
    await fleet.restore(others);
    await expectCount(stage, {
      text: `all clusters have reported again: ${fleet.claimCount} claims`,
      count: fleet.claimCount,
    });
    await expectUnchanged(stage, {
      text: "the pull request is the same, to the byte: nothing was lost",
      before,
    });
  },
};

async function restartCollector({ collector, screen }: Stage): Promise<void> {
  const startedAt = performance.now();
  const exitCode = await screen.during("the collector stops", collector.stop());
  const stopMs = Math.round(performance.now() - startedAt);
  if (exitCode !== 0) throw new DemoFailure(`The collector stopped with exit code ${exitCode}.`);
  screen.done("SIGTERM: it stopped with exit code 0", `(after ${stopMs} ms)`);
  await screen.during("the collector starts", collector.start());
}

async function expectCount(
  stage: Stage,
  { text, count }: { readonly text: string; readonly count: number },
): Promise<void> {
  await expect(stage, {
    text,
    probe: async () => {
      const counts = [...(await stage.collector.api.countClaims()).values()];
      const sum = counts.reduce((total, one) => total + one, 0);
      return sum === count ? found(sum) : missing(`${sum} claims`);
    },
  });
}

/** Lets the collector make a pass, then compares. */
async function expectUnchanged(
  stage: Stage,
  { text, before }: { readonly text: string; readonly before: Proposal },
): Promise<void> {
  const quiet = probeQuietPass(stage);
  const probe: Probe<Proposal> = async () => {
    const pass = await quiet();
    if (!pass.isFound) return pass;
    const expected = { number: FIRST_NUMBER, messages: REGISTERED_MESSAGES };
    const finding = await probeProposal(stage, expected)();
    if (!finding.isFound) return finding;
    const { pull, branch } = finding.value;
    if (branch.commit !== before.branch.commit) return missing("another commit");
    return pull.body === before.pull.body ? finding : missing("another text");
  };
  await expect(stage, { text, probe });
}
