/** The clusters report what the registry says already: nothing is written. */
import { READY } from "../../cluster/claim_state.ts";
import { RUNNING_CLAIMS } from "../../cluster/platform_claims.ts";
import { describeCounts, probeClustersComplete, probeClustersHeard } from "../cluster_probe.ts";
import { probeNothingOpen, probeQuietPass } from "../proposal_probe.ts";
import { expect, type Step } from "../stage.ts";

/** Shows that no news make no pull request. */
export const quietRegistry: Step = {
  title: "The clusters report what the registry says already",
  run: async (stage) => {
    const { fleet } = stage;
    fleet.apply(RUNNING_CLAIMS.map((claim) => ({ claim, state: READY })));
    await expect(stage, {
      text: "the informer of each cluster has reached the collector",
      probe: probeClustersHeard(stage),
    });
    // Not before: while only some clusters are known, the claim of an entry that names no cluster may
    // look as if it was in none.
    fleet.thaw();
    await expect(stage, {
      text: `they have listed the claims of their clusters and told it ${fleet.claimCount}`,
      probe: probeClustersComplete(stage),
      detail: describeCounts,
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
