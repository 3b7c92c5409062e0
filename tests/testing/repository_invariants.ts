/**
 * What holds in every life of a repository: after each pass, and once everything around has come to
 * rest. Looks at branches, pull requests and files only; what entries and claims have to do with
 * each other is taken from `match_entries.ts`, which has tests of its own.
 */
import assert from "node:assert/strict";
import { toRegistryText } from "../../src/claim/registry_text.ts";
import { disposition } from "../../src/errors.ts";
import { matchEntries, type MatchResult } from "../../src/registry/match_entries.ts";
import { parseRegistry, toRegistry } from "../../src/registry/parse_registry.ts";
import type { RegistryEntry } from "../../src/registry/registry.ts";
import { REGISTRY_PATH } from "./collector_world.ts";
import { withoutOwnFields } from "./hand_edit.ts";
import { MESSAGES } from "./life_operation.ts";
import type { LivedPass, RepositoryLife } from "./repository_life.ts";

/** So many passes may still have work once everything around is quiet. */
const BUSY_PASS_MAX = 4;
const QUIET_PASS_COUNT = 3;

/** What no pass may break, however it ended. */
export function assertPromises(life: RepositoryLife, pass: LivedPass): void {
  const { github, branch } = life.world;
  assertKnownError(life, pass);
  assert.ok(life.world.openPulls().length <= 1, tell(life, "There are two open pull requests"));
  assert.equal(github.head("main"), life.baseHead, tell(life, "We moved the base branch"));
  if (pass.foreignHead !== null) {
    assert.equal(github.head(branch), pass.foreignHead, tell(life, "A commit of others is lost"));
  }
  const others = github.branches().filter((name) => name !== "main" && name !== branch);
  assert.deepEqual(others, [], tell(life, "There are branches that nobody asked for"));
  assertOnlyOwnFields(life);
}

/** What comes true when nothing disturbs any more: rest, and a registry that says what is so. */
export async function assertRest(life: RepositoryLife): Promise<void> {
  if (life.foreignHead !== null) await life.live({ kind: "delete the branch" });
  await life.live({ kind: "let time pass", minutes: 40 });
  for (let count = 1; count <= BUSY_PASS_MAX + QUIET_PASS_COUNT; count++) {
    life.world.github.clearCalls();
    const pass = await life.live({ kind: "pass" });
    assert.ok(pass);
    assertPromises(life, pass);
    if (count <= BUSY_PASS_MAX) continue;
    const isAtRest = pass.outcome === "clean" || pass.outcome === "up-to-date";
    assert.ok(isAtRest, tell(life, `Pass ${count} of quiet is not at rest`));
    assert.deepEqual(life.world.writes(), [], tell(life, `Pass ${count} of quiet still writes`));
  }
  assertProposal(life);
}

function assertKnownError(life: RepositoryLife, { error, isKilled }: LivedPass): void {
  if (error === undefined) return;
  const { kind } = disposition(error);
  const stack = error instanceof Error ? error.stack : String(error);
  assert.notEqual(kind, "bug", tell(life, `A pass threw what it never should: ${stack}`));
  if (kind === "stopped") assert.ok(isKilled, tell(life, "A pass stopped that nobody killed"));
}

/** Our branch differs from the commit it is built on in our fields, and in nothing else. */
function assertOnlyOwnFields(life: RepositoryLife): void {
  if (!life.isBranchOwn) return;
  const { github, branch } = life.world;
  const [commit] = github.log(branch);
  assert.deepEqual(commit?.files, [REGISTRY_PATH], tell(life, "Our commit changes other files"));
  const [parent] = commit.parents;
  assert.ok(parent, tell(life, "Our commit has no parent"));
  assert.equal(
    withoutOwnFields(life.world.registry(branch)),
    withoutOwnFields(readRegistryAt(life, parent)),
    tell(life, "Our branch changes what is not ours"),
  );
}

function readRegistryAt({ world }: RepositoryLife, commit: string): string {
  const branch = "only-to-read";
  world.github.createBranch({ branch, from: commit });
  const text = world.registry(branch);
  world.github.deleteBranch(branch);
  return text;
}

/** At rest a proposal is open exactly if there is news, and what it says is so. */
function assertProposal(life: RepositoryLife): void {
  const { world } = life;
  const isOpen = world.openPulls().length > 0;
  const hasBranch = world.github.head(world.branch) !== null;
  assert.equal(hasBranch, isOpen, tell(life, "Branch and open pull request do not go together"));
  const base = world.registry();
  const proposed = isOpen ? world.registry(world.branch) : base;
  assert.equal(
    withoutOwnFields(proposed),
    withoutOwnFields(base),
    tell(life, "The proposal differs from the base branch outside our fields"),
  );
  const [before, after] = [readEntries(base), readEntries(proposed)];
  const match = matchEntries(before, {
    claims: world.store.snapshot().statuses,
    manifests: new Map(),
    defaultCluster: life.settings.defaultCluster,
    repository: "acme/inventory",
  });
  let newsCount = 0;
  for (const [index, entry] of before.entries()) {
    const now = after[index];
    assert.ok(now, tell(life, "The proposal lacks an entry"));
    assertEntry(life, { before: entry, after: now, match });
    if (now.statusMessage !== entry.statusMessage) newsCount += 1;
  }
  assert.equal(newsCount > 0, isOpen, tell(life, `A proposal with ${newsCount} changed messages`));
}

function assertEntry(
  life: RepositoryLife,
  entry: {
    readonly before: RegistryEntry;
    readonly after: RegistryEntry;
    readonly match: MatchResult;
  },
): void {
  const { before, after, match } = entry;
  const say = (problem: string) =>
    tell(life, `Entry ${before.index}, "${before.name}": ${problem}`);
  const claim = match.matches.get(before.index);
  const isAmbiguous = match.ambiguous.some((it) => it.entry.index === before.index);
  const isChanged = after.statusMessage !== before.statusMessage;
  if (claim !== undefined) {
    assert.equal(after.statusMessage, claim.registryText, say("it does not say its claim's text"));
  } else if (isAmbiguous) {
    assert.ok(!isChanged, say("it was changed although it is ambiguous"));
  } else if (isChanged) {
    const isPosted = MESSAGES.some((message) => toRegistryText(message) === after.statusMessage);
    assert.ok(isPosted, say(`nobody ever posted "${after.statusMessage}"`));
  }
  if (!isChanged) {
    assert.equal(after.lastCheckedAt, before.lastCheckedAt, say("the time moved alone"));
  }
}

function readEntries(text: string): readonly RegistryEntry[] {
  return toRegistry(parseRegistry(text)).entries;
}

function tell(life: RepositoryLife, problem: string): string {
  return `${problem}\n${life.story}`;
}
