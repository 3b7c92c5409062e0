/**
 * What holds in every life of a repository after each pass, however it ended. Looks at branches, pull
 * requests and files only.
 */
import assert from "node:assert/strict";
import { disposition } from "../../src/errors.ts";
import { REGISTRY_PATH } from "./collector_world.ts";
import { withoutOwnFields } from "./hand_edit.ts";
import { OUR_LABEL } from "./life_settings.ts";
import type { LivedPass, RepositoryLife } from "./repository_life.ts";

/** What no pass may break, however it ended. */
export function assertPromises(life: RepositoryLife, pass: LivedPass): void {
  const { github, branch } = life.world;
  assertKnownError(life, pass);
  assert.ok(life.world.openPulls().length <= 1, tell(life, "There are two open pull requests"));
  assertBase(life, pass);
  if (pass.foreignHead !== null && github.head("main") === pass.baseHead) {
    assert.equal(github.head(branch), pass.foreignHead, tell(life, "A commit of others is lost"));
  }
  const others = github.branches().filter((name) => name !== "main" && name !== branch);
  assert.deepEqual(others, [], tell(life, "There are branches that nobody asked for"));
  assertOnlyOwnFields(life);
  assertQuiet(life);
}

/** A failure's message: what is wrong, and everything that happened. */
export function tell(life: RepositoryLife, problem: string): string {
  return `${problem}\n${JSON.stringify(life.settings)}\n${life.story}`;
}

/** The registry at a commit. */
export function readRegistryAt({ world }: RepositoryLife, commit: string): string {
  const branch = "only-to-read";
  world.github.createBranch({ branch, from: commit });
  const text = world.registry(branch);
  world.github.deleteBranch(branch);
  return text;
}

function assertKnownError(life: RepositoryLife, { error, isKilled }: LivedPass): void {
  if (error === undefined) return;
  const { kind } = disposition(error);
  const stack = error instanceof Error ? error.stack : String(error);
  assert.notEqual(kind, "bug", tell(life, `A pass threw what it never should: ${stack}`));
  if (kind === "stopped") assert.ok(isKilled, tell(life, "A pass stopped that nobody killed"));
}

/** The base branch moves by an asked-for merge of ours alone, and then by our fields alone. */
function assertBase(life: RepositoryLife, pass: LivedPass): void {
  const { github } = life.world;
  const [head, before] = [github.head("main"), pass.baseHead];
  if (head === before) return;
  const merged = github.pulls().find(({ mergeCommitSha }) => mergeCommitSha === head);
  assert.ok(life.settings.mergeMethod, tell(life, "We moved the base branch"));
  assert.ok(merged?.merged, tell(life, "We moved the base branch and merged nothing"));
  const [commit] = github.log("main");
  assert.ok(commit && before, tell(life, "The base branch is gone"));
  assert.equal(commit.parents[0], before, tell(life, "The merge is not on top of the base"));
  assert.deepEqual(commit.files, [REGISTRY_PATH], tell(life, "The merge changes other files"));
  assert.equal(
    withoutOwnFields(life.world.registry()),
    withoutOwnFields(readRegistryAt(life, before)),
    tell(life, "The merge changes what is not ours"),
  );
}

/** Our branch differs from the base commit below it in our fields, and in nothing else. */
function assertOnlyOwnFields(life: RepositoryLife): void {
  if (!life.isBranchOwn) return;
  const { github, branch } = life.world;
  const [commit] = github.log(branch);
  assert.ok(commit, tell(life, "Our branch has no commit"));
  const [parent, merged] = commit.parents;
  if (merged === undefined) {
    assert.deepEqual(commit.files, [REGISTRY_PATH], tell(life, "Our commit changes other files"));
  }
  const base = merged ?? parent;
  assert.ok(base, tell(life, "Our commit has no parent"));
  assert.equal(
    withoutOwnFields(life.world.registry(branch)),
    withoutOwnFields(readRegistryAt(life, base)),
    tell(life, "Our branch changes what is not ours"),
  );
}

/** Nobody is told twice, and what a person has taken away does not come back. */
function assertQuiet(life: RepositoryLife): void {
  const { github } = life.world;
  for (const { number, labels } of github.pulls()) {
    const own = github.comments(number).filter(({ body }) =>
      body.includes("<!-- machinery-status-collector ")
    );
    assert.ok(own.length <= 1, tell(life, `Pull request #${number} has ${own.length} comments`));
    if (!life.unlabelled.has(number)) continue;
    const isBack = labels.includes(OUR_LABEL);
    assert.ok(!isBack, tell(life, `Pull request #${number} has the label back`));
  }
}
