/** The whole informer against a real API server to which things happen. */
import assert from "node:assert/strict";
import { COALESCE_MS } from "../../../src/informer/batch_courier.ts";
import { shareInformerServer } from "./shared_world.ts";

const NAMES = ["a", "b", "c", "d"];
const testInformer = shareInformerServer(NAMES);

testInformer("what happens to claims reaches the collector", async (world) => {
  await world.claims.say("a");
  await world.claims.say("b", "no room");
  await world.claims.remove("c");
  await world.claims.create("e");
  await world.untilEqual();
  assert.equal(world.collector.living.get("default/a")?.phase, "Ready");
  assert.equal(world.collector.living.get("default/c"), undefined);
  await world.untilHealthy();
});

testInformer("a claim that is made anew is another one, though it says the same", async (world) => {
  await world.claims.say("a");
  await world.untilEqual();
  const [before, since] = [
    world.collector.living.get("default/a"),
    world.collector.find("default/a")?.observedAt ?? Infinity,
  ];
  await world.claims.remove("a");
  await world.claims.create("a");
  await world.claims.say("a");
  await world.untilEqual();
  const after = world.collector.living.get("default/a");
  assert.equal(after?.statusMessage, before?.statusMessage);
  assert.notEqual(after?.uid, before?.uid);
  assert.ok((world.collector.find("default/a")?.observedAt ?? 0) > since);
});

testInformer("an API server that is killed and started again is found", async (world, server) => {
  await server.kill();
  await world.until(() => world.reasons.includes("api-server-unreachable"));
  await server.start();
  world.retryNow();
  await world.claims.remove("a");
  await world.claims.say("b", "after the start");
  await world.untilEqual();
});

testInformer("what happened while nobody looked is told, deletions included", async (world) => {
  await world.whileAway(async () => {
    await world.claims.remove("a");
    await world.claims.remove("b");
    await world.claims.create("b", "e");
    await world.claims.say("c", "changed");
  });
  await world.untilEqual();
});

testInformer(
  "what happened in a history that is forgotten is found by comparing",
  async (world, server) => {
    await world.whileAway(async () => {
      await world.claims.remove("a");
      await world.claims.remove("b");
      await world.claims.create("b", "e");
      await world.claims.say("c", "changed");
      await server.kill();
      await server.compact();
      await server.start();
    });
    await world.untilEqual();
    await world.claims.say("d", "and it goes on");
    await world.untilEqual();
  },
);

testInformer("a cluster that is restored from a backup is told as it is", async (world, server) => {
  await world.claims.say("a", "before the backup");
  await server.backUp();
  world.retryNow();
  await world.claims.say("a", "after the backup");
  await world.claims.remove("b");
  await world.claims.create("undone");
  // The watch must be ahead of what the restored cluster counts.
  for (let turn = 0; turn < 20; turn++) await world.claims.say("c", `turn ${turn}`);
  await world.untilEqual();
  await server.kill();
  await server.restore();
  await server.start();
  await world.claims.say("d", "after the restore");
  world.retryNow();
  await world.untilEqual();
  assert.match(world.collector.find("default/a")?.message ?? "", /before the backup/);
  await world.untilHealthy();
});

testInformer(
  "an API server that freezes is noticed, said, and used again",
  async (world, server) => {
    server.freeze();
    try {
      world.clock.jump(90_000);
      await world.until(() => world.reasons.includes("api-server-unreachable"));
    } finally {
      server.thaw();
    }
    await world.claims.remove("a");
    await world.claims.say("b", "after the frost");
    world.retryNow();
    await world.untilEqual();
    await world.untilHealthy();
  },
);

testInformer(
  "a definition that is removed takes its claims along, and they are new when it is back",
  async (world) => {
    await world.builder.undefine(world.claims.resource);
    world.retryNow();
    await world.until(() => world.reasons.includes("kind-unserved"));
    await world.builder.define(world.claims.definition);
    await world.claims.create("b", "new");
    world.retryNow();
    await world.untilEqual();
    await world.untilHealthy();
  },
);

testInformer(
  "a token that is revoked is said, and its successor is used",
  async (world, server) => {
    await world.builder.removeAccount(world.account);
    await world.builder.addAccount(world.account);
    // A running watch lives on; the next one is asked who it is.
    await server.kill();
    await server.start();
    world.retryNow();
    await world.claims.remove("a");
    await world.until(() => world.reasons.includes("access-refused"));
    world.access.renew(await world.builder.createToken(world.account));
    world.retryNow();
    await world.untilEqual();
    await world.untilHealthy();
  },
);

testInformer(
  "a right that is taken away is named, and used again when it is back",
  async (world, server) => {
    const { resource } = world.claims;
    const holder = { account: world.account };
    await world.builder.revoke(resource, holder);
    await server.kill();
    await server.start();
    world.retryNow();
    await world.claims.say("a", "unseen");
    await world.retryUntil(() => world.reasons.includes("access-refused"));
    const { reasons } = world.informer.describe();
    const { message = "" } = reasons.find(({ code }) => code === "access-refused") ?? {};
    assert.match(
      message,
      new RegExp(`volumeclaims.*${world.account}|${world.account}.*volumeclaims`),
    );
    await world.builder.grant(resource, holder);
    world.retryNow();
    await world.untilEqual();
    await world.untilHealthy();
  },
);

testInformer("a claim that flaps costs no more requests than time allows", async (world) => {
  const [startedAt, before] = [performance.now(), world.collector.batches.length];
  for (let flip = 0; flip < 150; flip++) {
    await world.claims.say("a", flip % 2 === 0 ? "down" : undefined);
  }
  await world.untilEqual();
  const elapsedMs = performance.now() - startedAt;
  const batchCount = world.collector.batches.length - before;
  // One for each time that changes are gathered, a heartbeat, and the one under way.
  assert.ok(batchCount <= elapsedMs / COALESCE_MS + 2, `${batchCount} in ${elapsedMs} ms`);
});
