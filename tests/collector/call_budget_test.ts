/** How many calls to GitHub a pass makes, by what it has to do; and that it makes one at a time. */
import assert from "node:assert/strict";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";
import type { Call } from "../testing/github/http/call_log.ts";
import { createWorldBefore, PASS_KINDS, READY } from "../testing/pass_kinds.ts";

/** Most calls of a pass that changes nothing, and of one that does. */
const QUIET_CALL_MAX = 6;
const BUSY_CALL_MAX = 12;
const MANIFEST_BLOB_MAX = 50;

/** Calls of one pass, none of which begins before the one before it has ended. */
async function countCalls(world: CollectorWorld): Promise<readonly Call[]> {
  let underWay = 0;
  const stop = world.github.onCall((_call, phase) => {
    underWay += phase === "before" ? 1 : -1;
    assert.ok(underWay <= 1, "calls are serial");
  });
  world.github.clearCalls();
  await world.pass();
  stop();
  return world.github.calls;
}

/** Calls of each kind of pass; what can be kept is kept from the passes before it. */
const CALL_COUNTS: Readonly<Record<string, number>> = {
  "the first of a process, access check included": 15,
  "opening": 8,
  "updating": 8,
  "rebuilding, as the file on the base branch moved": 12,
  "rewording": 4,
  "finishing, with labels, reviewers and auto-merge": 13,
  "withdrawing": 6,
  "speaking of a foreign commit": 7,
  "merging where nothing blocks": 7,
};

/** The first pass after a start and the making of a pull request are not counted among the others. */
const APART = [
  "the first of a process, access check included",
  "opening",
  "finishing, with labels, reviewers and auto-merge",
];

Deno.test("each kind of pass makes the calls that it must, one at a time", async () => {
  const counts: Record<string, number> = {};
  for (const kind of PASS_KINDS) {
    const calls = await countCalls(await createWorldBefore(kind));
    counts[kind.name] = calls.length;
  }
  assert.deepEqual(counts, CALL_COUNTS);
  for (const [name, count] of Object.entries(counts)) {
    assert.ok(APART.includes(name) || count <= BUSY_CALL_MAX, `${name}: ${count} calls`);
  }
});

Deno.test("a pass that changes nothing reads three things, which have not changed", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  await world.pass();
  await world.pass();
  const calls = await countCalls(world);
  assert.deepEqual(calls.map(({ method, status }) => `${method} ${status}`), [
    "GET 304",
    "GET 304",
    "GET 304",
  ]);
  world.github.commitFile({ path: "README.md", content: "# Elsewhere\n" });
  assert.ok((await countCalls(world)).length <= QUIET_CALL_MAX, "another file has moved");
  assert.ok((await countCalls(world)).length <= QUIET_CALL_MAX, "and stays so");
});

Deno.test("a change on top of a base that has moved elsewhere stays within its budget", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  await world.pass();
  world.github.commitFile({ path: "README.md", content: "# Elsewhere\n" });
  world.post("team/web", READY);
  const { length } = await countCalls(world);
  assert.ok(length <= BUSY_CALL_MAX, `${length} calls`);
});

Deno.test("manifests come apart, and at most so many new ones in a pass", async () => {
  const indexes = Array.from({ length: 2 * MANIFEST_BLOB_MAX }, (_, index) => index);
  const entries = indexes.map((index) => `- {name: vm-${index}, path: ${index}.yaml}\n`);
  const world = await CollectorWorld.create({
    registry: `apiVersion: claim-registry.io/v1alpha1\nkind: ClaimRegistry\nclaims:\n${
      entries.join("")
    }`,
    files: Object.fromEntries(indexes.map((index) => [
      `${index}.yaml`,
      `kind: VirtualMachine\nmetadata: {name: other-${index}, namespace: team}\n`,
    ])),
  });
  world.post("team/other-0", READY);
  const blobCounts: number[] = [];
  for (let count = 0; count < 4; count++) {
    const calls = await countCalls(world);
    blobCounts.push(calls.filter(({ path }) => path.includes("/git/blobs/")).length);
  }
  // The registry itself is read once, too.
  assert.deepEqual(blobCounts, [MANIFEST_BLOB_MAX + 1, MANIFEST_BLOB_MAX, 0, 0]);
});
