import assert from "node:assert/strict";
import { defaultToken } from "../testing/github/github_double.ts";
import { CollectorWorld, REGISTRY_PATH, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";

Deno.test("a difference opens one pull request that changes only the wanted lines", async () => {
  const registry = registryOf("db", "web");
  const world = await CollectorWorld.create({ registry });
  world.post("team/db", READY);
  const result = await world.pass();

  assert.equal(result.outcome, "proposed");
  assert.equal(world.registry(), registry);
  const added = [
    "    namespace: team",
    '    statusMessage: "Ready: True, Synced: True"',
    '    lastCheckedAt: "2026-03-01T08:00:00Z"',
  ].join("\n");
  assert.equal(world.registry(world.branch), registry.replace("    namespace: team", added));
  const [pull] = world.openPulls();
  assert.equal(pull?.title, "chore(registry): update claim status");
  assert.match(pull?.body ?? "", /\| `team\/db` \| `lab` \| – \| `Ready: True, Synced: True` \|/);
  assert.match(pull?.body ?? "", /Registered, but not found in any cluster: 1/);
});

Deno.test("20 passes with changes and no merge leave one pull request, branch and commit", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  for (let count = 1; count <= 20; count++) {
    world.post("team/db", `Ready: False, Synced: True - try ${count}`);
    assert.equal((await world.pass()).outcome, "proposed");
  }
  assert.equal(world.github.pulls().length, 1);
  assert.deepEqual([...world.github.branches()].sort(), [world.branch, "main"].sort());
  const log = world.github.log(world.branch);
  assert.equal(log.length, 2);
  assert.deepEqual(log[0]?.files, [REGISTRY_PATH]);
  assert.match(world.registry(world.branch), /try 20/);
});

Deno.test("a pass with nothing new reads little and writes nothing", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  assert.equal((await world.pass()).outcome, "up-to-date");
  world.github.clearCalls();
  const clean = await world.pass();
  assert.equal(clean.outcome, "clean");
  assert.match(clean.message, /^Nothing has changed since .*: pull request #1 is open$/);
  assert.deepEqual(world.github.calls.map(({ status }) => status), [304, 304, 304]);
});

Deno.test("a change of the registry on the base branch rebuilds the proposal on it", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  const base = world.github.commitFile({
    path: REGISTRY_PATH,
    content: registryOf("db", "web").replace("category: infra", "category: data"),
  });
  assert.equal((await world.pass()).outcome, "proposed");
  const [commit, ...older] = world.github.log(world.branch);
  assert.deepEqual(commit?.parents, [base]);
  assert.equal(older[0]?.sha, base);
  assert.match(world.registry(world.branch), /category: data/);
  assert.equal(world.github.pulls().length, 1);
});

Deno.test("anything else that moves on the base branch pushes nothing", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  const [before] = world.github.log(world.branch);
  world.github.commitFile({ path: "README.md", content: "# New\n" });
  world.github.clearCalls();
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.deepEqual(world.writes(), []);
  assert.equal(world.github.log(world.branch)[0]?.sha, before?.sha);
});

Deno.test("a proposal that conflicts or is behind is rebuilt once", async (test) => {
  await test.step("behind, where branches must be up to date", async () => {
    const world = await CollectorWorld.create({
      registry: registryOf("db"),
      requireUpToDate: true,
    });
    world.post("team/db", READY);
    await world.pass();
    const base = world.github.commitFile({ path: "README.md", content: "# New\n" });
    assert.equal((await world.pass()).outcome, "up-to-date", "asks first what the base holds");
    assert.equal((await world.pass()).outcome, "proposed");
    assert.deepEqual(world.github.log(world.branch)[0]?.parents, [base]);
    assert.equal((await world.pass()).outcome, "up-to-date");
  });
  await test.step("not again while GitHub's answer is old", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db") });
    world.post("team/db", READY);
    await world.pass();
    world.github.overrideMergeability(1, { mergeable: false, state: "dirty" });
    assert.equal((await world.pass()).outcome, "up-to-date");
    world.github.commitFile({ path: "README.md", content: "# New\n" });
    await world.pass();
    assert.equal((await world.pass()).outcome, "proposed");
    assert.equal((await world.pass()).outcome, "up-to-date");
  });
});

