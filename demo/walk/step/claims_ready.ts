/** The claims become ready: the same pull request says so. */
import { viewDiff } from "../../terminal/diff_view.ts";
import { messagesOf, ORDERS_READY } from "../orders.ts";
import { expectUpdate } from "../update.ts";
import type { Step } from "../stage.ts";

/** Shows that an open pull request is updated, not followed by another. */
export const claimsReady: Step = {
  title: "They become ready",
  run: async (stage) => {
    const { before, after } = await expectUpdate(stage, {
      changes: ORDERS_READY,
      messages: messagesOf(ORDERS_READY),
      text: "the same pull request follows: still #1, still one branch, still one commit",
    });
    const files = { before: before.branch.registry, after: after.branch.registry };
    stage.screen.block(viewDiff(files, stage.screen, 2));
  },
};
