/** Our branch is moved and deleted only from where it was seen, as far as GitHub makes that possible. */
import assert from "node:assert/strict";
import { AccessError, ConflictError } from "../../src/errors.ts";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";
import type { Call } from "../testing/github/http/call_log.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";

const isGraphQl = ({ path }: Call) => path.endsWith("/graphql");
const isRefRead = ({ method, path }: Call) => method === "GET" && path.includes("/git/ref/");
const isRefWrite = ({ method, path }: Call) => method !== "GET" && path.includes("/git/refs/");
const isCommit = ({ method, path }: Call) => method === "POST" && path.endsWith("/git/commits");

type Offer = "updateRefs" | "no updateRefs" | "no GraphQL";

/** Pull request #1 says that `team/db` is ready, on a GitHub that offers so much. */
async function createWorld(offer: Offer): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.github.settings.offersUpdateRefs = offer !== "no updateRefs";
  world.github.settings.offersGraphQl = offer !== "no GraphQL";
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "proposed");
  world.github.clearCalls();
  return world;
}

/** A person pushes to our branch, once, right after the first call that matches. */
function pushAfter(
  world: CollectorWorld,
  match: (call: Call) => boolean,
): () => string | undefined {
  let theirs: string | undefined;
  world.github.onCall((call, phase) => {
    if (theirs !== undefined || phase !== "after" || !match(call)) return;
    const { branch } = world;
    theirs = world.github.commitFile({ branch, path: "README.md", content: "mine\n" });
  });
  return () => theirs;
}

for (const offer of ["updateRefs", "no updateRefs", "no GraphQL"] as const) {
  Deno.test(`with ${offer} the branch is moved and deleted`, async () => {
    const world = await createWorld(offer);
    world.post("team/db", BROKEN);
    assert.equal((await world.pass()).outcome, "proposed");
    assert.match(world.registry(world.branch), /volume is lost/);
    assert.equal(world.github.log(world.branch).length, 2);
    world.github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
    assert.equal((await world.pass()).outcome, "withdrawn");
    assert.deepEqual(world.github.branches(), ["main"]);
    const isAtomic = offer === "updateRefs";
    assert.equal(world.github.countCalls(isGraphQl), 2, "asked twice where missing, then no more");
    assert.equal(world.github.countCalls(isRefWrite), isAtomic ? 0 : 2);
  });

  Deno.test(`with ${offer} a push between our look and our commit is not overwritten`, async () => {
    const world = await createWorld(offer);
    const theirs = pushAfter(world, isCommit);
    world.post("team/db", BROKEN);
    assert.equal((await world.pass()).outcome, "waiting");
    assert.ok(theirs());
    assert.equal(world.github.head(world.branch), theirs());
  });

  Deno.test(`with ${offer} a push before the end of a withdrawal is not deleted`, async () => {
    const world = await createWorld(offer);
    world.github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
    const theirs = pushAfter(world, ({ method }) => method === "PATCH");
    const { outcome } = await world.pass();
    assert.ok(outcome === "up-to-date" || outcome === "waiting", outcome);
    assert.ok(theirs());
    assert.equal(world.github.head(world.branch), theirs());
  });
}

Deno.test("with updateRefs a push is not overwritten though GitHub's reads are old", async () => {
  const world = await createWorld("updateRefs");
  world.github.lag({ seconds: 600, what: "refs" });
  const theirs = pushAfter(world, isCommit);
  world.post("team/db", BROKEN);
  await assert.rejects(world.pass(), ConflictError);
  assert.ok(theirs());
  assert.equal(world.github.head(world.branch), theirs());
  world.github.lag({ seconds: 0 });
  assert.equal((await world.pass()).outcome, "waiting");
});

Deno.test("without updateRefs only a push after the last look is overwritten", async () => {
  const world = await createWorld("no updateRefs");
  let isAsked = false;
  const theirs = pushAfter(world, (call) => {
    isAsked ||= isGraphQl(call);
    return isAsked && isRefRead(call);
  });
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.ok(theirs());
  assert.match(world.registry(world.branch), /volume is lost/);
});

Deno.test("a token that may not use GraphQL moves the branch all the same", async () => {
  const world = await createWorld("updateRefs");
  const errors = [{ message: "Resource not accessible by integration", type: "FORBIDDEN" }];
  const answer = { status: 200, body: { data: null, errors } };
  world.github.fault({ when: "before", match: isGraphQl, times: 9, answer });
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /volume is lost/);
});

Deno.test("a token that may move no branch at all is named", async () => {
  const world = await createWorld("updateRefs");
  const message = "Resource not accessible by personal access token";
  const refused = { data: null, errors: [{ message, type: "FORBIDDEN" }] };
  world.github.fault({ when: "before", match: isGraphQl, answer: { status: 200, body: refused } });
  const answer = { status: 403, body: { message } };
  world.github.fault({ when: "before", match: isRefWrite, answer });
  world.post("team/db", BROKEN);
  await assert.rejects(world.pass(), (error: unknown) => {
    assert.ok(error instanceof AccessError, String(error));
    assert.match(error.message, /"contents: write"|contents/i);
    return true;
  });
});

Deno.test("what else GitHub refuses is said after three attempts, and nothing is forced", async () => {
  const world = await createWorld("updateRefs");
  const head = world.github.head(world.branch);
  const errors = [{ message: "Repository rule violations found", type: "UNPROCESSABLE" }];
  const answer = { status: 200, body: { data: null, errors } };
  const fault = world.github.fault({ when: "before", match: isGraphQl, times: 9, answer });
  world.post("team/db", BROKEN);
  await assert.rejects(world.pass(), (error: unknown) => {
    assert.ok(error instanceof ConflictError, String(error));
    assert.match(error.message, /Cannot move the branch .*Repository rule violations found/);
    return true;
  });
  assert.equal(fault.hits, 3);
  assert.equal(world.github.head(world.branch), head);
});
Deno.test("a read that is old never lets our branch be forced over a person's commit", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  const { github, branch } = world;
  world.post("team/db", "Ready: True, Synced: True");
  await world.pass();
  world.clock.advance(120_000);
  github.lag({ seconds: 90, what: "refs" });
  const theirs = github.commitFile({ branch, path: "README.md", content: "# Theirs\n" });
  world.post("team/db", "Ready: False, Synced: True");
  await assert.rejects(world.pass(), (error) => {
    assert.ok(error instanceof ConflictError);
    assert.match(error.message, /GitHub refused \(Reference cannot be updated/);
    return true;
  });
  assert.equal(github.head(branch), theirs);
  github.lag({ seconds: 0 });
  assert.equal((await world.pass()).outcome, "waiting");
  assert.equal(github.head(branch), theirs);
});