Deno.test("no difference left closes the pull request and deletes the branch", async (test) => {
  await test.step("healed on the base branch by a person", async () => {
    const world = await CollectorWorld.create({ registry: registryOf("db") });
    world.post("team/db", READY);
    await world.pass();
    world.github.commitFile({ path: REGISTRY_PATH, content: world.registry(world.branch) });
    assert.equal((await world.pass()).outcome, "withdrawn");
    assert.deepEqual(world.openPulls(), []);
    assert.deepEqual(world.github.branches(), ["main"]);
  });
  await test.step("healed in the cluster", async () => {
    const registry = registryOf("db");
    const world = await CollectorWorld.create({ registry });
    world.post("team/db", READY);
    await world.pass();
    world.github.mergePull({ number: 1, method: "squash", deleteBranch: true });
    await world.pass();
    world.post("team/db", BROKEN);
    assert.equal((await world.pass()).outcome, "proposed");
    world.post("team/db", READY);
    assert.equal((await world.pass()).outcome, "withdrawn");
    assert.deepEqual(world.openPulls(), []);
    assert.deepEqual(world.github.branches(), ["main"]);
  });
});

for (const method of ["merge", "squash", "rebase"] as const) {
  for (const deleteBranch of [true, false]) {
    const name = `after a ${method}, branch ${deleteBranch ? "deleted" : "kept"}`;
    Deno.test(`${name}: clean up, then the next pull request`, async () => {
      const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
      world.post("team/db", READY);
      await world.pass();
      world.github.mergePull({ number: 1, method, deleteBranch });
      await world.pass();
      assert.deepEqual(world.github.branches(), ["main"]);
      assert.match(world.registry(), /Ready: True/);
      world.post("team/web", BROKEN);
      assert.equal((await world.pass()).outcome, "proposed");
      assert.deepEqual(world.openPulls().map(({ number }) => number), [2]);
    });
  }
}

Deno.test("what others undid on the base branch is proposed again", async () => {
  const registry = registryOf("db");
  const world = await CollectorWorld.create({ registry });
  world.post("team/db", READY);
  await world.pass();
  world.github.mergePull({ number: 1, method: "squash", deleteBranch: true });
  await world.pass();
  world.github.commitFile({ path: REGISTRY_PATH, content: registry });
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(world.registry(world.branch), /lastCheckedAt: "2026-03-01T08:00:00Z"/);
});

Deno.test("a restarted server neither withdraws nor flaps", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  world.post("team/web", BROKEN, { cluster: "prod" });
  await world.pass();
  const body = world.openPulls()[0]?.body;
  world.restart();
  world.github.clearCalls();
  assert.equal((await world.pass()).outcome, "up-to-date");
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "up-to-date");
  world.post("team/web", BROKEN, { cluster: "prod" });
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.deepEqual(world.writes(), []);
  assert.equal(world.openPulls()[0]?.body, body);
});

Deno.test("after a restart one early cluster does not look like the only one", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY, { cluster: "lab" });
  world.post("team/other", READY, { cluster: "prod" });
  await world.pass();
  world.restart();
  world.post("team/db", BROKEN, { cluster: "prod" });
  await world.pass();
  assert.match(world.registry(world.branch), /Ready: True, Synced: True/);
  world.post("team/db", READY, { cluster: "lab" });
  const result = await world.pass();
  assert.equal(result.ambiguousEntries.count, 1);

  world.restart();
  world.post("team/db", BROKEN, { cluster: "prod" });
  await world.pass();
  world.clock.advance(900_000);
  await world.pass();
  assert.match(world.registry(world.branch), /volume is lost/);
});

Deno.test("a commit of somebody else on our branch is left alone", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  world.github.commitFile({ branch: world.branch, path: "README.md", content: "mine\n" });
  world.post("team/db", BROKEN);
  world.github.clearCalls();
  assert.equal((await world.pass()).outcome, "waiting");
  assert.deepEqual(world.writes(), ["POST /repos/acme/inventory/issues/1/comments"]);
});

