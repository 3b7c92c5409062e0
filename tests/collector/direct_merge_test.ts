/** Pull requests that we merge ourselves, where GitHub refuses to wait because nothing blocks. */
import assert from "node:assert/strict";
import type { CollectorWorld } from "../testing/collector_world.ts";
import type { Call } from "../testing/github/http/call_log.ts";
import { openDraft } from "../testing/person.ts";
import {
  BROKEN,
  createWorld,
  HOUR_MS,
  isMerge,
  isMerged,
  openUnblocked,
  READY,
  succeed,
} from "./merge_world.ts";

for (const method of ["merge", "squash", "rebase"] as const) {
  Deno.test(`where nothing blocks we merge by ${method}, an interval after the commit`, async () => {
    const world = await createWorld({ method });
    const { outcome, problems } = await world.pass();
    assert.deepEqual([outcome, problems], ["proposed", []]);
    for (let minute = 1; minute < 60; minute++) {
      assert.notEqual((await world.pass()).outcome, "merged");
    }
    assert.ok(!isMerged(world));
    assert.equal(world.github.countCalls(isMerge), 0);
    const { outcome: last, message, pullRequest } = await world.pass();
    assert.deepEqual([last, pullRequest], ["merged", null]);
    assert.equal(message, "Merged pull request #1, because nothing blocks it");
    assert.ok(isMerged(world));
    assert.match(world.registry(), /Ready: True/);
    const [tip] = world.github.log("main");
    assert.equal(tip?.parents.length, method === "merge" ? 2 : 1);
    assert.equal((await world.pass()).outcome, "withdrawn");
    assert.deepEqual(world.github.branches(), ["main"]);
    assert.equal((await world.pass()).outcome, "up-to-date");
    world.post("team/web", BROKEN);
    assert.equal((await world.pass()).outcome, "proposed");
    assert.deepEqual(world.openPulls().map(({ number }) => number), [2]);
  });
}

const PENDING = {
  "a check run that is queued": (world: CollectorWorld) =>
    world.github.setCheck({ ref: world.branch, name: "ci", status: "queued" }),
  "a check run that is under way": (world: CollectorWorld) =>
    world.github.setCheck({ ref: world.branch, name: "ci", status: "in_progress" }),
  "a status that is pending": (world: CollectorWorld) =>
    world.github.setStatus({ ref: world.branch, context: "ci", state: "pending" }),
};
const FAILED = {
  "a check run that has failed": (world: CollectorWorld) =>
    world.github.setCheck({
      ref: world.branch,
      name: "ci",
      status: "completed",
      conclusion: "failure",
    }),
  "a check run that was cancelled": (world: CollectorWorld) =>
    world.github.setCheck({
      ref: world.branch,
      name: "ci",
      status: "completed",
      conclusion: "cancelled",
    }),
  "a status that has failed": (world: CollectorWorld) =>
    world.github.setStatus({ ref: world.branch, context: "ci", state: "failure" }),
  "a status that is an error": (world: CollectorWorld) =>
    world.github.setStatus({ ref: world.branch, context: "ci", state: "error" }),
};

for (const [name, report] of Object.entries({ ...PENDING, ...FAILED })) {
  for (const state of ["unstable", "clean"] as const) {
    Deno.test(`nothing is merged over ${name}, be the pull request ${state}`, async () => {
      const world = await openUnblocked();
      report(world);
      world.github.overrideMergeability(1, { mergeable: true, state });
      world.github.clearCalls();
      for (let count = 0; count < 3; count++) {
        const { outcome, problems } = await world.pass();
        assert.equal(outcome, "up-to-date");
        const codes = name in FAILED ? ["merge-refused"] : [];
        assert.deepEqual(problems.map(({ code }) => code), codes);
        if (name in FAILED) assert.match(problems[0]?.message ?? "", /check "ci" has failed/);
        world.clock.advance(HOUR_MS);
      }
      assert.deepEqual(world.writes(), []);
      world.github.overrideMergeability(1, "computed");
      succeed(world);
      assert.equal((await world.pass()).outcome, "merged");
    });
  }
}

for (const bad of [0, 100]) {
  Deno.test(`number ${bad} of 101 checks or statuses counts like the others`, async () => {
    const checked = await openUnblocked();
    const told = await openUnblocked();
    for (let count = 0; count <= 100; count++) {
      const name = `c${count}`;
      const end = count === bad ? "failure" : "success";
      const [ref, status] = [checked.branch, "completed"] as const;
      checked.github.setCheck({ ref, name, status, conclusion: end });
      told.github.setStatus({ ref, context: name, state: end });
    }
    for (const world of [checked, told]) {
      world.github.overrideMergeability(1, { mergeable: true, state: "clean" });
      const { outcome, problems } = await world.pass();
      assert.deepEqual([outcome, problems[0]?.code], ["up-to-date", "merge-refused"]);
    }
  });
}

Deno.test("checks that were skipped or say nothing hold nobody up", async () => {
  const world = await openUnblocked();
  for (const conclusion of ["skipped", "neutral"] as const) {
    const name = conclusion;
    world.github.setCheck({ ref: world.branch, name, status: "completed", conclusion });
  }
  world.github.overrideMergeability(1, { mergeable: true, state: "clean" });
  assert.equal((await world.pass()).outcome, "merged");
});

