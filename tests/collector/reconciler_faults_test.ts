import assert from "node:assert/strict";
import { AccessError, RegistryFormatError, UnavailableError } from "../../src/errors.ts";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";

/** A life in which every kind of write happens: open, update, merge, open again, withdraw. */
const STEPS: readonly ((world: CollectorWorld) => void)[] = [
  (world) => world.post("team/db", READY),
  (world) => world.post("team/web", BROKEN),
  (world) => {
    const [open] = world.openPulls();
    if (open) world.github.mergePull({ number: open.number, method: "squash" });
  },
  (world) => world.post("team/web", READY),
  (world) => world.post("team/web", BROKEN),
];

/** What the memory of the senders holds after each step, for a server that starts empty. */
function repost(world: CollectorWorld, step: number): void {
  world.post("team/db", READY);
  if (step >= 1) world.post("team/web", step === 3 ? READY : BROKEN);
}

/** A cut call ends the process; the next one starts with an empty memory and hears of all again. */
async function passOrRestart(world: CollectorWorld, step: number): Promise<void> {
  try {
    await world.pass();
  } catch (error) {
    assert.ok(error instanceof UnavailableError, String(error));
    world.restart();
    await world.pass();
    repost(world, step);
    await world.pass();
  }
}

async function liveWith(
  fault: { readonly at: number; readonly when: "before" | "after" } | undefined,
): Promise<{ readonly world: CollectorWorld; readonly calls: number }> {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  if (fault !== undefined) world.github.fault({ ...fault, answer: "cut" });
  for (const [index, step] of STEPS.entries()) {
    step(world);
    for (let count = 0; count < 3; count++) await passOrRestart(world, index);
    assert.ok(world.openPulls().length <= 1, "never two pull requests at once");
  }
  return { world, calls: world.github.calls.length };
}

Deno.test("killed before or after the effect of any call, the next start converges", async () => {
  const plain = await liveWith(undefined);
  const wanted = plain.world.registry();
  assert.match(wanted, /volume is lost/);
  assert.deepEqual(plain.world.github.branches(), ["main"]);
  assert.ok(plain.calls > 40, "the life is long enough to be cut in many places");
  for (const when of ["before", "after"] as const) {
    for (let at = 0; at < plain.calls; at++) {
      const { world } = await liveWith({ at, when });
      const place = `cut ${when} call ${at}`;
      assert.deepEqual(world.openPulls(), [], place);
      assert.deepEqual(world.github.branches(), ["main"], place);
      assert.deepEqual(withoutTimes(world.registry()), withoutTimes(wanted), place);
    }
  }
});

function withoutTimes(text: string): string {
  return text.replaceAll(/lastCheckedAt: ".*"/g, "lastCheckedAt");
}

Deno.test("an answer that cannot be verified writes nothing", async (test) => {
  const faults = {
    "content cut short": { status: 200, body: { size: 10, encoding: "base64", content: "YXBp" } },
    "empty content": { status: 200, body: { size: 0, encoding: "base64", content: "" } },
    "no content": { status: 200, body: { size: 9, encoding: "none", content: "" } },
    "not JSON": { status: 200, body: "<html>sorry</html>" },
  };
  for (const [name, { status, body }] of Object.entries(faults)) {
    await test.step(name, async () => {
      const world = await CollectorWorld.create({ registry: registryOf("db") });
      world.post("team/db", READY);
      const whole = typeof body === "string" ? body : { ...body, sha: "a".repeat(40) };
      const isBlob = ({ path }: { path: string }) => path.includes("/git/blobs/");
      world.github.fault({ when: "before", match: isBlob, answer: { status, body: whole } });
      await assert.rejects(world.pass(), UnavailableError);
      assert.deepEqual(world.writes(), []);
      assert.equal((await world.pass()).outcome, "proposed");
    });
  }
  await test.step("an answer that ends in the middle", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db") });
    world.post("team/db", READY);
    world.github.fault({
      when: "after",
      match: ({ path }) => path.includes("/git/blobs/"),
      answer: "truncate",
    });
    await assert.rejects(world.pass(), UnavailableError);
    assert.deepEqual(world.writes(), []);
  });
});

