import assert from "node:assert/strict";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";

const READY = "Ready: True, Synced: True";

Deno.test("a base without the merge of our pull request ends the pass, for two minutes", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  await world.pass();
  const before = world.github.head("main");
  world.github.mergePull({ number: 1, method: "squash", deleteBranch: true });
  world.post("team/web", READY);
  const old = { object: { sha: before, type: "commit" } };
  const isBase = ({ path }: { path: string }) => path.endsWith("/git/ref/heads/main");
  world.github.fault({
    when: "before",
    match: isBase,
    times: 2,
    answer: { status: 200, body: old },
  });
  world.github.clearCalls();
  const result = await world.pass();
  assert.equal(result.outcome, "waiting");
  assert.match(result.message, /without the merge of pull request #1/);
  assert.deepEqual(world.writes(), []);
  world.clock.advance(120_000);
  assert.equal((await world.pass()).outcome, "proposed");
});

Deno.test("somebody's commit on top of the merge is no old base", async () => {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  await world.pass();
  world.github.mergePull({ number: 1, method: "squash", deleteBranch: true });
  world.github.commitFile({ path: "README.md", content: "# New\n" });
  world.post("team/web", READY);
  assert.equal((await world.pass()).outcome, "proposed");
});
