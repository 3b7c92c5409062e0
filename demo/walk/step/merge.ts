/** The pull request is merged: the registry says what the clusters say, and all else is as it was. */
import { DemoFailure } from "../../demo_failure.ts";
import { countComments, withoutOwnFields } from "../../registry/registry_file.ts";
import { found, missing } from "../condition.ts";
import { probeNothingOpen, probeQuietPass } from "../proposal_probe.ts";
import { expect, type Step } from "../stage.ts";
import { FIRST_NUMBER, readProposal } from "../update.ts";

/** Shows what has become of the file. */
export const merge: Step = {
  title: "Somebody merges it",
  run: async (stage) => {
    const { screen, person, repository } = stage;
    const { branch, base } = await readProposal(stage);
    await person.merge({ number: FIRST_NUMBER, branch: branch.name });
    await expect(stage, {
      text: "#1 is merged, squashed to one commit; its branch is deleted",
      probe: async () => {
        const { pulls } = await repository.look();
        const pull = pulls.find(({ number }) => number === FIRST_NUMBER);
        return pull?.state === "merged" ? found(pull) : missing(`state ${pull?.state}`);
      },
    });
    const merged = await expect(stage, {
      text: "the collector sees it and has nothing to do",
      probe: async () => {
        const pass = await probeQuietPass(stage)();
        return pass.isFound ? await probeNothingOpen(stage)() : pass;
      },
    });
    if (merged !== branch.registry || withoutOwnFields(merged) !== withoutOwnFields(base)) {
      throw new DemoFailure("The registry on main is not what the pull request proposed.");
    }
    const lineCount = merged.split("\n").length - base.split("\n").length;
    screen.done(`the registry on main has ${lineCount} lines more, all of them the collector's`);
    screen.done(
      `all ${countComments(merged)} comments, blank lines and quotes of people are still there`,
    );
  },
};