Deno.test("a registry that cannot be edited is refused and nothing is written", async () => {
  const registry = `${registryOf("db")}  - name: db\n    name: again\n`;
  const world = await CollectorWorld.create({ registry });
  world.post("team/db", READY);
  const error = await world.pass().then(() => undefined, (thrown: unknown) => thrown);
  assert.ok(error instanceof RegistryFormatError);
  assert.deepEqual(error.position, { line: 12, column: 5 });
  assert.deepEqual(world.writes(), []);
  world.github.commitFile({ path: REGISTRY_PATH, content: registryOf("db") });
  assert.equal((await world.pass()).outcome, "proposed");
});

Deno.test("what is missing is said by name", async (test) => {
  const refusal = async (world: CollectorWorld) => {
    const error = await world.pass().then(() => undefined, (thrown: unknown) => thrown);
    assert.ok(error instanceof AccessError, String(error));
    return error.message;
  };
  const registry = registryOf("db");
  await test.step("token", async () => {
    const world = await CollectorWorld.create({ registry, token: "wrong" });
    assert.equal(
      await refusal(world),
      'Cannot read the repository "acme/inventory": GitHub answered 401 (Bad credentials), ' +
        "expected a valid token",
    );
  });
  await test.step("base branch", async () => {
    const world = await CollectorWorld.create({ registry });
    world.github.createBranch({ branch: "elsewhere" });
    world.github.deleteBranch("main");
    assert.equal(await refusal(world), 'Cannot find the branch "main" of "acme/inventory"');
  });
  await test.step("file", async () => {
    const world = await CollectorWorld.create({ registry });
    world.github.deleteFile({ path: REGISTRY_PATH });
    const place = `"${REGISTRY_PATH}" on the branch "main" of "acme/inventory"`;
    assert.equal(await refusal(world), `Cannot find the file ${place}`);
  });
  await test.step("right to write", async () => {
    const world = await CollectorWorld.create({ registry, token: "reader" });
    world.github.tokens.grant({ token: "reader", login: "reader", write: false });
    world.post("team/db", READY);
    assert.equal(
      await refusal(world),
      'The token lacks "contents: write" on "acme/inventory": its owner may not push there; ' +
        'The token lacks "pull requests: write" on "acme/inventory": its owner may not push there',
    );
  });
});

Deno.test("a rate limit is obeyed by every later call", async (test) => {
  const limits = {
    "primary": { status: 403, headers: { "x-ratelimit-remaining": "0" }, waitMs: 60_000 },
    "secondary, 403": { status: 403, headers: { "retry-after": "90" }, waitMs: 90_000 },
    "secondary, 429": { status: 429, headers: { "retry-after": "90" }, waitMs: 90_000 },
    "429 without a time": { status: 429, headers: {}, waitMs: 60_000 },
    "403 that only its text explains": { status: 403, headers: {}, waitMs: 60_000 },
    "negative time": { status: 429, headers: { "retry-after": "-5" }, waitMs: 1_000 },
    "absurd time": { status: 429, headers: { "retry-after": "999999999" }, waitMs: 3_600_000 },
  };
  for (const [name, { status, headers, waitMs }] of Object.entries(limits)) {
    await test.step(name, async () => {
      const world = await CollectorWorld.create({ registry: registryOf("db") });
      const reset = String((world.clock.now() + 120_000) / 1000);
      const all = { "x-ratelimit-reset": reset, ...headers };
      const answer = {
        status,
        headers: all,
        body: { message: "You have exceeded a secondary rate limit" },
      };
      world.github.fault({ when: "before", answer });
      const error = await world.pass().then(() => undefined, (thrown: unknown) => thrown);
      assert.ok(error instanceof UnavailableError, String(error));
      assert.equal(error.retryAfterMs, waitMs);
      world.github.clearCalls();
      const { signal } = new AbortController();
      await assert.rejects(world.reconciler.runPass(signal), UnavailableError);
      assert.equal(world.github.calls.length, 0);
      world.clock.advance(waitMs);
      assert.equal((await world.reconciler.runPass(signal)).outcome, "up-to-date");
    });
  }
});

