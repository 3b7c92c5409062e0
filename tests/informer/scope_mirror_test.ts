import assert from "node:assert/strict";
import { brokenClaim, brokenText, claim, GROUP, HEALTHY } from "./claim_builder.ts";
import { FAILURES } from "./collector_double.ts";
import { InformerWorld } from "./informer_world.ts";

Deno.test("what a list does not show by its end does not exist any more", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two"), claim("three")]);
  world.volumes.fail("expired");
  world.volumes.show({ type: "listing" });
  world.volumes.apply(claim("one"));
  await world.pass(1_000);
  assert.equal(world.row("two")?.phase, "Ready", "the list goes on");
  world.volumes.apply(claim("four"));
  world.volumes.show({ type: "listed" });
  await world.pass(1_000);
  const phases = ["one", "two", "three", "four"].map((name) => world.row(name)?.phase);
  assert.deepEqual(phases, ["Ready", "Gone", "Gone", "Ready"]);
  const deletions = world.collector.batches.flatMap(({ deletions }) => deletions);
  assert.deepEqual(deletions.map(({ claimRef, uid }) => [claimRef, uid]), [
    ["two", "uid of two"],
    ["three", "uid of three"],
  ]);
  assert.equal(world.informer.describe().counts.claims, 2);
  await world.stop();
});

Deno.test("a list that breaks takes nothing away", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  world.volumes.show({ type: "listing" });
  world.volumes.apply(brokenClaim("one", "quota"));
  world.volumes.fail("unavailable");
  world.volumes.list(claim("one"), claim("two"));
  await world.pass(1_000);
  assert.equal(world.row("two")?.phase, "Ready");
  assert.ok(world.collector.batches.every(({ deletions }) => deletions.length === 0));
  await world.stop();
});

Deno.test("a claim that is being deleted says so, and is gone in the end", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.volumes.apply(claim("one", { isDeleting: true }));
  await world.pass(1_000);
  assert.equal(world.row("one")?.phase, "Deleting");
  world.volumes.remove(claim("one", { isDeleting: true }));
  await world.pass(1_000);
  assert.equal(world.row("one")?.phase, "Gone");
  await world.stop();
});

Deno.test("what is no object is passed over", async () => {
  const world = await InformerWorld.start();
  world.volumes.list(null, 7, {}, { metadata: {} }, claim("one"));
  world.volumes.remove(null, {}, claim("never-seen"));
  await world.pass(1_000);
  assert.deepEqual([...world.collector.model.rows.keys()], [`Volume.${GROUP} one`]);
  await world.stop();
});

Deno.test("a first list is told by its synchronisation, not twice", async () => {
  const world = await InformerWorld.start();
  world.volumes.show({ type: "listing" });
  for (let count = 0; count < 9; count += 1) {
    world.volumes.apply(...Array.from({ length: 500 }, (_, i) => claim(`claim-${count}-${i}`)));
    await world.pass(1_000);
  }
  world.volumes.remove(claim("claim-0-0"));
  world.volumes.show({ type: "listed" });
  await world.pass(200);
  assert.equal(world.collector.batches.length, 10);
  assert.equal(world.collector.batches.flatMap(({ upserts }) => upserts).length, 4_499);
  assert.ok(world.collector.model.synchronised.has("volumes"));
  assert.equal(world.informer.describe().counts.pending, 0);
  await world.stop();
});

Deno.test("a first list that does not end is told all the same", async () => {
  const world = await InformerWorld.start();
  world.volumes.show({ type: "listing" });
  world.volumes.apply(claim("one"));
  world.volumes.fail("unavailable");
  world.volumes.show({ type: "listing" });
  await world.pass(11_000);
  assert.equal(world.row("one")?.statusMessage, HEALTHY);
  assert.deepEqual(world.reasons, ["api-server-unreachable", "not-synchronised"]);
  await world.stop();
});

Deno.test("claims that come and go while the collector is away do not fill the memory", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  world.collector.onBatch = () => FAILURES.busy;
  world.volumes.remove(claim("two"));
  for (let count = 0; count < 10_000; count += 1) {
    world.volumes.apply(claim(`job-${count}`));
    world.volumes.remove(claim(`job-${count}`));
    if (count % 100 === 0) await world.pass(50);
    assert.ok(world.informer.describe().counts.pending <= 1_100);
  }
  world.collector.recover();
  await world.pass(6_000);
  assert.deepEqual(Object.keys(world.collector.model.living), [`Volume.${GROUP} one`]);
  assert.equal(world.row("two")?.phase, "Gone");
  assert.equal(world.informer.describe().counts.pending, 0);
  await world.stop();
});

