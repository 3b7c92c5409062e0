/**
 * Two collectors for one registry, by accident or during a rollout: their calls fall between each
 * other in every order, and still there is one pull request and no entry is lost.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { disposition } from "../../src/errors.ts";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";
import { withoutOwnFields } from "../testing/hand_edit.ts";
import { appendEntry, messageOf } from "../testing/inventory_edit.ts";

const NAMES = ["db", "web", "cache"];
const PASS_COUNT = 4;
const RUNS = { numRuns: 40, seed: 20_260_301 };

const textOf = (number: number) => `Ready: False (Creating), Synced: True - step ${number}`;

interface Pair {
  readonly one: CollectorWorld;
  readonly other: CollectorWorld;
}

async function createPair(): Promise<Pair> {
  const registry = registryOf(...NAMES);
  const one = await CollectorWorld.create({ registry });
  return { one, other: await CollectorWorld.create({ registry, beside: one }) };
}

/** Interleaves what both do, and looks at the repository before each call. */
async function interleave(
  pair: Pair,
  context: {
    readonly scheduler: fc.Scheduler;
    readonly lives: readonly (() => Promise<void>)[];
  },
): Promise<void> {
  const { scheduler, lives } = context;
  const { github } = pair.one;
  const base = withoutOwnFields(pair.one.registry());
  const stop = github.onCall(async ({ method, path }, phase) => {
    assertOne(pair);
    if (phase === "before") await scheduler.schedule(Promise.resolve(), `${method} ${path}`);
  });
  await scheduler.waitFor(Promise.all(lives.map((live) => live())));
  stop();
  assert.ok(withoutOwnFields(pair.one.registry()).startsWith(base), "the base keeps every entry");
}

function assertOne({ one: { github, branch } }: Pair): void {
  const open = github.pulls().filter(({ state }) => state === "open");
  assert.ok(open.length <= 1, "one pull request");
  const others = github.branches().filter((name) => name !== "main" && name !== branch);
  assert.deepEqual(others, [], "no other branch");
}

/** Somebody who is faster, again and again, fails a pass; nothing else may. */
async function tryPass(world: CollectorWorld): Promise<void> {
  try {
    await world.pass();
  } catch (error) {
    assert.ok(disposition(error).kind === "retry-now", String(error));
  }
}

async function passes(world: CollectorWorld, before: (count: number) => void): Promise<void> {
  for (let count = 0; count < PASS_COUNT; count++) {
    before(count);
    await tryPass(world);
  }
}

/** Both in turn, until neither writes. */
async function rest({ one, other }: Pair): Promise<void> {
  for (let count = 0; count < 3; count++) {
    await one.pass();
    await other.pass();
  }
  one.github.clearCalls();
  await one.pass();
  await other.pass();
  assert.deepEqual(one.writes(), [], "both are at rest");
}

/** The one pull request holds every entry of the base branch and these texts. */
function assertProposal({ one }: Pair, texts: Readonly<Record<string, string>>): void {
  assert.equal(one.openPulls().length, 1);
  assert.equal(one.github.pulls().length, 1, "and there never was another");
  const proposed = one.registry(one.branch);
  assert.equal(withoutOwnFields(proposed), withoutOwnFields(one.registry()));
  for (const [name, text] of Object.entries(texts)) assert.equal(messageOf(proposed, name), text);
}

Deno.test("two collectors that hear the same make one pull request", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const pair = await createPair();
      const live = (world: CollectorWorld) =>
        passes(world, (count) => {
          for (const name of NAMES) world.post(`team/${name}`, textOf(Math.min(count, 2)));
        });
      await interleave(pair, { scheduler, lives: [() => live(pair.one), () => live(pair.other)] });
      await rest(pair);
      assertProposal(pair, Object.fromEntries(NAMES.map((name) => [name, textOf(2)])));
    }),
    RUNS,
  );
});

Deno.test("two collectors that hear of different claims share the pull request", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const pair = await createPair();
      const { one, other } = pair;
      const person = () => {
        const content = appendEntry(one.registry(), "new");
        one.github.commitFile({ path: REGISTRY_PATH, content });
      };
      const lives = [
        () =>
          passes(one, (count) => {
            one.post("team/db", textOf(count));
            if (count === 2) person();
          }),
        () => passes(other, (count) => other.post("team/web", textOf(count + 10))),
      ];
      await interleave(pair, { scheduler, lives });
      for (const world of [one, other, one, other]) await world.pass();
      assert.match(one.registry(one.branch), /name: new\n/);
      assertProposal(pair, { db: textOf(PASS_COUNT - 1), web: textOf(PASS_COUNT + 9) });
    }),
    RUNS,
  );
});

Deno.test("two collectors that contradict each other lose no entry", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const pair = await createPair();
      const { one, other } = pair;
      await interleave(pair, {
        scheduler,
        lives: [
          () => passes(one, () => one.post("team/db", textOf(1))),
          () => passes(other, () => other.post("team/db", textOf(2))),
        ],
      });
      await other.pass();
      assertProposal(pair, { db: textOf(2) });
    }),
    RUNS,
  );
});

Deno.test("an old and a new process during a rollout take nothing back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const pair = await createPair();
      const { one: old, other: young } = pair;
      for (const name of NAMES) old.post(`team/${name}`, textOf(0));
      await old.pass();
      await interleave(pair, {
        scheduler,
        lives: [
          () => passes(old, () => undefined),
          () =>
            passes(young, (count) => {
              const name = NAMES[count - 1];
              if (name !== undefined) young.post(`team/${name}`, textOf(name === "web" ? 1 : 0));
            }),
        ],
      });
      await young.pass();
      await young.pass();
      assertProposal(pair, { db: textOf(0), web: textOf(1), cache: textOf(0) });
    }),
    RUNS,
  );
});
