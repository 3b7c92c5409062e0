import assert from "node:assert/strict";
import type { PassReport } from "../../src/collector/pass_report.ts";
import { EMPTY_FINDINGS, type PassResult } from "../../src/collector/pass_result.ts";
import { ReconcileLoop } from "../../src/collector/reconcile_loop.ts";
import { type Plan, toEmptyPlan } from "../../src/collector/plan.ts";
import { AccessError, ConfigError, UnavailableError } from "../../src/errors.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";

const RESULT: PassResult = {
  outcome: "up-to-date",
  message: "Nothing to do",
  revision: 1,
  pullRequest: null,
  ...EMPTY_FINDINGS,
};

const PLAN = toEmptyPlan({ message: "", filePath: "r.yaml", title: "t", pullRequest: null });

const HALF_HOUR_MS = 1_800_000;

/** A loop whose passes end when the test says so. */
class LoopWorld {
  readonly clock = new ManualClock("2026-03-01T08:00:00Z");
  readonly logger = createMemoryLogger();
  readonly loop: ReconcileLoop;
  readonly signals: AbortSignal[] = [];
  readonly quotas = [];
  readonly confirmed: string[] = [];
  readonly heard: PassReport[] = [];
  isPending = false;
  running = 0;
  planCount = 0;
  #pass = Promise.withResolvers<PassResult>();
  #begun = Promise.withResolvers<void>();

  constructor() {
    this.loop = new ReconcileLoop({
      runner: this,
      intervalMs: 300_000,
      clock: this.clock,
      random: () => 0,
      logger: this.logger,
      onPass: (report) => this.heard.push(report),
    });
  }