Deno.test("a deletion that was given up on its way does not come back", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  const cut = Promise.withResolvers<void>();
  world.collector.onBatch = async () => {
    await cut.promise;
    return FAILURES.lost;
  };
  world.volumes.remove(claim("one"));
  await world.pass(200);
  for (let count = 0; count < 1_100; count += 1) {
    world.volumes.apply(claim(`job-${count}`));
    world.volumes.remove(claim(`job-${count}`));
  }
  world.volumes.apply(claim("one", { uid: "another" }));
  await world.settle();
  cut.resolve();
  world.collector.recover();
  await world.pass(2_000);
  const deletions = world.collector.batches.slice(1).flatMap(({ deletions }) => deletions);
  assert.deepEqual(deletions.filter(({ claimRef }) => claimRef === "one"), []);
  assert.equal(world.row("one")?.uid, "another");
  await world.stop();
});

Deno.test("a resource that comes back with another kind has other claims", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  world.volumes.fail("unserved");
  const names = { resource: "volumes", kind: "BlockVolume", isNamespaced: true };
  world.volumes.show({ type: "resolved", ...names });
  world.volumes.list(claim("one"));
  await world.pass(1_000);
  assert.equal(world.row("one")?.phase, "Gone");
  assert.equal(world.row("two")?.phase, "Gone");
  assert.deepEqual(world.collector.model.living, { [`BlockVolume.${GROUP} one`]: HEALTHY });
  assert.deepEqual(world.collector.batches.at(-1)?.scopes?.map(({ kind }) => kind), [
    "BlockVolume",
  ]);
  assert.deepEqual(world.reasons, []);
  await world.stop();
});

Deno.test("claims of one name and different kinds are two claims", async () => {
  const world = await InformerWorld.start({ resources: ["volumes", "buckets"] });
  world.volumes.list(claim("team/one"));
  world.watcher.find("buckets").list(brokenClaim("team/one", "quota"));
  await world.pass(1_000);
  assert.deepEqual(world.collector.model.living, {
    [`Volume.${GROUP} team/one`]: HEALTHY,
    [`Bucket.${GROUP} team/one`]: brokenText("quota"),
  });
  await world.stop();
});

Deno.test("what happens before a resource is known is passed over", async () => {
  const world = InformerWorld.create();
  await world.run();
  world.volumes.list(claim("one"));
  await world.pass(1_000);
  assert.equal(world.collector.batches.length, 0);
  await world.stop();
});

Deno.test("trouble with a watch is said when it begins and when it ends", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  for (let count = 0; count < 3; count += 1) world.volumes.fail("unavailable");
  await world.settle();
  world.volumes.show({ type: "contact" });
  await world.settle();
  assert.deepEqual(world.logged("warn"), ["Cannot watch claims: It is unavailable"]);
  assert.equal(
    world.logged("info").filter((text) => text === "Claims are watched again").length,
    1,
  );
  await world.stop();
});

Deno.test("a busy API server is said after two minutes, and not before", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.bookmarks = "off";
  const problem = { kind: "unavailable", status: 429, message: "Not now" } as const;
  const fail = () => world.volumes.show({ type: "trouble", problem });
  for (let passedMs = 0; passedMs < 120_000; passedMs += 20_000) {
    fail();
    await world.pass(20_000);
    assert.deepEqual(world.reasons.filter((code) => code !== "api-server-silent"), []);
  }
  assert.deepEqual(world.logged("warn"), []);
  fail();
  await world.settle();
  assert.deepEqual(world.logged("warn"), ["Cannot watch claims: Not now"]);
  assert.ok(world.reasons.includes("api-server-unreachable"));
  world.volumes.show({ type: "contact" });
  await world.settle();
  assert.ok(!world.reasons.includes("api-server-unreachable"));
  await world.stop();
});

