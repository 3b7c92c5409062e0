/**
 * The long run: an hour of intervals with changes, faults and nobody who merges, and a day on which
 * people append, delete, reformat and merge in between.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { disposition } from "../../src/errors.ts";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";
import { mergeLines } from "../testing/github/git/line_merger.ts";
import { GitHubRefusal } from "../testing/github/repository/github_refusal.ts";
import type { MergeMethod } from "../testing/github/repository/pull_record.ts";
import { withoutOwnFields } from "../testing/hand_edit.ts";
import {
  appendEntry,
  listDifferent,
  listNames,
  messageOf,
  type Reformat,
  reformat,
  REFORMATS,
  removeEntry,
} from "../testing/inventory_edit.ts";

const SEED = 20_260_301;
const NAMES = ["db", "web", "cache", "job"];
const INTERVAL_COUNT = 60;

/** Together one call in ten. */
const FAULT_SHARE = 0.02;
const FAULTS = [
  { when: "before", answer: { status: 500 } },
  { when: "before", answer: { status: 422, body: { message: "Validation Failed" } } },
  {
    when: "before",
    answer: { status: 429, body: { message: "slow down" }, headers: { "retry-after": "30" } },
  },
  { when: "before", answer: "cut" },
  { when: "after", answer: "cut" },
] as const;

Deno.test("60 intervals with changes, 10 % faults and no merge: one pull request", async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.double({ min: 0, max: 1 })), async (chances) => {
      const next = () => chances.next().value ?? 1;
      const world = await CollectorWorld.create({ registry: registryOf(...NAMES) });
      const base = world.github.head("main");
      const faults = FAULTS.map((fault) =>
        world.github.fault({ ...fault, times: Infinity, match: () => next() < FAULT_SHARE })
      );
      const said = new Map<string, string>();
      for (let interval = 0; interval < INTERVAL_COUNT; interval++) {
        const name = NAMES[interval % NAMES.length] ?? "";
        const text = `Ready: False (Creating), Synced: True - step ${interval}`;
        world.post(`team/${name}`, text);
        said.set(name, text);
        await tryPass(world);
        assertOne(world);
      }
      assert.ok(faults.reduce((count, { hits }) => count + hits, 0) > 20, "there are faults");
      world.github.clearFaults();
      await world.pass();
      await world.pass();
      assert.equal(world.openPulls().length, 1);
      assert.equal(world.github.head("main"), base);
      for (const [name, text] of said) {
        assert.equal(messageOf(world.registry(world.branch), name), text);
      }
    }),
    { seed: SEED, numRuns: 5 },
  );
});

/** One pull request in all that time, and no branch but ours. */
function assertOne({ github, branch }: CollectorWorld): void {
  assert.ok(github.pulls().length <= 1, "no second pull request");
  const others = github.branches().filter((name) => name !== "main" && name !== branch);
  assert.deepEqual(others, [], "no second branch");
}

async function tryPass(world: CollectorWorld): Promise<void> {
  try {
    await world.pass();
  } catch (error) {
    const { kind } = disposition(error);
    assert.ok(kind !== "bug" && kind !== "stopped", String(error));
  }
}

/** What happens in an interval before its pass. */
type Event =
  | { readonly kind: "post"; readonly name: string; readonly number: number }
  | { readonly kind: "append"; readonly name: string }
  | { readonly kind: "remove"; readonly name: string }
  | { readonly kind: "reformat"; readonly how: Reformat }
  | { readonly kind: "merge"; readonly method: MergeMethod; readonly deleteBranch: boolean };

const nameArbitrary = fc.constantFrom(...NAMES, "new-1", "new-2", "new-3");

const eventArbitrary: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("post"),
      name: nameArbitrary,
      number: fc.nat({ max: 99 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("append"), name: nameArbitrary }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove"), name: nameArbitrary }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("reformat"), how: fc.constantFrom(...REFORMATS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("merge"),
      method: fc.constantFrom("merge", "squash", "rebase"),
      deleteBranch: fc.boolean(),
    }),
  },
);

const dayArbitrary = fc.array(fc.array(eventArbitrary, { maxLength: 3 }), {
  minLength: 10,
  maxLength: 25,
  size: "max",
});

