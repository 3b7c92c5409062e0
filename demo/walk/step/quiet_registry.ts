/** The clusters report what the registry says already: nothing is written. */
import { READY } from "../../cluster/claim_state.ts";
import { RUNNING_CLAIMS } from "../../cluster/platform_claims.ts";
import { found, missing } from "../condition.ts";
import { probeNothingOpen, probeQuietPass } from "../proposal_probe.ts";
import { expect, type Step } from "../stage.ts";

/** Shows that no news make no pull request. */
export const quietRegistry: Step = {
  title: "The clusters report what the registry says already",
  run: async (stage) => {
    const { fleet, collector } = stage;
    await fleet.apply(RUNNING_CLAIMS.map((claim) => ({ claim, state: READY })));
    await fleet.restore(fleet.clusters);
    await expect(stage, {
      text: `the collector knows ${fleet.claimCount} running claims`,
      probe: async () => {
        const counts = await collector.api.countClaims();
        const sum = [...counts.values()].reduce((total, count) => total + count, 0);
        return sum === fleet.claimCount ? found(counts) : missing(`${sum} claims`);
      },
      detail: (counts) => `(${[...counts].map(([name, count]) => `${name} ${count}`).join(", ")})`,
    });
    await expect(stage, {
      text: "it compares them with the registry and finds no difference",
      probe: probeQuietPass(stage),
    });
    await expect(stage, {
      text: "so there is no branch and no pull request",
      probe: probeNothingOpen(stage),
    });
  },
};
