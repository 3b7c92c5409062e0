/** What the informer promises of its way to the collector, with claims of a real API server. */
import assert from "node:assert/strict";
import { toRealPath } from "../../testing/kubernetes/real_api_client.ts";
import type { RealInformerWorld } from "./real_informer_world.ts";
import type { Gate, ReceivedBatch } from "./served_collector.ts";
import { shareInformerServer } from "./shared_world.ts";

const NAMES = ["a", "b", "c", "d"];
const testDelivery = shareInformerServer(NAMES);
const HEARTBEAT_MS = 15_000;
const REFUSED_WAIT_MS = 60_000;
/** What many ingresses let through. */
const INGRESS_BYTES_MAX = 1_048_576;

const TROUBLES: readonly { readonly what: string; readonly gate: Gate }[] = [
  { what: "answers 500", gate: () => new Response("no", { status: 500 }) },
  { what: "answers 503", gate: () => new Response("no", { status: 503 }) },
  {
    what: "asks for time",
    gate: () => new Response("no", { status: 429, headers: { "retry-after": "20" } }),
  },
  { what: "answers with a page", gate: () => new Response("<html>", { status: 200 }) },
  { what: "never answers", gate: waitForEnd },
];

for (const { what, gate } of TROUBLES) {
  testDelivery(`what happens while the collector ${what} arrives in the end`, async (world) => {
    await world.untilHealthy();
    world.collector.gate = gate;
    await changeALot(world);
    await world.retryUntil(() => world.reasons.includes("collector-unreachable"));
    world.collector.gate = () => null;
    await world.retryUntil(() => world.reasons.length === 0);
    await world.untilEqual();
  });
}

testDelivery("what happens while no collector listens arrives in the end", async (world) => {
  await world.collector.goDown();
  await changeALot(world);
  await world.retryUntil(() => world.reasons.includes("collector-unreachable"));
  world.collector.comeUp();
  world.retryNow();
  await world.untilEqual();
  await world.untilHealthy();
});

testDelivery("an answer that is lost costs nothing", async (world) => {
  let lostCount = 0;
  world.collector.gate = ({ upserts }) => {
    if (upserts.length === 0 || lostCount > 0) return null;
    lostCount += 1;
    return new Response("the answer is lost", { status: 502 });
  };
  await changeALot(world);
  await world.retryUntil(() => lostCount === 1 && world.reasons.length === 0);
  await world.untilEqual();
});

testDelivery("a claim that changes while the collector is away is sent once", async (world) => {
  await world.untilHealthy();
  world.collector.gate = () => new Response("no", { status: 503 });
  for (let turn = 0; turn < 10; turn++) await world.claims.say("a", `turn ${turn}`);
  await world.retryUntil(() => world.reasons.includes("collector-unreachable"));
  world.collector.gate = () => null;
  const before = world.collector.batches.length;
  world.retryNow();
  await world.untilEqual();
  assert.match(world.collector.find("default/a")?.message ?? "", /turn 9/);
  const sent = world.collector.batches.slice(before).flatMap(({ upserts }) => upserts);
  assert.deepEqual(sent.map(toClaimRef), ["default/a"]);
});

testDelivery(
  "many claims go in batches, one at a time, that every ingress takes",
  async (world) => {
    const names = Array.from({ length: 1_200 }, (_, index) => `many-${index}`);
    await world.collector.goDown();
    await world.claims.create(...names);
    world.collector.comeUp();
    const before = world.collector.batches.length;
    world.retryNow();
    await world.untilEqual();
    const batches = world.collector.batches.slice(before).filter(({ upserts }) =>
      upserts.length > 0
    );
    assert.ok(batches.length >= 3 && batches.length < 20, `${batches.length} batches`);
    assert.ok(batches.every(({ upserts }) => upserts.length <= 500));
    assert.ok(world.collector.batches.every(({ byteCount }) => byteCount < INGRESS_BYTES_MAX));
    assert.equal(world.collector.parallelCountMax, 1);
  },
);

testDelivery("a collector that starts anew is whole again after a heartbeat", async (world) => {
  await world.untilHealthy();
  await world.collector.restart();
  assert.equal(world.collector.living.size, 0);
  world.clock.jump(HEARTBEAT_MS);
  await world.untilEqual();
});

testDelivery(
  "a collector that has forgotten the cluster is told everything again",
  async (world) => {
    await world.untilHealthy();
    world.collector.forgetCluster();
    world.clock.jump(HEARTBEAT_MS);
    await world.untilEqual();
  },
);

testDelivery("everything is told again each hour", async (world) => {
  await world.untilHealthy();
  const before = world.collector.batches.length;
  world.clock.jump(3_600_000);
  await world.until(() =>
    world.collector.batches.slice(before).some(({ sync, upserts }) =>
      sync?.last === true && upserts.length === NAMES.length
    )
  );
});

