import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import type { TargetEvent } from "../../src/informer/target_source.ts";
import { createDiscoveredTargets } from "../../src/kube/discovered_targets.ts";
import type { DiscoveryScope } from "../../src/kube/select_target.ts";
import { type ScriptedWatch, ScriptedWatcher } from "../informer/scripted_watcher.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { definition } from "./definition_builder.ts";

const DEFINITIONS = "customresourcedefinitions";

/** A discovery whose definitions are in the hands of a test. */
class DiscoveryWorld {
  readonly clock = new ManualClock("2026-03-01T08:00:00Z");
  readonly watcher = new ScriptedWatcher();
  readonly #words: string[] = [];
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;

  constructor(scope: Partial<DiscoveryScope> = {}) {
    const { watcher, clock } = this;
    const targets = createDiscoveredTargets({
      watcher,
      clock,
      scope: { group: null, namespace: null, ...scope },
    });
    this.#ended = this.#follow(targets.read(this.#stopping.signal));
    this.#ended.catch(() => {});
  }

  /** A world that has seen these definitions in its first list. */
  static async startWith(...objects: readonly unknown[]): Promise<DiscoveryWorld> {
    const world = new DiscoveryWorld();
    await world.settle();
    world.definitions.list(...objects);
    await world.read();
    return world;
  }

  /** The watch of the definitions. */
  get definitions(): ScriptedWatch {
    return this.watcher.find(DEFINITIONS);
  }

  /** What was told since it was read last. */
  async read(): Promise<readonly string[]> {
    await this.settle();
    return this.#words.splice(0);
  }

  /** Lets everything run that only waits for its turn. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets time pass. */
  async pass(durationMs: number): Promise<void> {
    await this.settle();
    this.clock.advance(durationMs);
    await this.settle();
  }

