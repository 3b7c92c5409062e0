/** Discovery with the real watcher, against the stand-in of an API server. */
import assert from "node:assert/strict";
import type { TargetEvent } from "../../src/informer/target_source.ts";
import { createDiscoveredTargets } from "../../src/kube/discovered_targets.ts";
import { endWait, until } from "./watch_log.ts";
import { startWatchedStandIn, type WatchedStandIn } from "./watched_stand_in.ts";

const DEFINITIONS = { group: "apiextensions.k8s.io", plural: "customresourcedefinitions" };
const VOLUMES = {
  group: "example.org",
  versions: ["v1"],
  plural: "volumes",
  kind: "Volume",
  scope: "Namespaced",
  categories: ["claim"],
} as const;
const BUCKETS = { ...VOLUMES, plural: "buckets", kind: "Bucket", scope: "Cluster" } as const;

/** Follows a discovery in the background. */
class TargetLog implements AsyncDisposable {
  readonly words: string[] = [];
  readonly #abort = new AbortController();
  readonly #ended: Promise<void>;

  constructor({ watcher, clock }: WatchedStandIn) {
    const scope = { group: null, namespace: null };
    const targets = createDiscoveredTargets({ watcher, clock, scope });
    this.#ended = this.#follow(targets.read(this.#abort.signal));
  }

  /** Waits for words, and forgets what came up to them. */
  async take(words: string): Promise<readonly string[]> {
    await until(() => this.words.includes(words));
    return this.words.splice(0, this.words.indexOf(words) + 1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }

  async #follow(events: AsyncIterable<TargetEvent>): Promise<void> {
    for await (const event of events) {
      if (event.type !== "contact") this.words.push(toWords(event));
    }
  }
}

function toWords(event: TargetEvent): string {
  switch (event.type) {
    case "wanted":
      return `wanted ${event.target.by.resource}/${event.target.version}`;
    case "deleted":
    case "unwanted":
      return `${event.type} ${event.name.resource}`;
    case "trouble":
      return `trouble ${event.problem.status} ${event.problem.message}`;
    default:
      return event.type;
  }
}

for (const watchList of ["served", "refused", "ignored"] as const) {
  Deno.test(`definitions come, change and go where streamed lists are ${watchList}`, async () => {
    await using world = startWatchedStandIn({ watchList });
    const { api } = world;
    api.defineResource(VOLUMES);
    await using log = new TargetLog(world);
    assert.ok((await log.take("listed")).includes("wanted volumes/v1"));
    api.defineResource(BUCKETS);
    assert.deepEqual(await log.take("wanted buckets/v1"), ["wanted buckets/v1"]);
    api.defineResource({ ...VOLUMES, versions: ["v2", "v1"] });
    assert.deepEqual(await log.take("wanted volumes/v2"), ["wanted volumes/v2"]);
    api.defineResource({ ...BUCKETS, categories: [] });
    assert.deepEqual(await log.take("unwanted buckets"), ["unwanted buckets"]);
    api.removeResource(VOLUMES);
    assert.deepEqual(await log.take("deleted volumes"), ["deleted volumes"]);
  });
}

Deno.test("a definition that was deleted while nobody could see it is proven by a second list", async () => {
  await using world = startWatchedStandIn();
  const { api, clock } = world;
  api.defineResource(VOLUMES);
  api.defineResource(BUCKETS);
  await using log = new TargetLog(world);
  await log.take("listed");
  await api.goDown();
  await log.take(await firstTrouble(log));
  api.removeResource(VOLUMES);
  api.expireHistory({ as: "status" });
  api.comeUp();
  await endWait(clock);
  const first = await log.take("listed");
  assert.ok(first.every((words) => !words.startsWith("deleted")), first.join());
  clock.advance(60_000);
  assert.deepEqual((await log.take("deleted volumes")).filter((words) => words !== "listing"), [
    "deleted volumes",
  ]);
});

Deno.test("a missing right is named, and what it shows is found once it is there", async () => {
  await using world = startWatchedStandIn();
  const { api, clock } = world;
  api.defineResource(VOLUMES);
  api.forbid(DEFINITIONS);
  await using log = new TargetLog(world);
  const trouble = await firstTrouble(log);
  assert.match(
    trouble,
    /^trouble 403 .*cannot (?:list|watch) resource "customresourcedefinitions" in API group/,
  );
  api.allow(DEFINITIONS);
  await endWait(clock);
  assert.ok((await log.take("listed")).includes("wanted volumes/v1"));
});

async function firstTrouble(log: TargetLog): Promise<string> {
  const find = () => log.words.find((words) => words.startsWith("trouble"));
  await until(() => find() !== undefined);
  return find() ?? "";
}