Deno.test("nothing of people is lost, and conflicts come only from the same entry", async () => {
  const seen = { conflicts: 0, cleanMerges: 0 };
  await fc.assert(
    fc.asyncProperty(dayArbitrary, async (day) => {
      const world = await CollectorWorld.create({ registry: registryOf(...NAMES) });
      const said = new Map<string, string>();
      for (const events of day) {
        for (const event of events) {
          happen(world, { event, said, seen });
          assertConflict(world, seen);
        }
        const base = world.registry();
        await world.pass();
        assert.equal(world.registry(), base, "a pass leaves the base alone");
        assert.ok(world.openPulls().length <= 1);
      }
      for (let count = 0; count < 3; count++) await world.pass();
      assertSaid(world, said);
    }),
    { seed: SEED, numRuns: Number(Deno.env.get("PROPERTY_RUNS") ?? 60) },
  );
  assert.ok(seen.conflicts > 0 && seen.cleanMerges > 0, JSON.stringify(seen));
});

function happen(
  world: CollectorWorld,
  context: {
    readonly event: Event;
    readonly said: Map<string, string>;
    readonly seen: { cleanMerges: number };
  },
): void {
  const { event, said, seen } = context;
  const text = world.registry();
  switch (event.kind) {
    case "post": {
      const message = `Ready: False (Creating), Synced: True - step ${event.number}`;
      said.set(event.name, message);
      return world.post(`team/${event.name}`, message);
    }
    case "append":
      return listNames(text).includes(event.name)
        ? undefined
        : commit(world, appendEntry(text, event.name));
    case "remove":
      return commit(world, removeEntry(text, event.name));
    case "reformat":
      return commit(world, reformat(text, event.how));
    case "merge":
      if (merge(world, event)) seen.cleanMerges += 1;
  }
}

function commit(world: CollectorWorld, content: string): void {
  if (content !== world.registry()) world.github.commitFile({ path: REGISTRY_PATH, content });
}

/** A merge by one of GitHub's buttons brings our fields and takes nothing away. */
function merge(
  world: CollectorWorld,
  event: { readonly method: MergeMethod; readonly deleteBranch: boolean },
): boolean {
  const [pull] = world.openPulls();
  if (pull === undefined) return false;
  const before = world.registry();
  const isBehind = world.github.log(world.branch)[0]?.parents[0] !== world.github.head("main");
  try {
    world.github.mergePull({ number: pull.number, ...event });
  } catch (error) {
    assert.ok(error instanceof GitHubRefusal && isBehind, String(error));
    return false;
  }
  assert.equal(withoutOwnFields(world.registry()), withoutOwnFields(before));
  return isBehind;
}

/** Where our branch and the base conflict, both have changed one entry. */
function assertConflict(world: CollectorWorld, seen: { conflicts: number }): void {
  if (world.openPulls().length === 0) return;
  const [head] = world.github.log(world.branch);
  const [ours, theirs] = [world.registry(world.branch), world.registry()];
  const base = registryAt(world, head?.parents[0] ?? "");
  if (mergeLines({ base, ours, theirs }) !== undefined) return;
  seen.conflicts += 1;
  const both = listDifferent(base, ours).intersection(listDifferent(base, theirs));
  assert.ok(
    both.size > 0,
    `a conflict although nobody changed the same entry:\n${ours}\n${theirs}`,
  );
}

function registryAt({ github }: CollectorWorld, commit: string): string {
  const branch = "only-to-read";
  github.createBranch({ branch, from: commit });
  const text = github.readFile({ branch, path: REGISTRY_PATH }) ?? "";
  github.deleteBranch(branch);
  return text;
}

/** In the end base branch or proposal say the newest text of every entry that there still is. */
function assertSaid(world: CollectorWorld, said: ReadonlyMap<string, string>): void {
  const isOpen = world.openPulls().length > 0;
  const text = isOpen ? world.registry(world.branch) : world.registry();
  assert.equal(withoutOwnFields(text), withoutOwnFields(world.registry()));
  for (const name of listNames(text)) {
    if (said.has(name)) assert.equal(messageOf(text, name), said.get(name), name);
  }
}