Deno.test("somebody who is faster ends no pass: it is tried again on a fresh read", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  const conflict = { status: 422, body: { message: "Reference already exists" } };
  const isRef = ({ method, path }: { method: string; path: string }) =>
    method === "POST" && path.endsWith("/git/refs");
  world.github.fault({ when: "before", match: isRef, times: 2, answer: conflict });
  assert.equal((await world.pass()).outcome, "proposed");
  assert.equal(world.openPulls().length, 1);
});

Deno.test("a pass can be cancelled while GitHub does not answer", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  const abort = new AbortController();
  world.github.fault({ when: "before", at: 2, answer: "hang" });
  world.github.onCall(() => {
    if (world.github.calls.length === 3) queueMicrotask(() => abort.abort());
  });
  await assert.rejects(world.pass(abort.signal), { name: "AbortError" });
});

Deno.test("a status that arrives while a pass waits for GitHub is in the next pass", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  const stop = world.github.onCall(({ method }) => {
    if (method === "GET") return;
    stop();
    world.post("team/web", BROKEN);
  });
  await world.pass();
  assert.doesNotMatch(world.registry(world.branch), /volume is lost/);
  assert.ok(world.reconciler.isPending);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /volume is lost/);
});

Deno.test("a directory that GitHub lists in part proves nothing about the file", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  world.github.settings.treeEntryCountMax = 0;
  await assert.rejects(world.pass(), (error) => {
    assert.ok(error instanceof UnavailableError);
    assert.match(error.message, /lists only a part of the directory/);
    return true;
  });
});

Deno.test("an answer about another object is not believed, and not kept", async (test) => {
  const sha = "b".repeat(40);
  const answers = {
    "/git/trees/": { sha, tree: [] },
    "/git/commits/": { sha, message: "", tree: { sha }, parents: [] },
  };
  for (const [part, body] of Object.entries(answers)) {
    await test.step(part, async () => {
      const world = await CollectorWorld.create({ registry: registryOf("db") });
      world.post("team/db", READY);
      const match = ({ path }: { path: string }) => path.includes(part);
      world.github.fault({ when: "before", match, answer: { status: 200, body } });
      await assert.rejects(world.pass(), UnavailableError);
      assert.equal((await world.pass()).outcome, "proposed");
    });
  }
});

Deno.test("a server that lists pull requests of others makes us touch none", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  const [ours] = world.github.pulls();
  const theirs = {
    number: 99,
    html_url: "https://github.test/acme/inventory/pull/99",
    state: "open",
    title: "My feature",
    body: null,
    merged_at: null,
    created_at: "2026-03-01T08:00:00Z",
    updated_at: "2026-03-01T08:00:00Z",
    node_id: "PR_99",
    user: { login: "somebody" },
    head: { label: "acme:feature", sha: "d".repeat(40), repo: { full_name: "acme/inventory" } },
    base: { ref: "main", repo: { full_name: "acme/inventory" } },
  };
  const match = ({ path }: { path: string }) => path.endsWith("/pulls");
  world.github.fault({ when: "before", match, answer: { status: 200, body: [theirs] } });
  world.post("team/db", BROKEN);
  world.github.clearCalls();
  await assert.rejects(world.pass(), /lists those of other branches too/);
  assert.deepEqual(world.writes(), []);
  assert.equal(world.github.pulls()[0]?.title, ours?.title);
});

Deno.test("a clock that is set back makes nobody wait longer", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  const limit = { status: 429, headers: { "retry-after": "60" }, body: { message: "slow down" } };
  world.github.fault({ when: "before", answer: limit });
  await assert.rejects(world.pass(), UnavailableError);
  world.clock.advance(-24 * 3_600_000);
  const error = await world.reconciler.runPass(new AbortController().signal).catch((it) => it);
  assert.equal(error.retryAfterMs, 60_000);
  world.clock.advance(60_000);
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "proposed");
  world.clock.advance(-2 * 3_600_000);
  world.post("team/db", BROKEN);
  const before = world.clock.now();
  assert.equal((await world.pass()).outcome, "proposed");
  assert.equal(world.clock.now() - before, 60_000, "no write had to wait for its turn");
});