  /** Ends the discovery; rejects if it had a bug. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
    assert.deepEqual(this.watcher.all, []);
    await this.settle();
    assert.equal(this.clock.sleeperCount, 0);
  }

  async #follow(events: AsyncIterable<TargetEvent>): Promise<void> {
    for await (const event of events) this.#words.push(toWords(event));
  }
}

function toWords(event: TargetEvent): string {
  switch (event.type) {
    case "wanted":
      return `wanted ${event.target.by.resource}/${event.target.version}`;
    case "deleted":
    case "unwanted":
      return `${event.type} ${event.name.resource}.${event.name.group}`;
    case "trouble":
      return `trouble ${event.problem.kind}`;
    default:
      return event.type;
  }
}

Deno.test("nothing is told before all definitions are known, and then everything", async () => {
  const world = new DiscoveryWorld();
  await world.settle();
  world.definitions.show({ type: "listing" });
  world.definitions.apply(definition("volumes"), definition("pods", { categories: [] }));
  world.definitions.apply(definition("buckets"));
  world.definitions.remove(definition("volumes"));
  world.definitions.apply(definition("shares", { categories: null }), "garbage", {});
  assert.deepEqual(await world.read(), ["listing"]);
  world.definitions.show({ type: "listed" });
  assert.deepEqual(await world.read(), ["wanted buckets/v1", "listed"]);
  await world.stop();
});

Deno.test("a first list that breaks is not mixed with the one that follows", async () => {
  const world = new DiscoveryWorld();
  await world.settle();
  world.definitions.show({ type: "listing" });
  world.definitions.apply(definition("volumes"));
  world.definitions.fail("unavailable");
  world.definitions.list(definition("buckets"));
  assert.deepEqual(await world.read(), [
    ..."listing,trouble unavailable,listing,wanted buckets/v1,listed".split(","),
  ]);
  await world.stop();
});

Deno.test("definitions that come later are told as they come, once they are established", async () => {
  const world = await DiscoveryWorld.startWith(definition("volumes"));
  world.definitions.apply(definition("buckets", { established: null }));
  assert.deepEqual(await world.read(), []);
  world.definitions.apply(definition("buckets"), definition("pods", { categories: ["all"] }));
  assert.deepEqual(await world.read(), ["wanted buckets/v1"]);
  world.definitions.apply(definition("buckets"), definition("volumes"));
  assert.deepEqual(await world.read(), [], "nothing about them is new");
  world.definitions.show({ type: "contact" });
  world.definitions.fail("refused");
  assert.deepEqual(await world.read(), ["contact", "trouble refused"]);
  await world.stop();
});

Deno.test("what changes of a definition is told", async (test) => {
  const changes: Readonly<Record<string, readonly [unknown, readonly string[]]>> = {
    "another version is stored": [
      definition("volumes", { versions: { v1: "served", v2: "served stored" } }),
      ["wanted volumes/v2"],
    ],
    "another version is served": [
      definition("volumes", { versions: { v1: "stored", v2beta1: "served" } }),
      ["wanted volumes/v2beta1"],
    ],
    "a version more": [
      definition("volumes", { versions: { v1: "served stored", v2: "served" } }),
      [],
    ],
    "no version is served: the API server tells the rest": [
      definition("volumes", { versions: { v1: "stored" } }),
      [],
    ],
    "it is not established any more": [definition("volumes", { established: "False" }), []],
    "another kind": [definition("volumes", { kind: "Disk" }), ["wanted volumes/v1"]],
    "another scope": [definition("volumes", { scope: "Cluster" }), ["wanted volumes/v1"]],
    "another definition of its name": [definition("volumes", { uid: "2" }), ["wanted volumes/v1"]],
    "it became a composite": [
      definition("volumes", { categories: ["composite"] }),
      ["wanted volumes/v1"],
    ],
    "it is no claim any more": [
      definition("volumes", { categories: ["managed"] }),
      ["unwanted volumes.example.org"],
    ],
  };
  for (const [name, [object, words]] of Object.entries(changes)) {
    await test.step(name, async () => {
      const world = await DiscoveryWorld.startWith(definition("volumes"));
      world.definitions.apply(object);
      assert.deepEqual(await world.read(), words);
      await world.stop();
    });
  }
});

Deno.test("a definition that is seen deleted is told, and so is one that comes again", async () => {
  const world = await DiscoveryWorld.startWith(definition("volumes"), definition("buckets"));
  world.definitions.remove(definition("volumes"), definition("unknown"));
  assert.deepEqual(await world.read(), ["deleted volumes.example.org"]);
  world.definitions.apply(definition("volumes", { uid: "2" }));
  assert.deepEqual(await world.read(), ["wanted volumes/v1"]);
  await world.stop();
});

Deno.test("a definition that a list does not show is deleted when a second list proves it", async () => {
  const world = await DiscoveryWorld.startWith(definition("volumes"), definition("buckets"));
  world.definitions.list(definition("buckets"));
  assert.deepEqual(await world.read(), ["listing", "listed"]);
  const [first] = world.watcher.all;
  await world.pass(59_000);
  assert.deepEqual(world.watcher.all, [first]);
  await world.pass(1_000);
  assert.notDeepEqual(world.watcher.all, [first], "it is listed again for that");
  world.definitions.show({ type: "listing" });
  world.definitions.apply(definition("buckets"));
  assert.deepEqual(await world.read(), ["listing"]);
  world.definitions.show({ type: "listed" });
  assert.deepEqual(await world.read(), ["deleted volumes.example.org", "listed"]);
  await world.pass(300_000);
  assert.equal(world.watcher.all.length, 1, "and never again");
  await world.stop();
});

Deno.test("two lists that follow each other at once prove nothing", async () => {
  const world = await DiscoveryWorld.startWith(definition("volumes"));
  world.definitions.list();
  await world.pass(30_000);
  world.definitions.list();
  await world.pass(29_000);
  assert.deepEqual(await world.read(), ["listing", "listed", "listing", "listed"]);
  await world.stop();
});

Deno.test("a definition that is there again was never deleted", async () => {
  const world = await DiscoveryWorld.startWith(definition("volumes"));
  world.definitions.list();
  await world.pass(10_000);
  world.definitions.apply(definition("volumes"));
  await world.pass(50_000);
  world.definitions.list();
  assert.deepEqual(await world.read(), ["listing", "listed", "listing", "listed"]);
  await world.pass(60_000);
  world.definitions.list();
  assert.deepEqual(await world.read(), ["listing", "deleted volumes.example.org", "listed"]);
  await world.stop();
});

Deno.test("a watch of definitions that ends by itself is a bug", async () => {
  const world = await DiscoveryWorld.startWith();
  world.definitions.break();
  await world.settle();
  await assert.rejects(world.stop(), { message: "The watch of definitions ended by itself" });
});

Deno.test("only the group and the namespaced resources that are asked for are told", async () => {
  const world = new DiscoveryWorld({ group: "example.org", namespace: "team" });
  await world.settle();
  const other = definition("buckets", { group: "other.org" });
  world.definitions.list(definition("volumes"), other, definition("hosts", { scope: "Cluster" }));
  assert.deepEqual(await world.read(), ["listing", "wanted volumes/v1", "listed"]);
  await world.stop();
});
