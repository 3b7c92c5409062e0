import assert from "node:assert/strict";
import { Octokit } from "@octokit/rest";
import { defaultToken } from "./github_double.ts";
import type { Call } from "./http/call_log.ts";
import { at, createWorld, openPull, statusOf, testGitHub, type World } from "./octokit_world.ts";

const main = { ...at, ref: "heads/main" };

const createBranch = ({ github, octokit }: World, name: string, signal?: AbortSignal) =>
  octokit.git.createRef({
    ...at,
    ref: `refs/heads/${name}`,
    sha: github.head("main") ?? "",
    ...(signal === undefined ? {} : { request: { signal } }),
  });

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const errorOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(() => assert.fail("the call went through"), (error: unknown) => error);

testGitHub("a fault before the effect keeps it from happening", async (world) => {
  const { github } = world;
  const headers = { "retry-after": "7" };
  github.fault({ when: "before", answer: { status: 503, headers } });
  const error = await errorOf(createBranch(world, "x"));
  assert.equal(statusOf(error), 503);
  assert.ok(error instanceof Error && "response" in error);
  assert.match(JSON.stringify(error.response), /"retry-after":"7"/);
  assert.deepEqual(github.branches(), ["main"]);
  await createBranch(world, "x");
  assert.deepEqual(github.branches(), ["main", "x"]);
});

testGitHub("a fault after the effect hides it from the client", async (world) => {
  const body = { message: "You have exceeded a secondary rate limit" };
  world.github.fault({ when: "after", answer: { status: 403, body } });
  const error = await errorOf(createBranch(world, "x"));
  assert.equal(statusOf(error), 403);
  assert.match(String(error), /secondary rate limit/);
  assert.deepEqual(world.github.branches(), ["main", "x"]);
});

testGitHub("a connection cut has no answer", async (world) => {
  const { github, octokit } = world;
  for (const when of ["before", "after"] as const) {
    github.fault({ when, answer: "cut" });
    const error = await errorOf(createBranch(world, when));
    assert.ok(error instanceof Error && !("response" in error && error.response), String(error));
    assert.deepEqual(github.branches().includes(when), when === "after");
  }
  assert.equal((await octokit.git.getRef(main)).status, 200);
});

testGitHub("a call that hangs ends when it is aborted", async (world) => {
  const { github } = world;
  for (const when of ["before", "after"] as const) {
    github.fault({ when, answer: "hang" });
    const error = await errorOf(createBranch(world, when, AbortSignal.timeout(100)));
    assert.match(String(error), /abort|timeout|timed out/i);
    assert.deepEqual(github.branches().includes(when), when === "after");
  }
  assert.equal((await world.octokit.git.getRef(main)).status, 200);
});

testGitHub("a truncated answer has a good status and no whole body", async (world) => {
  const { github, octokit } = world;
  github.fault({ when: "after", answer: "truncate" });
  const { status, data } = await octokit.git.getRef(main);
  assert.equal(status, 200);
  assert.equal(data.object, undefined);
  assert.equal((await octokit.git.getRef(main)).data.object.type, "commit");
});

testGitHub("faults choose their calls", async (world) => {
  const { github, octokit } = world;
  const planned = github.fault({
    when: "before",
    at: 1,
    times: 2,
    match: ({ method, path }) => method === "POST" && path.endsWith("/git/refs"),
    answer: { status: 500 },
  });
  const outcomes: (number | undefined)[] = [];
  for (const name of ["a", "b", "c", "d"]) {
    await octokit.git.getRef(main);
    const result: unknown = await createBranch(world, name).catch((error: unknown) => error);
    outcomes.push(statusOf(result) ?? 201);
  }
  assert.deepEqual(outcomes, [201, 500, 500, 201]);
  assert.equal(planned.hits, 2);
});

testGitHub("faults can be taken back", async (world) => {
  const { github, octokit } = world;
  github.fault({ when: "before", answer: "cut" }).cancel();
  github.fault({ when: "before", answer: "cut", times: Number.POSITIVE_INFINITY });
  github.clearFaults();
  assert.equal((await octokit.git.getRef(main)).status, 200);
});

testGitHub("each call is logged with its status", async (world) => {
  const { github, octokit } = world;
  github.fault({ when: "before", answer: "cut" });
  await errorOf(octokit.pulls.list({ ...at, state: "all" }));
  await octokit.git.getRef(main);
  await errorOf(octokit.git.getRef({ ...at, ref: "heads/a/b" }));
  const root = "/repos/acme/registry";
  assert.deepEqual(github.calls, [
    { index: 0, method: "GET", path: `${root}/pulls`, query: "?state=all", status: "cut" },
    { index: 1, method: "GET", path: `${root}/git/ref/heads/main`, query: "", status: 200 },
    { index: 2, method: "GET", path: `${root}/git/ref/heads/a/b`, query: "", status: 404 },
  ]);
  assert.equal(github.countCalls(({ status }) => status === 200), 1);
  github.clearCalls();
  await octokit.git.getRef(main);
  assert.deepEqual(github.calls.map(({ index }) => index), [3]);
});

testGitHub("listeners are told before and after each effect, and waited for", async (world) => {
  const { github, octokit } = world;
  const seen: string[] = [];
  const stop = github.onCall(async (call: Call, phase) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const made = github.branches().includes("x");
    seen.push(`${phase} ${call.method} ${made ? "made" : "not made"}`);
    if (phase === "before") github.commitFile({ path: "between", content: "x" });
  });
  await createBranch(world, "x");
  assert.deepEqual(seen, ["before POST not made", "after POST made"]);
  assert.equal(github.readFile({ path: "between" }), "x");
  stop();
  await octokit.git.getRef(main);
  assert.equal(seen.length, 2);
});

Deno.test("a call that was aborted before it began has no effect", async () => {
  const world = createWorld();
  await errorOf(createBranch(world, "x", AbortSignal.abort()));
  assert.deepEqual(world.github.branches(), ["main"]);
  assert.equal(world.github.calls.length, 0);
});

// Not the double's doing but worth knowing: the second call meets what the first one left.
Deno.test("over a socket fetch itself repeats a call whose reused connection is lost", async () => {
  const { github } = createWorld();
  const server = await github.listen();
  const octokit = new Octokit({ baseUrl: server.url, auth: defaultToken, log: quiet });
  await octokit.git.getRef(main);
  github.fault({ when: "after", answer: "cut" });
  const error = await errorOf(createBranch({ github, octokit, clientWith: () => octokit }, "x"));
  await server.close();
  assert.match(String(error), /Reference already exists/);
  assert.deepEqual(github.calls.map(({ status }) => status), [200, "cut", 422]);
});

Deno.test("closing the socket ends a call that hangs", async () => {
  const { github } = createWorld();
  const server = await github.listen();
  github.fault({ when: "before", answer: "hang" });
  const call = errorOf(fetch(`${server.url}/repos/acme/registry`));
  while (github.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await server.close();
  assert.ok(await call instanceof TypeError);
});

Deno.test("two doubles share nothing", async () => {
  const [one, other] = [createWorld(), createWorld()];
  await openPull(one);
  assert.deepEqual([one.github.pulls().length, other.github.pulls().length], [1, 0]);
});