Deno.test("manifests join entries whose name is not the object's", async () => {
  const registry = registryOf("developer-martin").replace(
    "    status: active",
    '    repository: acme/inventory\n    path: "claims/developer-martin.yaml"\n    status: active',
  ).replace("volumeclaim", "harvestervm");
  const manifest = "kind: HarvesterVM\nmetadata:\n  name: martin\n  namespace: team\n";
  const world = await CollectorWorld.create({
    registry,
    files: { "claims/developer-martin.yaml": manifest },
  });
  world.post("team/martin", READY, { type: { group: "vm.example.org", kind: "HarvesterVM" } });
  await world.pass();
  assert.match(world.registry(world.branch), /statusMessage: "Ready: True, Synced: True"/);
  world.github.clearCalls();
  world.post("team/martin", BROKEN, { type: { group: "vm.example.org", kind: "HarvesterVM" } });
  await world.pass();
  const manifestBlobs = world.github.calls.filter(({ method, path }) =>
    method === "GET" && path.includes("/git/blobs/")
  );
  assert.equal(manifestBlobs.length, 0, "our own file and the manifest are known");
});

Deno.test("the registry's own status word is written only when asked for", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db"), writesStatus: true });
  world.post("team/db", "Ready: False, Synced: False (ReconcileError) - no quota");
  await world.pass();
  assert.match(world.registry(world.branch), /^ {4}status: error$/m);
});

Deno.test("a file above 1 MB is edited as it is", async () => {
  const names = Array.from({ length: 9_000 }, (_, index) => `claim-${index}`);
  const registry = registryOf(...names);
  assert.ok(registry.length > 1_500_000);
  const world = await CollectorWorld.create({ registry });
  world.post("team/claim-8999", READY);
  await world.pass();
  const lines = registry.split("\n");
  const changed = world.registry(world.branch).split("\n");
  assert.equal(changed.length, lines.length + 2);
  const own = changed.filter((line) => /statusMessage|lastCheckedAt/.test(line));
  assert.equal(own.length, 2);
  assert.deepEqual(changed.filter((line) => !own.includes(line)), lines);
});

Deno.test("somebody's commit between our look and our push is not overwritten", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  world.post("team/db", BROKEN);
  let theirs: string | undefined;
  world.github.onCall(({ method, path }, phase) => {
    if (theirs !== undefined || phase !== "after" || method !== "POST") return;
    if (!path.endsWith("/git/commits")) return;
    theirs = world.github.commitFile({
      branch: world.branch,
      path: "README.md",
      content: "mine\n",
    });
  });
  assert.equal((await world.pass()).outcome, "waiting");
  assert.equal(world.github.head(world.branch), theirs);
});

Deno.test("a commit of ours that somebody has amended is theirs", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  const [ours] = world.github.log(world.branch);
  const theirs = world.github.pushCommit({
    branch: world.branch,
    parents: ours?.parents ?? [],
    files: { [REGISTRY_PATH]: world.registry(world.branch).replace("infra", "data") },
    message: ours?.message ?? "",
    force: true,
  });
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "waiting");
  assert.equal(world.github.head(world.branch), theirs);
});

Deno.test("a part of the proposal that somebody wrote to the base branch is no longer proposed", async () => {
  const registry = registryOf("db", "web");
  const world = await CollectorWorld.create({ registry });
  world.post("team/db", READY);
  await world.pass();
  const half = world.registry(world.branch);
  world.post("team/web", BROKEN);
  await world.pass();
  const base = world.github.commitFile({ path: REGISTRY_PATH, content: half });
  world.github.overrideMergeability(1, { mergeable: true, state: "clean" });
  const result = await world.pass();
  assert.deepEqual([result.outcome, result.changeCount], ["proposed", 1]);
  assert.deepEqual(world.github.log(world.branch)[0]?.parents, [base]);
});

