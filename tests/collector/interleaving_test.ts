/**
 * Posts, reads and passes in every order that one thread allows: each call to GitHub waits until the
 * scheduler lets it go on, so that posts and reads fall between any two of them.
 */
import assert from "node:assert/strict";
import { FIXED_LOG_LEVELS, OPEN_ACCESS } from "../http/test_app.ts";
import fc from "fast-check";
import { ReconcileLoop } from "../../src/collector/reconcile_loop.ts";
import { createApp } from "../../src/http/app.ts";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";

const NAMES = ["db", "web", "cache"];
const PASS_COUNT = 5;
const READ_COUNT = 3;

const POST = fc.record({
  name: fc.constantFrom(...NAMES),
  ready: fc.constantFrom("True", "False"),
  number: fc.nat({ max: 999 }),
  /** Turns that it lets others have first: enough to fall behind a pass that found nothing new. */
  patience: fc.nat({ max: 20 }),
});

interface Post {
  readonly name: string;
  readonly ready: string;
  readonly number: number;
}

function toText(post: Post): string {
  return `Ready: ${post.ready}, Synced: True - number ${post.number}`;
}

function createTestApp(world: CollectorWorld): ReturnType<typeof createApp> {
  const logger = createMemoryLogger();
  const { clock, reconciler: runner } = world;
  const loop = new ReconcileLoop({ runner, clock, logger, intervalMs: 1_000, random: () => 0 });
  return createApp({
    access: OPEN_ACCESS,
    isDraining: () => false,
    store: world.store,
    reconciliation: loop,
    readiness: () => ({ state: "ready", reasons: [] }),
    version: { version: "dev", commit: "", date: "", deno: "", platform: "" },
    logger,
    logLevels: FIXED_LOG_LEVELS,
    now: () => clock.now(),
    createRequestId: () => "request",
    requestsPerSecond: 0,
    bodyLimitBytes: 65_536,
    batchLimitBytes: 4_194_304,
    instance: "test",
  });
}

Deno.test("no update is lost and no read sees half a change, in any order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(POST, { minLength: 1, maxLength: 6 }),
      async (scheduler, posts) => {
        const world = await CollectorWorld.create({ registry: registryOf(...NAMES) });
        const app = createTestApp(world);
        const stop = world.github.onCall(async ({ method, path }, phase) => {
          if (phase === "before") await scheduler.schedule(Promise.resolve(), `${method} ${path}`);
        });
        const idle = () => Promise.resolve();
        const posting = scheduler.scheduleSequence(posts.flatMap((post) => [
          ...Array.from({ length: post.patience }, () => idle),
          async () => {
            const body = {
              cluster: "lab",
              claimRef: `team/${post.name}`,
              statusMessage: toText(post),
            };
            const response = await app.request("/api/v1/status", {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: JSON.stringify(body),
            });
            assert.equal(response.status, 201);
          },
        ]));
        const reading = scheduler.scheduleSequence(
          Array.from({ length: READ_COUNT }, () => async () => {
            const rows = await (await app.request("/api/v1/status")).json();
            for (const row of rows) assertWhole(row, posts);
          }),
        );
        const passing = (async () => {
          for (let count = 0; count < PASS_COUNT; count++) await world.pass();
        })();
        await scheduler.waitFor(Promise.all([posting.task, reading.task, passing]));
        stop();
        for (let count = 0; world.reconciler.isPending; count++) {
          assert.ok(count < 5, "a pass that has news works on it");
          await world.pass();
        }
        assertNewest(world, posts);
      },
    ),
    { numRuns: 100, seed: 20260301 },
  );
});

interface Row {
  readonly claimRef: string;
  readonly statusMessage: string;
  readonly phase: string;
}

/** Text and phase of a row come from one and the same post. */
function assertWhole(
  row: Row,
  posts: readonly Post[],
): void {
  const post = posts.find((candidate) =>
    row.claimRef === `team/${candidate.name}` && row.statusMessage === toText(candidate)
  );
  assert.ok(post, `nobody posted ${row.statusMessage}`);
  assert.equal(row.phase, post.ready === "True" ? "Ready" : "Unavailable");
}

/** The proposal says the last post of each claim. */
function assertNewest(
  world: CollectorWorld,
  posts: readonly Post[],
): void {
  const proposed = world.registry(world.branch);
  for (const name of NAMES) {
    const newest = posts.findLast((post) => post.name === name);
    const entry = proposed.split("  - name: ").find((text) => text.startsWith(`${name}\n`)) ?? "";
    const message = /statusMessage: "(.*)"/.exec(entry)?.[1];
    assert.equal(message, newest === undefined ? undefined : toText(newest));
  }
}
