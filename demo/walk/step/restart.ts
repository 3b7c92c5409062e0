/** The collector is restarted and knows nothing: its informers notice, and nothing is lost. */
import { DemoFailure } from "../../demo_failure.ts";
import { describeCounts, probeClustersComplete } from "../cluster_probe.ts";
import { missing } from "../condition.ts";
import { probeQuietPass } from "../proposal_probe.ts";
import { expect, type Stage, type Step } from "../stage.ts";
import { probeUntouched, readProposal } from "../update.ts";

/** Shows that it heals by itself, and neither withdraws nor flaps meanwhile. */
export const restart: Step = {
  title: "The collector is restarted; it keeps everything in memory",
  run: async (stage) => {
    const { fleet, screen } = stage;
    const before = await readProposal(stage);
    await restartCollector(stage);
    screen.tell("Nobody tells it anything by hand. Its informers notice that it is a new one.");
    const startedAt = performance.now();
    await expect(stage, {
      text: `they have told it all ${fleet.claimCount} claims again`,
      probe: probeClustersComplete(stage),
      detail: (rows) =>
        `${describeCounts(rows)} after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
    });
    const [quiet, untouched] = [probeQuietPass(stage), probeUntouched(stage, before)];
    await expect(stage, {
      text: "the pull request is the same, to the byte: nothing was lost, nothing flapped",
      probe: async () => {
        const pass = await quiet();
        if (!pass.isFound) return pass;
        const finding = await untouched();
        if (!finding.isFound) return finding;
        return finding.value.pull.body === before.pull.body ? finding : missing("another text");
      },
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
  screen.done("a new process listens at the same address");
}