Deno.test("a merge that is undone before the next pass is proposed again", async () => {
  const registry = registryOf("db");
  const world = await CollectorWorld.create({ registry });
  world.post("team/db", READY);
  await world.pass();
  world.github.mergePull({ number: 1, method: "merge", deleteBranch: false });
  world.github.commitFile({ path: REGISTRY_PATH, content: registry });
  assert.equal((await world.pass()).outcome, "proposed");
  assert.deepEqual(world.openPulls().map(({ number }) => number), [2]);
});

Deno.test("a pull request that a person has sent to another branch is theirs", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  world.github.createBranch({ branch: "dev" });
  const { url, close } = await world.github.listen();
  const response = await fetch(`${url}/repos/acme/inventory/pulls/1`, {
    method: "PATCH",
    headers: { authorization: `token ${defaultToken}`, "content-type": "application/json" },
    body: JSON.stringify({ base: "dev" }),
  });
  assert.equal(response.status, 200, await response.text());
  await close();
  world.post("team/db", BROKEN);
  world.github.clearCalls();
  const result = await world.pass();
  assert.equal(result.outcome, "waiting");
  assert.equal(
    result.message,
    'Pull request #1 goes from our branch to "dev", so it is left alone',
  );
  assert.deepEqual(world.writes(), []);
});

Deno.test("what others add behind our text stays, and does not open the gate", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY, { cluster: "a" });
  world.post("team/db", BROKEN, { cluster: "b" });
  world.post("team/web", READY, { cluster: "b" });
  await world.pass();
  const added = `${world.openPulls()[0]?.body}\n\n## Summary by a bot\n`;
  const { url, close } = await world.github.listen();
  const response = await fetch(`${url}/repos/acme/inventory/pulls/1`, {
    method: "PATCH",
    headers: { authorization: `token ${defaultToken}`, "content-type": "application/json" },
    body: JSON.stringify({ body: added }),
  });
  await response.body?.cancel();
  await close();
  assert.equal((await world.pass()).outcome, "up-to-date");
  world.restart();
  world.post("team/db", READY, { cluster: "a" });
  world.github.clearCalls();
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.deepEqual(world.writes(), []);
  assert.equal(world.openPulls()[0]?.body, added);
});

Deno.test("a manifest that is far too large is passed over", async () => {
  const registry = registryOf("db").replace("    status:", "    path: big.yaml\n    status:");
  const files = { "big.yaml": "x".repeat(2_000_000) };
  const world = await CollectorWorld.create({ registry, files });
  world.post("team/other", READY);
  assert.equal((await world.pass()).outcome, "up-to-date");
  const blobs = world.github.calls.filter(({ path }) => path.includes("/git/blobs/"));
  assert.equal(blobs.length, 1, "only the registry itself is read");
});

Deno.test("the branch of a pull request that a person has closed can be reopened, restart or not", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db") });
  world.post("team/db", READY);
  await world.pass();
  const head = world.github.head(world.branch);
  world.github.closePull(1);
  assert.equal((await world.pass()).outcome, "held");
  world.restart();
  assert.equal((await world.pass()).outcome, "up-to-date");
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "held");
  assert.equal(world.github.head(world.branch), head);
  world.github.reopenPull(1);
  assert.equal((await world.pass()).outcome, "up-to-date");
  assert.deepEqual(world.openPulls().map(({ number }) => number), [1]);
});

Deno.test("a pass tells since when its oldest change and its pull request are there", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  assert.equal((await world.pass()).oldestChangeAt, null);
  const start = world.clock.now();
  world.post("team/db", READY);
  world.clock.advance(60_000);
  world.post("team/web", READY);
  const opened = await world.pass();
  assert.equal(opened.oldestChangeAt, start);
  const createdAt = start + 120_000;
  assert.equal(opened.pullRequest?.createdAt, createdAt);
  world.restart();
  world.clock.advance(3_600_000);
  const kept = await world.pass();
  assert.deepEqual([kept.oldestChangeAt, kept.pullRequest?.createdAt], [start, createdAt]);
  world.github.mergePull({ number: 1, method: "squash" });
  const merged = await world.pass();
  assert.deepEqual([merged.oldestChangeAt, merged.pullRequest], [null, null]);
});
