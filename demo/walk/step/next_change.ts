/** After the merge: the next change makes the next pull request. */
import { DELETING, GONE, toStatusMessage } from "../../cluster/claim_state.ts";
import { claim } from "../../cluster/platform_claims.ts";
import { viewDiff } from "../../terminal/diff_view.ts";
import { probeSettledProposal } from "../proposal_probe.ts";
import { expect, type Step } from "../stage.ts";
import { FIRST_NUMBER } from "../update.ts";

const CLAIM = claim("lab HarvesterVM default/gpu-sandbox");
const ENTRY = "gpu-sandbox";
const NUMBER = FIRST_NUMBER + 1;

/** Shows that it starts anew, and what becomes of a claim that is deleted. */
export const nextChange: Step = {
  title: "A machine in the lab is deleted",
  run: async (stage) => {
    const { fleet, screen } = stage;
    fleet.apply([{ claim: CLAIM, state: DELETING }]);
    await expect(stage, {
      text: "the next pull request appears: #2, again one branch, one commit",
      probe: probeSettledProposal(stage, {
        number: NUMBER,
        messages: { [ENTRY]: toStatusMessage(DELETING) },
      }),
    });
    screen.done("its entry says that the machine is being deleted");
    fleet.apply([{ claim: CLAIM, state: GONE }]);
    const { pull, branch, base } = await expect(stage, {
      text: "now the machine is gone from its cluster, and the same pull request says so",
      probe: probeSettledProposal(stage, {
        number: NUMBER,
        messages: { [ENTRY]: toStatusMessage(GONE) },
      }),
    });
    screen.done("the entry stays: removing it is for people to decide");
    screen.address({ label: "look at it", url: pull.url });
    screen.block(viewDiff({ before: base, after: branch.registry }, screen));
  },
};
