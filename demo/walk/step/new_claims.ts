/** Ordered claims are being created: one pull request appears. */
import { viewDiff } from "../../terminal/diff_view.ts";
import { viewPullRequest } from "../../terminal/pull_request_view.ts";
import { messagesOf, ORDERS_CREATING } from "../orders.ts";
import { probeSettledProposal } from "../proposal_probe.ts";
import { expect, type Step } from "../stage.ts";

/** Shows the first pull request in full. */
export const newClaims: Step = {
  title: "Six new claims are being created",
  run: async (stage) => {
    const { fleet, screen } = stage;
    screen.tell(
      "Teams have ordered them today. Their entries say nothing of their state yet; now the " +
        "clusters begin to make them.",
    );
    fleet.apply(ORDERS_CREATING);
    const { pull, branch, base } = await expect(stage, {
      text: "one pull request appears, on one branch with one commit",
      probe: probeSettledProposal(stage, { number: 1, messages: messagesOf(ORDERS_CREATING) }),
      detail: (proposal) => `(${proposal.branch.commit.slice(0, 7)})`,
    });
    screen.done("it changes these six entries, and only the collector's own two fields");
    screen.done(
      "two of them are called differently in their cluster and were found by their manifests",
      "(jonas, shop-media-assets)",
    );
    screen.address({ label: "look at it", url: pull.url });
    screen.block(viewDiff({ before: base, after: branch.registry }, screen));
    screen.tell("And this is what it tells its readers, worst first:");
    screen.block(viewPullRequest(pull, screen));
  },
};