Deno.test("a missing right is in the log at once, and in readiness after 30 seconds", async () => {
  const world = await InformerWorld.start();
  world.bookmarks = "off";
  const refuse = () => {
    world.volumes.show({ type: "listing" });
    world.volumes.fail("refused");
  };
  refuse();
  await world.settle();
  assert.deepEqual(world.logged("warn"), ["Cannot watch claims: It is refused"]);
  await world.pass(1_000);
  refuse();
  await world.pass(28_000);
  assert.deepEqual(world.reasons, ["not-synchronised"]);
  // Nothing need happen at that very time.
  await world.pass(2_000);
  assert.deepEqual(world.reasons, ["access-refused", "not-synchronised"]);
  refuse();
  await world.pass(300_000);
  assert.deepEqual(world.logged("warn"), ["Cannot watch claims: It is refused"], "once");
  world.volumes.list(claim("one"));
  await world.pass(1_000);
  assert.deepEqual(world.reasons, []);
  assert.equal(world.logged("info")[0], "Claims are watched again");
  refuse();
  await world.settle();
  assert.equal(world.logged("warn").length, 2, "the next outage is another one");
  await world.stop();
});

Deno.test("a right that comes a moment late is no reason, though the log has it", async () => {
  const world = await InformerWorld.start();
  for (let count = 0; count < 3; count += 1) {
    world.volumes.fail("refused");
    await world.pass(20_000);
    assert.ok(!world.reasons.includes("access-refused"));
    world.volumes.list(claim("one"));
    await world.pass(20_000);
    assert.deepEqual(world.reasons, []);
  }
  await world.stop();
});

Deno.test("refusals of an API server that is busy first do not add up with that", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.bookmarks = "off";
  const problem = { kind: "unavailable", status: 429, message: "Not now" } as const;
  world.volumes.show({ type: "trouble", problem });
  await world.pass(40_000);
  world.volumes.fail("refused");
  await world.settle();
  assert.deepEqual(world.reasons, []);
  world.volumes.show({ type: "trouble", problem });
  await world.pass(40_000);
  assert.deepEqual(world.reasons, []);
  assert.deepEqual(world.logged("warn"), ["Cannot watch claims: It is refused"]);
  await world.stop();
});

Deno.test("a missing right that was named stays so until the API server shows something", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.bookmarks = "off";
  world.volumes.fail("refused");
  await world.pass(31_000);
  const problem = { kind: "unavailable", status: 429, message: "Not now" } as const;
  world.volumes.show({ type: "trouble", problem });
  await world.settle();
  assert.deepEqual(world.reasons, ["access-refused"]);
  world.volumes.show({ type: "contact" });
  await world.settle();
  assert.deepEqual(world.reasons, []);
  await world.stop();
});

Deno.test("an API server that refuses while it starts again is said to be gone, not to refuse", async () => {
  const world = await InformerWorld.startWith([claim("one")]);
  world.volumes.fail("unavailable");
  world.volumes.fail("refused");
  await world.settle();
  assert.deepEqual(world.reasons, ["api-server-unreachable"]);
  assert.deepEqual(world.logged("warn"), ["Cannot watch claims: It is unavailable"]);
  await world.stop();
});

Deno.test("a resource that comes back with another scope is another scope", async () => {
  const world = await InformerWorld.startWith([claim("a/db")], { namespace: "a" });
  const names = { type: "resolved", resource: "volumes", kind: "Volume" } as const;
  const scopes = () => world.collector.batches.at(-1)?.scopes?.map(({ namespace }) => namespace);
  world.volumes.fail("unserved");
  world.volumes.show({ ...names, isNamespaced: false });
  world.volumes.list(claim("db"));
  await world.pass(2_000);
  assert.deepEqual(scopes(), [undefined]);
  assert.deepEqual([world.row("a/db")?.phase, world.row("db")?.phase], ["Gone", "Ready"]);
  world.volumes.fail("unserved");
  world.volumes.show({ ...names, isNamespaced: true });
  world.volumes.list(claim("a/db"));
  await world.pass(2_000);
  assert.deepEqual(scopes(), ["a"]);
  assert.deepEqual([world.row("a/db")?.phase, world.row("db")?.phase], ["Ready", "Gone"]);
  await world.stop();
});

Deno.test("a list that breaks again and again is no contact, however much of it comes", async () => {
  const world = await InformerWorld.startWith([claim("one"), claim("two")]);
  world.bookmarks = "off";
  world.volumes.fail("expired");
  for (let attempt = 0; attempt < 14; attempt++) {
    world.volumes.show({ type: "contact" }, { type: "listing" });
    world.volumes.apply(claim("one"));
    world.volumes.fail("unavailable");
    await world.pass(10_000);
  }
  assert.ok(world.reasons.includes("api-server-silent"));
  assert.equal(world.collector.batches.at(-1)?.silent?.length, 1);
  world.volumes.list(claim("one"));
  await world.pass(16_000);
  assert.deepEqual(world.reasons, []);
  assert.equal(world.row("two")?.phase, "Gone");
  await world.stop();
});