testDelivery("nothing is told of what changes no status", async (world) => {
  await world.untilHealthy();
  await world.claims.say("a");
  await world.untilEqual();
  const before = world.collector.batches.length;
  const path = toRealPath(world.claims.resource, { namespace: "default", name: "a" });
  const { client } = world.claims;
  await client.ask("PATCH", path, { metadata: { labels: { team: "blue" } }, spec: { size: 7 } });
  await client.ask("PATCH", path, { metadata: { annotations: { seen: "yes" } } });
  await world.claims.say("b", "news");
  await world.until(() => told(world, before).length > 0);
  assert.deepEqual(told(world, before), ["default/b"]);
});

testDelivery("silence is broken by a heartbeat", async (world) => {
  await world.untilHealthy();
  const before = world.collector.batches.length;
  world.clock.jump(HEARTBEAT_MS);
  await world.until(() => world.collector.batches.length > before);
  const [heartbeat] = world.collector.batches.slice(before);
  assert.deepEqual([heartbeat?.upserts, heartbeat?.deletions], [[], []]);
});

testDelivery("a claim that is being deleted says so, and is gone afterwards", async (world) => {
  const path = toRealPath(world.claims.resource, { namespace: "default", name: "a" });
  const { client } = world.claims;
  await client.ask("PATCH", path, { metadata: { finalizers: ["example.org/wait"] } });
  await world.claims.remove("a");
  await world.until(() => world.collector.find("default/a")?.phase === "Deleting");
  await client.ask("PATCH", path, { metadata: { finalizers: null } });
  await world.until(() => world.collector.find("default/a")?.phase === "Gone");
  assert.equal(world.collector.find("default/a")?.message, "Gone");
});

for (const status of [401, 403, 404, 409]) {
  testDelivery(`a collector that answers ${status} is asked each minute`, async (world) => {
    await world.untilHealthy();
    world.collector.gate = () => new Response("no", { status });
    world.collector.postGate = () => new Response("no", { status });
    await changeALot(world);
    await world.until(() => world.reasons.includes("collector-refused"));
    const before = world.collector.batches.length;
    world.clock.jump(REFUSED_WAIT_MS / 2);
    await world.claims.say("d", "one more");
    assert.equal(world.collector.batches.length, before);
    world.collector.gate = () => null;
    world.collector.postGate = () => null;
    world.clock.jump(REFUSED_WAIT_MS);
    await world.untilEqual();
    await world.untilHealthy();
  });
}

testDelivery(
  "an older collector is told claim by claim until there is a newer one",
  async (world) => {
    await world.untilHealthy();
    world.collector.gate = () => new Response("no", { status: 404 });
    await changeALot(world);
    await world.until(() =>
      world.reasons.includes("old-collector") &&
      world.collector.find("default/a")?.phase === "Ready" &&
      world.collector.find("default/b")?.message.includes("no room") === true &&
      world.collector.find("default/c")?.message === "Gone" &&
      world.collector.find("default/e") !== undefined
    );
    world.collector.gate = () => null;
    await world.retryUntil(() => world.reasons.length === 0);
    await world.untilEqual();
  },
);

for (const status of [400, 413]) {
  testDelivery(`of what is refused with ${status} the culprit alone is not told`, async (world) => {
    await world.untilHealthy();
    const isCulprit = (item: unknown) => JSON.stringify(item).includes("poison");
    world.collector.gate = ({ upserts }) =>
      upserts.some(isCulprit) ? new Response("no", { status }) : null;
    await world.collector.goDown();
    await world.claims.say("a", "poison");
    await world.claims.say("b", "no room");
    await world.claims.remove("c");
    await world.claims.create("e");
    world.collector.comeUp();
    world.retryNow();
    const isTold = () =>
      world.collector.find("default/b")?.message.includes("no room") === true &&
      world.collector.find("default/c")?.phase === "Gone" &&
      world.collector.find("default/e") !== undefined;
    await world.retryUntil(() => isTold() && world.reasons.includes("claims-rejected"));
    assert.ok(world.collector.living.has("default/a"), "what is not told is not gone");
    await world.claims.say("a", "harmless");
    await world.retryUntil(() => world.reasons.length === 0);
    await world.untilEqual();
  });
}

/** Answers when nobody listens any more. */
function waitForEnd(_batch: ReceivedBatch, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(new Response("too late", { status: 504 })));
  });
}

/** A claim of each kind of fate. */
async function changeALot({ claims }: RealInformerWorld): Promise<void> {
  await claims.say("a");
  await claims.say("b", "no room");
  await claims.remove("c");
  await claims.create("e");
}

function told(world: RealInformerWorld, from: number): readonly string[] {
  return world.collector.batches.slice(from).flatMap(({ upserts }) => upserts.map(toClaimRef));
}

function toClaimRef(item: ReceivedBatch["upserts"][number]): string {
  return String(Object(item).claimRef);
}
