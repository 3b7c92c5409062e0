/** A claim that has been running for long fails, and recovers. */
import { type ClaimState, READY, toStatusMessage } from "../../cluster/claim_state.ts";
import { claim } from "../../cluster/platform_claims.ts";
import { readRows } from "../../registry/registry_file.ts";
import { viewDiff } from "../../terminal/diff_view.ts";
import { found, missing } from "../condition.ts";
import { messagesOf, ORDERS_READY } from "../orders.ts";
import { expectUpdate, readProposal } from "../update.ts";
import { expect, type Step } from "../stage.ts";

const CLAIM = claim("prod-eu DatabaseClaim shop/orders-db");
const ENTRY = "orders-db@prod-eu";
const FAILED: ClaimState = {
  kind: "failed",
  cause: 'cannot compose resources: pipeline step "render" returned a fatal result: ' +
    'cannot compose volume: quota of storage class "fast" is used up (12 of 12)',
};

/** Shows an error with its cause. */
export const claimFails: Step = {
  title: "A database that has been running for long gets into trouble",
  run: async (stage) => {
    const { screen } = stage;
    screen.tell(
      "Its claim goes on saying that all is well; only the composite behind it tells. The informer " +
        "reads both. GitHub asks for a second between writes, so this takes a moment.",
    );
    const { before, after } = await expectUpdate(stage, {
      changes: [{ claim: CLAIM, state: FAILED }],
      messages: { ...messagesOf(ORDERS_READY), [ENTRY]: toStatusMessage(FAILED) },
      text: "the pull request takes it in, with the cause as Crossplane tells it",
    });
    screen.block(
      viewDiff({ before: before.branch.registry, after: after.branch.registry }, screen),
    );
    await expect(stage, {
      text: "its text names the error first",
      probe: async () => {
        const { pull } = await readProposal(stage);
        const row = pull.body.split("\n").filter((line) => line.startsWith("|"))[2] ?? "no table";
        return row.includes("quota of storage class") ? found(row) : missing(row);
      },
    });
  },
};

/** Shows that a difference which is gone leaves the pull request again. */
export const claimRecovers: Step = {
  title: "Somebody raises the quota, and the database recovers",
  run: async (stage) => {
    const { before, after } = await expectUpdate(stage, {
      changes: [{ claim: CLAIM, state: READY }],
      messages: messagesOf(ORDERS_READY),
      text: "its entry leaves the pull request",
    });
    const [old, fresh] = [after.base, after.branch.registry].map((file) =>
      readRows(file).find(({ name, cluster }) => `${name}@${cluster}` === ENTRY)
    );
    const isSame = old?.lastCheckedAt === fresh?.lastCheckedAt;
    if (isSame) {
      stage.screen.done("and says what it said before, time included", `(${old?.lastCheckedAt})`);
    }
    const files = { before: before.branch.registry, after: after.branch.registry };
    stage.screen.block(viewDiff(files, stage.screen));
  },
};
