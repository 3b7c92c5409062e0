import assert from "node:assert/strict";
import { brokenClaim, claim } from "./claim_builder.ts";
import { FAILURES } from "./collector_double.ts";
import { InformerWorld } from "./informer_world.ts";

/** What was logged at `debug`, without what is not there. */
function readTrail({ logger }: InformerWorld): readonly unknown[] {
  return logger.records.filter(({ level }) => level === "debug").map(({ message, fields }) => {
    const { durationMs, ...rest } = fields;
    assert.equal(typeof durationMs, "number");
    return JSON.parse(JSON.stringify({ message, ...rest }));
  });
}

Deno.test("each batch is a line at debug that says what it held and what became of it", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  const sync = { syncOf: "volumes", syncPart: 1, isSyncEnd: true };
  const taken = { message: "Batch sent", outcome: "delivered", rejected: 0 };
  assert.deepEqual(readTrail(world), [
    { ...taken, sequence: 1, upserts: 2, deletions: 0, ...sync },
  ]);
  world.collector.onBatch = () => FAILURES.busy;
  world.volumes.apply(brokenClaim("one", "no room on disk"));
  world.volumes.remove(claim("two"));
  await world.pass(200);
  const { kind: outcome, message: why } = FAILURES.busy;
  assert.deepEqual(readTrail(world).at(-1), {
    message: "Batch sent",
    sequence: 2,
    upserts: 1,
    deletions: 1,
    outcome,
    why,
  });
  assert.doesNotMatch(JSON.stringify(world.logger.records), /no room|"one"|"two"/);
  await world.stop();
});

Deno.test("what a collector says of content is not repeated at debug", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  const { kind: outcome, status } = FAILURES.bad;
  world.collector.onBatch = () => ({ ...FAILURES.bad, message: "It got a secret" });
  world.volumes.apply(brokenClaim("one", "quota"));
  await world.pass(200);
  const refused = readTrail(world).filter((line) => JSON.stringify(line).includes(outcome));
  assert.ok(refused.length > 0);
  assert.ok(refused.every((line) => JSON.stringify(line).includes(`"status":${status}`)));
  assert.doesNotMatch(JSON.stringify(readTrail(world)), /secret/);
  await world.stop();
});
