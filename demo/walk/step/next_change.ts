/** After the merge: the next change makes the next pull request. */
import { GONE, toStatusMessage } from "../../cluster/claim_state.ts";
import { claim } from "../../cluster/platform_claims.ts";
import { viewDiff } from "../../terminal/diff_view.ts";
import { probeSettledProposal } from "../proposal_probe.ts";
import { expect, type Step } from "../stage.ts";
import { FIRST_NUMBER } from "../update.ts";

const CLAIM = claim("lab HarvesterVM default/gpu-sandbox");

/** Shows that it starts anew. */
export const nextChange: Step = {
  title: "A machine in the lab is deleted",
  run: async (stage) => {
    const { fleet, screen } = stage;
    await fleet.apply([{ claim: CLAIM, state: GONE }]);
    const { pull, branch, base } = await expect(stage, {
      text: "the next pull request appears: #2, again one branch, one commit",
      probe: probeSettledProposal(stage, {
        number: FIRST_NUMBER + 1,
        messages: { "gpu-sandbox": toStatusMessage(GONE) },
      }),
    });
    screen.done("the entry stays: removing it is for people to decide");
    screen.address({ label: "look at it", url: pull.url });
    screen.block(viewDiff({ before: base, after: branch.registry }, screen));
  },
};
