import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { at, createWorld, openPull, statusOf, testGitHub, type World } from "./octokit_world.ts";

const main = { ...at, ref: "heads/main" };

/** A world whose clock only a test moves. */
function createStill(settings: Parameters<typeof createWorld>[0] = {}) {
  let milliseconds = Date.UTC(2025, 0, 1);
  const world = createWorld({ now: () => new Date(milliseconds), ...settings });
  return { ...world, pass: (seconds: number) => void (milliseconds += seconds * 1000) };
}

interface Answer {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

async function answerOf(call: Promise<unknown>): Promise<Answer> {
  const error: unknown = await call.then(() => undefined, (reason: unknown) => reason);
  if (error === undefined) return { status: 200, message: "", headers: {} };
  assert.ok(error instanceof Error && "response" in error);
  const { response } = error;
  assert.ok(typeof response === "object" && response !== null && "headers" in response);
  return {
    status: statusOf(error) ?? 0,
    message: error.message,
    headers: { ...response.headers as object },
  };
}

const read = ({ octokit }: Pick<World, "octokit">) => answerOf(octokit.git.getRef(main));
const write = ({ octokit }: Pick<World, "octokit">) =>
  answerOf(octokit.git.createBlob({ ...at, content: Buffer.from("x").toString() }));

testGitHub("beyond the calls of an hour each call is refused", async (world) => {
  const { github } = world;
  assert.equal((await read(world)).status, 200);
  assert.equal((await read(world)).status, 200);
  const { status, message, headers } = await read(world);
  assert.equal(status, 403);
  assert.match(message, /^API rate limit exceeded for user ID \d+\./);
  assert.deepEqual([headers["x-ratelimit-remaining"], headers["x-ratelimit-used"]], ["0", "2"]);
  assert.ok(Number(headers["x-ratelimit-reset"]) > Date.UTC(2025, 0, 1) / 1000);
  assert.deepEqual([headers["retry-after"], github.callsWhileLimited], [undefined, 1]);
}, { settings: { callsPerHour: 2, enforcesPrimaryLimit: true } });

Deno.test("the hour's calls come back with the reset, and 304 is free", async () => {
  const world = createStill({ settings: { callsPerHour: 2, enforcesPrimaryLimit: true } });
  const { headers } = await world.octokit.git.getRef(main);
  for (let count = 0; count < 3; count++) {
    const same = { ...main, headers: { "if-none-match": headers.etag ?? "" } };
    assert.equal((await answerOf(world.octokit.git.getRef(same))).status, 304);
  }
  assert.equal((await read(world)).status, 200);
  assert.equal((await read(world)).status, 403);
  world.pass(3599);
  assert.equal((await read(world)).status, 403);
  world.pass(1);
  assert.equal((await read(world)).status, 200);
});

Deno.test("each account has its own hour", async () => {
  const world = createStill({ settings: { callsPerHour: 1, enforcesPrimaryLimit: true } });
  world.github.tokens.grant({ token: "other", login: "other" });
  assert.deepEqual([(await read(world)).status, (await read(world)).status], [200, 403]);
  assert.equal((await read({ octokit: world.clientWith("other") })).status, 200);
});

Deno.test("a secondary limit refuses everything until its end", async () => {
  for (const status of [403, 429] as const) {
    const world = createStill();
    world.github.limitSecondary({ status, retryAfterSeconds: 30 });
    const first = await read(world);
    assert.deepEqual([first.status, first.headers["retry-after"]], [status, "30"]);
    assert.match(first.message, /^You have exceeded a secondary rate limit\./);
    assert.notEqual(first.headers["x-ratelimit-remaining"], "0");
    world.pass(10);
    const second = await write(world);
    assert.deepEqual([second.status, second.headers["retry-after"]], [status, "20"]);
    assert.equal(world.github.callsWhileLimited, 2);
    world.pass(20);
    assert.equal((await read(world)).status, 200);
    assert.equal(world.github.callsWhileLimited, 2);
  }
});

Deno.test("a secondary limit may tell its end otherwise, or not", async () => {
  const world = createStill();
  world.github.limitSecondary({ status: 403, retryAfterSeconds: 30, tells: "reset" });
  const { headers } = await read(world);
  const reset = String(Date.UTC(2025, 0, 1) / 1000 + 30);
  assert.deepEqual(
    [headers["retry-after"], headers["x-ratelimit-remaining"], headers["x-ratelimit-reset"]],
    [undefined, "0", reset],
  );
  world.github.limitSecondary({ status: 429, retryAfterSeconds: 30, tells: "nothing" });
  const silent = await read(world);
  assert.equal(silent.headers["retry-after"], undefined);
  assert.notEqual(silent.headers["x-ratelimit-remaining"], "0");
});

Deno.test("writes of a minute are limited, reads are not", async () => {
  const world = createStill({ settings: { writesPerMinuteMax: 2 } });
  assert.equal((await write(world)).status, 200);
  world.pass(20);
  assert.equal((await write(world)).status, 200);
  world.pass(20);
  const { status, message, headers } = await write(world);
  assert.deepEqual([status, headers["retry-after"]], [403, "20"]);
  assert.match(message, /temporarily blocked from content creation/);
  assert.equal((await read(world)).status, 200);
  world.pass(20);
  assert.equal((await write(world)).status, 200);
  assert.equal((await write(world)).status, 403);
  assert.equal(world.github.callsWhileLimited, 2);
});

Deno.test("a refused write has no effect", async () => {
  const world = createStill();
  await openPull(world);
  world.github.limitSecondary({ status: 429, retryAfterSeconds: 1 });
  const { status } = await answerOf(world.octokit.pulls.merge({ ...at, pull_number: 1 }));
  assert.deepEqual([status, world.github.pulls()[0]?.merged], [429, false]);
});
