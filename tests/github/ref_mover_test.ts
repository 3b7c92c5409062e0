import assert from "node:assert/strict";
import { ConflictError } from "../../src/errors.ts";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";

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
