import assert from "node:assert/strict";
import { toCommitMessage, toPullRequestBody } from "../../src/collector/proposal.ts";
import { createScenarios } from "../testing/pull_request_scenario.ts";

const FOLDER = new URL("../testdata/pull_request/", import.meta.url);
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
/** Set to look at new words in the diff before they are committed. */
const IS_REWRITTEN = Deno.env.get("UPDATE_GOLDEN") === "1";

for (const { name, context, signoff } of await createScenarios()) {
  Deno.test(`the words of the scenario "${name}" are those of its golden files`, async () => {
    const { changes, clusterOf } = context;
    const title = "chore(registry): update claim status";
    await compare(`${name}/body.md`, toPullRequestBody(context));
    await compare(
      `${name}/commit_message.txt`,
      toCommitMessage({ title, changes, clusterOf, digest: DIGEST, signoff }),
    );
  });
}

async function compare(path: string, text: string): Promise<void> {
  const file = new URL(path, FOLDER);
  if (IS_REWRITTEN) {
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await Deno.writeTextFile(file, `${text}\n`);
  }
  assert.equal(`${text}\n`, await Deno.readTextFile(file));
}