Deno.test("a check that need not pass but is not green yet leaves the merge to us", async () => {
  const world = await createWorld();
  world.github.onCall(({ method, path }, phase) => {
    if (phase !== "after" || method !== "POST" || !path.endsWith("/pulls")) return;
    world.github.setCheck({ ref: world.branch, name: "ci", status: "in_progress" });
  });
  const { outcome, problems } = await world.pass();
  assert.deepEqual([outcome, problems], ["proposed", []]);
  world.clock.advance(HOUR_MS);
  assert.equal((await world.pass()).outcome, "up-to-date");
  succeed(world);
  assert.equal((await world.pass()).outcome, "merged");
});

Deno.test("GitHub that does not know yet whether it can be merged is asked again", async () => {
  const world = await openUnblocked();
  world.github.overrideMergeability(1, { mergeable: null, state: "unknown" });
  const { outcome, problems } = await world.pass();
  assert.deepEqual([outcome, problems], ["up-to-date", []]);
  world.github.overrideMergeability(1, "computed");
  assert.equal((await world.pass()).outcome, "merged");
});

Deno.test("a new commit is merged an interval after itself, and never by the pass that writes it", async () => {
  const world = await openUnblocked();
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.ok(!isMerged(world));
  world.clock.advance(HOUR_MS);
  assert.equal((await world.pass()).outcome, "merged");
  assert.match(world.registry(), /volume is lost/);
});

Deno.test("a pass that gives the pull request other words leaves the merge to the next one", async () => {
  const world = await openUnblocked();
  world.clock.advance(HOUR_MS);
  world.post("team/unknown", READY);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.ok(!isMerged(world));
  assert.equal((await world.pass()).outcome, "merged");
});

Deno.test("a branch that people have just updated is given time for its checks, too", async () => {
  const world = await openUnblocked();
  world.github.commitFile({ path: "README.md", content: "# New\n" });
  world.github.updateBranch(1);
  for (let minute = 1; minute < 60; minute++) {
    assert.notEqual((await world.pass()).outcome, "merged");
  }
  assert.equal((await world.pass()).outcome, "merged");
});

Deno.test("a head that moves while we look at its checks is not merged", async () => {
  const world = await openUnblocked();
  let theirs: string | undefined;
  world.github.onCall(({ path }, phase) => {
    if (theirs !== undefined || phase !== "after" || !path.endsWith("/status")) return;
    const { branch } = world;
    theirs = world.github.commitFile({ branch, path: "README.md", content: "mine\n" });
  });
  const { outcome } = await world.pass();
  assert.equal(outcome, "up-to-date");
  assert.ok(theirs);
  assert.ok(!isMerged(world));
  assert.equal((await world.pass()).outcome, "waiting");
});

Deno.test("a draft is not merged", async () => {
  const world = await createWorld();
  await world.pass();
  world.github.closePull(1);
  await openDraft(world.github);
  world.clock.advance(HOUR_MS);
  world.github.clearCalls();
  for (let count = 0; count < 3; count++) {
    assert.deepEqual((await world.pass()).problems, []);
    world.clock.advance(HOUR_MS);
  }
  assert.equal(world.github.countCalls(isMerge), 0);
  assert.ok(!isMerged(world));
});

Deno.test("a token that may not read checks merges nothing and is told which right is missing", async () => {
  const rights = { "/check-runs": "checks: read", "/status": "statuses: read" };
  for (const [part, right] of Object.entries(rights)) {
    const world = await openUnblocked();
    const match = ({ path }: Call) => path.endsWith(part);
    const body = { message: "Resource not accessible by personal access token" };
    world.github.fault({ when: "before", match, answer: { status: 403, body } });
    const { outcome, problems } = await world.pass();
    assert.deepEqual([outcome, problems.map(({ code }) => code)], ["up-to-date", [
      "merge-refused",
    ]]);
    assert.match(problems[0]?.message ?? "", new RegExp(`expected a token with .*${right}`));
    assert.ok(!isMerged(world));
    assert.equal((await world.pass()).outcome, "merged");
  }
});

Deno.test("a merge whose answer was lost is not asked for again", async () => {
  const world = await openUnblocked();
  world.github.fault({ when: "after", match: isMerge, answer: "cut" });
  await assert.rejects(world.pass());
  assert.ok(isMerged(world));
  assert.equal((await world.pass()).outcome, "withdrawn");
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.equal(world.github.pulls().length, 1);
  assert.equal(world.github.countCalls(isMerge), 1);
});

Deno.test("after our own merge nothing is written while GitHub shows how it was before", async () => {
  const world = await openUnblocked();
  world.github.lag({ seconds: 90 });
  assert.equal((await world.pass()).outcome, "merged");
  world.github.clearCalls();
  assert.equal((await world.pass()).outcome, "waiting");
  assert.deepEqual(world.writes(), []);
  assert.equal((await world.pass()).outcome, "withdrawn");
  assert.deepEqual(world.github.branches(), ["main"]);
  assert.equal(world.github.pulls().length, 1);
});