  async runPass(signal: AbortSignal): Promise<PassResult> {
    this.signals.push(signal);
    this.running += 1;
    assert.equal(this.running, 1, "passes never overlap");
    this.#pass = Promise.withResolvers();
    this.#begun.resolve();
    signal.addEventListener("abort", () => this.#pass.reject(signal.reason));
    try {
      return await this.#pass.promise;
    } finally {
      this.running -= 1;
    }
  }

  forget(): boolean {
    return false;
  }

  confirm(id: string): void {
    this.confirmed.push(id);
  }

  /** Runs like a pass, and is no pass. */
  async plan(signal: AbortSignal): Promise<Plan> {
    try {
      const { message } = await this.runPass(signal);
      this.planCount += 1;
      return { ...PLAN, message };
    } finally {
      this.signals.pop();
    }
  }

  get passCount(): number {
    return this.signals.length;
  }

  /** Waits for a pass to begin. */
  async begun(): Promise<void> {
    await this.#begun.promise;
    this.#begun = Promise.withResolvers();
  }

  /** Ends the pass that runs, and waits until the loop has taken note of it. */
  async end(how: PassResult | Error = RESULT): Promise<void> {
    if (how instanceof Error) this.#pass.reject(how);
    else this.#pass.resolve(how);
    await settle();
  }
}

/** Lets everything run that only waits for its turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("the first pass is at once, the next an interval after the end of the last", async () => {
  const world = new LoopWorld();
  world.loop.start();
  await world.begun();
  assert.notEqual(world.loop.describe().runningSince, null);
  world.clock.advance(1_000_000);
  await world.end();
  world.clock.advance(299_999);
  await settle();
  assert.equal(world.passCount, 1);
  world.clock.advance(1);
  await world.begun();
  await world.end();
  assert.equal(world.passCount, 2);
  await world.loop.stop(1_000);
});

Deno.test("each pass that has ended is told once, failed ones as well", async () => {
  const world = new LoopWorld();
  world.loop.start();
  await world.begun();
  assert.deepEqual(world.heard, []);
  await world.end(new AccessError("no", { status: 401 }));
  assert.equal(world.heard[0], world.loop.describe().last);
  world.clock.advance(300_000);
  await world.begun();
  await world.end();
  await world.loop.stop(1_000);
  assert.deepEqual(world.heard.map(({ outcome }) => outcome), ["failed", "up-to-date"]);
});

Deno.test("a pass that is asked for begins after the call, once for all who ask", async () => {
  const world = new LoopWorld();
  world.loop.start();
  await world.begun();
  const answers = [world.loop.runNow(), world.loop.runNow()];
  await world.end();
  await world.begun();
  await world.end({ ...RESULT, message: "The second" });
  for (const answer of answers) assert.equal((await answer).message, "The second");
  assert.equal(world.passCount, 2);
  const idle = world.loop.runNow();
  await world.begun();
  await world.end({ ...RESULT, message: "The third" });
  assert.equal((await idle).message, "The third");
  await world.loop.stop(1_000);
});

Deno.test("after a failure the next pass comes as soon as it makes sense", async (test) => {
  const unavailable = (retryAfterMs?: number) => new UnavailableError("down", { retryAfterMs });
  const cases = {
    "a person must act: the interval": {
      error: new AccessError("no", { status: 401 }),
      ms: 300_000,
    },
    "unavailable: back off": { error: unavailable(), ms: 2_500 },
    "unavailable, asked to wait": { error: unavailable(900_000), ms: 900_000 },
    "a bug: back off": { error: new TypeError("x is undefined"), ms: 2_500 },
  };
  for (const [name, { error, ms }] of Object.entries(cases)) {
    await test.step(name, async () => {
      const world = new LoopWorld();
      world.loop.start();
      await world.begun();
      await world.end(error);
      assert.equal(world.loop.describe().last?.outcome, "failed");
      world.clock.advance(ms - 1);
      await settle();
      assert.equal(world.passCount, 1);
      world.clock.advance(1);
      await world.begun();
      await world.end();
      await world.loop.stop(1_000);
    });
  }
  await test.step("failures in a row wait longer, up to the interval", async () => {
    const world = new LoopWorld();
    world.loop.start();
    for (const waitMs of [2_500, 5_000, 10_000, 20_000, 40_000, 80_000, 150_000, 150_000]) {
      await world.begun();
      await world.end(unavailable());
      world.clock.advance(waitMs - 1);
      await settle();
      assert.equal(world.running, 0);
      world.clock.advance(1);
    }
    await world.begun();
    await world.end();
    await world.loop.stop(1_000);
  });
});

Deno.test("each pass is one line, which says when the next is due", async () => {
  const world = new LoopWorld();
  world.loop.start();
  const passes: Readonly<Record<string, { how: PassResult | Error; level: string; next: string }>> =
    {
      "Pass: Nothing to do": { how: RESULT, level: "info", next: "08:05:00.000" },
      "Pass: As before": {
        how: { ...RESULT, outcome: "clean", message: "As before" },
        level: "info",
        next: "08:10:00.000",
      },
      "Pass: Too many": {
        how: { ...RESULT, outcome: "held", message: "Too many" },
        level: "info",
        next: "08:15:00.000",
      },
      "Pass: Too early": {
        how: { ...RESULT, outcome: "waiting", message: "Too early" },
        level: "info",
        next: "08:20:00.000",
      },
      "Pass: Somebody has written to it": {
        how: {
          ...RESULT,
          outcome: "waiting",
          message: "Somebody has written to it",
          held: [{ code: "foreign-commit", message: "Theirs", until: null, id: null }],
        },
        level: "warn",
        next: "08:25:00.000",
      },
      "Pass failed: down": {
        how: new UnavailableError("down"),
        level: "error",
        next: "08:25:02.500",
      },
      "Pass failed: x is undefined": {
        how: new TypeError("x is undefined"),
        level: "error",
        next: "08:25:07.500",
      },
    };
  for (const { how, next } of Object.values(passes)) {
    await world.begun();
    await world.end(how);
    world.clock.advance(Date.parse(`2026-03-01T${next}Z`) - world.clock.now());
  }
  await world.begun();
  const asked = world.loop.runNow();
  await world.end();
  await world.begun();
  const stopped = world.loop.stop(1_000);
  await world.end();
  await Promise.all([asked, stopped]);
  const lines = world.logger.records.map(({ level, message, fields }) => [
    message,
    level,
    (fields["nextPassAt"] as Date | undefined)?.toISOString().slice(11, 23),
  ]);
  assert.deepEqual(lines, [
    ...Object.entries(passes).map(([message, { level, next }]) => [message, level, next]),
    // Somebody has asked for one meanwhile; after the last there is none.
    ["Pass: Nothing to do", "info", "08:25:07.500"],
    ["Pass: Nothing to do", "info", undefined],
  ]);
});

Deno.test("a bug is logged with its stack", async () => {
  const world = new LoopWorld();
  world.loop.start();
  await world.begun();
  const bug = new TypeError("x is undefined");
  await world.end(bug);
  assert.equal(world.loop.describe().last?.error?.code, "bug");
  assert.ok(world.logger.records.some(({ fields }) => fields["error"] === bug));
  await world.loop.stop(1_000);
});

Deno.test("a stop lets the pass finish, and runs a last one only if there is news", async (test) => {
  for (const isPending of [true, false]) {
    await test.step(isPending ? "news" : "no news", async () => {
      const world = new LoopWorld();
      world.loop.start();
      await world.begun();
      const stopped = world.loop.stop(1_000);
      world.isPending = isPending;
      await world.end();
      if (isPending) {
        await world.begun();
        await world.end();
      }
      await stopped;
      assert.equal(world.passCount, isPending ? 2 : 1);
      await assert.rejects(world.loop.runNow(), UnavailableError);
    });
  }
});

Deno.test("a stop abandons what takes too long", async () => {
  const world = new LoopWorld();
  world.isPending = true;
  world.loop.start();
  await world.begun();
  const asked = assert.rejects(world.loop.runNow(), UnavailableError);
  const stopped = world.loop.stop(1_000);
  await settle();
  world.clock.advance(1_000);
  await stopped;
  await asked;
  assert.equal(world.passCount, 1);
  assert.equal(world.loop.describe().last?.error?.code, "stopped");
});

Deno.test("a failed pass still tells of the pull request that is open", async () => {
  const world = new LoopWorld();
  world.loop.start();
  await world.begun();
  const url = "https://github.test/acme/inventory/pull/7";
  const pullRequest = { number: 7, url, isVerified: null, createdAt: 0 };
  await world.end({ ...RESULT, outcome: "proposed", pullRequest });
  world.clock.advance(300_000);
  await world.begun();
  await world.end(new UnavailableError("down"));
  const last = world.loop.describe().last;
  assert.deepEqual([last?.outcome, last?.pullRequest], ["failed", pullRequest]);
  await world.loop.stop(1_000);
});

Deno.test("a token file that is lost is for a person to mend", async () => {
  const world = new LoopWorld();
  world.loop.start();
  await world.begun();
  await world.end(new ConfigError([{ variable: "GITHUB_TOKEN_FILE", message: "is gone" }]));
  const { last } = world.loop.describe();
  assert.deepEqual(last?.error, { code: "settings", message: "GITHUB_TOKEN_FILE: is gone" });
  await world.loop.stop(1_000);
});

Deno.test("a plan waits for the pass that runs, and the next pass for the plan", async () => {
  const world = new LoopWorld();
  world.loop.start();
  await world.begun();
  const plan = world.loop.plan();
  const pass = world.loop.runNow();
  await settle();
  assert.equal(world.running, 1);
  await world.end();
  await world.begun();
  await settle();
  assert.equal(world.running, 1);
  await world.end({ ...RESULT, message: "The plan" });
  assert.equal((await plan).message, "The plan");
  await world.begun();
  await world.end({ ...RESULT, message: "The pass" });
  assert.equal((await pass).message, "The pass");
  assert.deepEqual([world.planCount, world.passCount], [1, 2]);
  await world.loop.stop(1_000);
});

Deno.test("all who ask before a plan begins get the same one, later ones another", async () => {
  const world = new LoopWorld();
  world.loop.start();
  await world.begun();
  const together = [world.loop.plan(), world.loop.plan()];
  await world.end();
  await world.begun();
  const late = world.loop.plan();
  await world.end({ ...RESULT, message: "The first" });
  for (const plan of together) assert.equal((await plan).message, "The first");
  await world.begun();
  await world.end({ ...RESULT, message: "The second" });
  assert.equal((await late).message, "The second");
  assert.equal(world.planCount, 2);
  await world.loop.stop(1_000);
});

Deno.test("a plan that fails is told to who asked, and to nobody else", async () => {
  const world = new LoopWorld();
  world.loop.start();
  await world.begun();
  await world.end();
  const { last } = world.loop.describe();
  const failed = assert.rejects(world.loop.plan(), AccessError);
  await world.begun();
  await world.end(new AccessError("no", { status: 404 }));
  await failed;
  assert.equal(world.loop.describe().last, last);
  world.clock.advance(300_000);
  await world.begun();
  await world.end();
  assert.equal(world.passCount, 2);
  await world.loop.stop(1_000);
});

Deno.test("a stop refuses plans, the running and the waiting ones at once", async () => {
  const world = new LoopWorld();
  world.loop.start();
  await world.begun();
  await world.end();
  const running = assert.rejects(world.loop.plan(), UnavailableError);
  await world.begun();
  const waiting = assert.rejects(world.loop.plan(), UnavailableError);
  const stopped = world.loop.stop(1_000);
  await running;
  await waiting;
  await stopped;
  await assert.rejects(
    world.loop.plan(),
    /^UnavailableError: Cannot make a plan: the server is stopping$/,
  );
  assert.equal(world.running, 0);
});

Deno.test("a stop does not let a plan wait for the pass that still runs", async () => {
  const world = new LoopWorld();
  world.loop.start();
  await world.begun();
  const waiting = assert.rejects(world.loop.plan(), UnavailableError);
  const stopped = world.loop.stop(1_000);
  await waiting;
  assert.equal(world.running, 1);
  await world.end();
  await stopped;
  assert.equal(world.planCount, 0);
});

Deno.test("the last good pass is remembered over those that fail or wait", async () => {
  const world = new LoopWorld();
  const start = world.clock.now();
  world.loop.start();
  await world.begun();
  await world.end(new UnavailableError("down"));
  assert.equal(world.loop.describe().lastSuccessAt, null);
  world.clock.advance(HALF_HOUR_MS);
  await world.begun();
  await world.end({ ...RESULT, outcome: "held" });
  for (const how of [new UnavailableError("down"), { ...RESULT, outcome: "waiting" as const }]) {
    world.clock.advance(HALF_HOUR_MS);
    await world.begun();
    await world.end(how);
    assert.equal(world.loop.describe().lastSuccessAt, start + HALF_HOUR_MS);
  }
  await world.loop.stop(1_000);
});
