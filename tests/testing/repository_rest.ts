/**
 * What comes true in a repository once nothing disturbs it any more: passes come to rest, and the
 * registry says what is so. What entries and claims have to do with each other is taken from
 * `match_entries.ts`, which has tests of its own.
 */
import assert from "node:assert/strict";
import { toRegistryText } from "../../src/claim/registry_text.ts";
import { parseMarker } from "../../src/collector/proposal_marker.ts";
import { matchEntries, type MatchResult } from "../../src/registry/match_entries.ts";
import { parseRegistry, toRegistry } from "../../src/registry/parse_registry.ts";
import { identifyEntries, type RegistryEntry } from "../../src/registry/registry.ts";
import { withoutOwnFields } from "./hand_edit.ts";
import { MESSAGES } from "./life_operation.ts";
import { assertPromises, readRegistryAt, tell } from "./repository_invariants.ts";
import type { LivedPass, RepositoryLife } from "./repository_life.ts";

/** So many passes may still have work once everything around is quiet. */
const BUSY_PASS_MAX = 12;
const QUIET_PASS_COUNT = 3;

/** Lets passes run until nothing is left to do, and looks at what they leave. */
export async function assertRest(life: RepositoryLife): Promise<void> {
  await life.live({ kind: "reads lag", seconds: 0 });
  // Longer than any change settles and than words must stand.
  await life.live({ kind: "let time pass", minutes: 70 });
  let quiet: LivedPass | undefined;
  for (let count = 1, quietCount = 0; quietCount < QUIET_PASS_COUNT; count++) {
    assert.ok(count <= BUSY_PASS_MAX, tell(life, `Pass ${count} of quiet is not at rest`));
    life.world.github.clearCalls();
    const pass = await life.live({ kind: "pass" });
    assert.ok(pass);
    assertPromises(life, pass);
    const isReleased = await release(life, pass);
    const isQuiet = !isReleased && ["clean", "up-to-date", "held"].includes(pass.outcome) &&
      life.world.writes().length === 0;
    quietCount = isQuiet ? quietCount + 1 : 0;
    quiet = pass;
  }
  const isClosed = quiet?.held.some(({ code }) => code === "pull-request-closed") ?? false;
  if (isClosed) assertSilence(life);
  else assertProposal(life);
}

/** Does what the pass waits for, be it time or a person. */
async function release(life: RepositoryLife, pass: LivedPass): Promise<boolean> {
  const [hold] = pass.held;
  if (hold === undefined || hold.code === "pull-request-closed") return false;
  if (hold.code === "foreign-commit") {
    await life.live({ kind: "delete the branch" });
  } else if (hold.id !== null) {
    life.world.reconciler.confirm(hold.id);
  } else {
    assert.ok(hold.until !== null, tell(life, `Nobody knows how long "${hold.code}" lasts`));
    life.world.clock.advance(Math.max(hold.until - life.world.clock.now(), 0));
  }
  return true;
}

/** A person has closed the pull request: nothing is open, and there is nothing new to say. */
function assertSilence(life: RepositoryLife): void {
  const { world } = life;
  const newest = world.github.pulls().at(-1);
  assert.deepEqual(
    world.openPulls(),
    [],
    tell(life, "A pull request is open although one is held"),
  );
  assert.ok(newest && !newest.merged, tell(life, "The newest pull request was not closed"));
  const past = readEntries(readRegistryAt(life, newest.head.sha));
  const pastTexts = new Map(
    identifyEntries(past).map((identity, at) => [identity, past[at]?.statusMessage]),
  );
  const entries = readEntries(world.registry());
  const { matches } = match(life, entries);
  const identities = identifyEntries(entries);
  for (const [index, entry] of entries.entries()) {
    const text = matches.get(index)?.registryText;
    if (text === undefined || text === entry.statusMessage) continue;
    const pastText = pastTexts.get(identities[index] ?? "");
    assert.equal(pastText, text, tell(life, `"${entry.name}" has something new to say`));
  }
}

/** A proposal is open exactly if there is news, and what it says is so. */
function assertProposal(life: RepositoryLife): void {
  const { world } = life;
  const isOpen = world.openPulls().length > 0;
  const hasBranch = world.github.head(world.branch) !== null;
  const newest = world.github.pulls().at(-1);
  // Where a person has closed the pull request, its branch stays: else they could not reopen it.
  const mayStay = newest?.state === "closed" && !newest.merged &&
    parseMarker(newest.body ?? "")?.isWithdrawn !== true;
  const isTidy = hasBranch === isOpen || (hasBranch && mayStay);
  assert.ok(isTidy, tell(life, "Branch and open pull request do not go together"));
  const base = world.registry();
  const proposed = isOpen ? world.registry(world.branch) : base;
  assert.equal(
    withoutOwnFields(proposed),
    withoutOwnFields(base),
    tell(life, "The proposal differs from the base branch outside our fields"),
  );
  const [before, after] = [readEntries(base), readEntries(proposed)];
  const matched = match(life, before);
  let newsCount = 0;
  for (const [index, entry] of before.entries()) {
    const now = after[index];
    assert.ok(now, tell(life, "The proposal lacks an entry"));
    assertEntry(life, { before: entry, after: now, match: matched });
    if (now.statusMessage !== entry.statusMessage) newsCount += 1;
  }
  assert.equal(newsCount > 0, isOpen, tell(life, `A proposal with ${newsCount} changed messages`));
}

function match(life: RepositoryLife, entries: readonly RegistryEntry[]): MatchResult {
  return matchEntries(entries, {
    claims: life.world.store.snapshot().statuses,
    manifests: new Map(),
    defaultCluster: life.settings.defaultCluster,
    repository: "acme/inventory",
  });
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
