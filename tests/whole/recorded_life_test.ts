/**
 * Watch streams of a real Crossplane, played again through the stand-in of the API server at their
 * order: over HTTP to the real watcher, informer, client, app and store.
 */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import {
  type KubernetesStandIn,
  startKubernetesStandIn,
} from "../../demo/kubernetes/kubernetes_stand_in.ts";
import { CollectorHttpClient } from "../../src/client/collector_http_client.ts";
import type { Batch } from "../../src/informer/collector_client.ts";
import type { ClaimWatcher } from "../../src/informer/claim_watcher.ts";
import { Informer } from "../../src/informer/informer.ts";
import { createNamedTargets } from "../../src/informer/named_targets.ts";
import { createKubeClaimWatcher } from "../../src/kube/kube_claim_watcher.ts";
import { type ClusterEvent, replayEvents } from "../claim/cluster_state.ts";
import { createTestApp, type TestApp } from "../http/test_app.ts";
import { createPlainAccess } from "../kube/plain_access.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";

const OWN = new URL("../testdata/digest/", import.meta.url);
const REAL = new URL("../../../shared/testdata/", import.meta.url);

/** Which claim of which streams is followed. */
interface Recording {
  readonly files: readonly URL[];
  readonly group: string;
  readonly resource: string;
  readonly kind: string;
  readonly composite: string | null;
  readonly claimRef: string;
}

Deno.test("an own recording is told right at each of its stages", async () => {
  await assertLife({
    files: [new URL("watch.jsonl", OWN)],
    group: "storage.example.org",
    resource: "volumeclaims",
    kind: "VolumeClaim",
    composite: "XVolumeClaim",
    claimRef: "team-a/life",
  });
});

Deno.test({
  name: "a real claim is told right at each of its stages, with its composite's error",
  ignore: !isThere(REAL),
  fn: () =>
    assertLife({
      files: ["claims", "composites"].map((name) =>
        new URL(`crossplane-watch-${name}.jsonl`, REAL)
      ),
      group: "resources.example.org",
      resource: "volumeclaims",
      kind: "VolumeClaim",
      composite: "XVolumeClaim",
      claimRef: "default/life",
    }),
});

Deno.test({
  name: "a real composite without a claim is told right at each of its stages",
  ignore: !isThere(REAL),
  fn: () =>
    assertLife({
      files: [new URL("crossplane-watch-databases.jsonl", REAL)],
      group: "platform.example.org",
      resource: "databases",
      kind: "Database",
      composite: null,
      claimRef: "default/life",
    }),
});

async function assertLife(recording: Recording): Promise<void> {
  const { claimRef, kind } = recording;
  const events = recording.files.flatMap(readEvents).toSorted((a, b) => toOrder(a) - toOrder(b));
  await using world = await RecordedWorld.start(recording);
  const told: string[] = [];
  for (const [index, event] of events.entries()) {
    await world.play(event);
    const expected = replayEvents(events.slice(0, index + 1), `${kind} ${claimRef}`).at(-1);
    const shown = await world.show(claimRef);
    assert.equal(shown, expected?.replace("*:", ":"), `after event ${index + 1}`);
    if (shown !== undefined && shown !== told.at(-1)) told.push(shown);
  }
  assert.equal(told.at(-1), "gone");
  assert.ok(told.length > 8, told.join("\n"));
  assert.equal(world.countSent(claimRef), told.length, "nothing else is sent");
}

/** Everything between the recording and the API of the collector. */
class RecordedWorld implements AsyncDisposable {
  readonly #api: KubernetesStandIn;
  readonly #collector: TestApp = createTestApp();
  readonly #clock = new ManualClock("2026-01-31T12:00:00Z");
  readonly #informer: Informer;
  readonly #batches: Batch[] = [];
  readonly #stopping = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #playedCount = 0;
  #seenCount = 0;
  #seen = Promise.withResolvers<void>();

  private constructor(recording: Recording) {
    const { group, resource, kind, composite } = recording;
    this.#api = startKubernetesStandIn();
    const common = { group, versions: ["v1alpha1"] };
    this.#api.defineResource({ ...common, plural: resource, kind, scope: "Namespaced" });
    if (composite !== null) {
      const plural = `${composite.toLowerCase()}s`;
      this.#api.defineResource({ ...common, plural, kind: composite, scope: "Cluster" });
    }
    this.#informer = new Informer({
      targets: createNamedTargets([
        { group, version: "v1alpha1", by: { resource }, namespace: null },
      ]),
      composites: true,
      watcher: this.#watch(),
      client: this.#createClient(),
      clock: this.#clock,
      random: () => 0,
      createId: () => crypto.randomUUID(),
      logger: createMemoryLogger(),
      heartbeatMs: 15_000,
    });
  }

  /** A world whose informer has listed an empty cluster. */
  static async start(recording: Recording): Promise<RecordedWorld> {
    const world = new RecordedWorld(recording);
    world.#ended = world.#informer.run(world.#stopping.signal);
    await world.#api.until(() => world.#api.openWatchCount === 1);
    while (!world.#informer.describe().isSynchronised) await world.#pass();
    return world;
  }

  /** Lets an event happen, and waits until all of it has reached the collector. */
  async play(event: ClusterEvent): Promise<void> {
    if (!this.#api.replay(event)) return;
    const isWatched = event.object.kind !== "XVolumeClaim" || this.#api.openWatchCount > 1;
    if (isWatched) this.#playedCount += 1;
    while (this.#seenCount < this.#playedCount) await this.#seen.promise;
    await this.#waitForComposites();
    do await this.#pass(); while (this.#informer.describe().counts.pending > 0);
    await this.#pass();
  }

  /** The claim as \`phase: text\`; \`gone\` for a tombstone. */
  async show(claimRef: string): Promise<string | undefined> {
    const rows: Record<string, string>[] =
      await (await this.#collector.get("/api/v1/status/recorded")).json();
    const row = rows.find((each) => each["claimRef"] === claimRef);
    if (row === undefined) return undefined;
    const { phase, lastPhase, statusMessage } = row;
    return phase === "Gone" ? "gone" : `${lastPhase ?? phase}: ${statusMessage}`;
  }

  /** How often something was sent of the claim. */
  countSent(claimRef: string): number {
    return this.#batches.flatMap(({ upserts, deletions }) => [...upserts, ...deletions])
      .filter((item) => item.claimRef === claimRef).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
    await this.#api.close();
  }

  /** The real watcher; counts what passes. */
  #watch(): ClaimWatcher {
    const access = createPlainAccess(this.#api.url);
    const watcher = createKubeClaimWatcher({ access, clock: this.#clock, random: () => 0 });
    const note = (count: number) => {
      this.#seenCount += count;
      const seen = this.#seen;
      this.#seen = Promise.withResolvers();
      seen.resolve();
    };
    return {
      watch: async function* (target, signal) {
        let isListed = false;
        for await (const event of watcher.watch(target, signal)) {
          yield event;
          if (event.type === "listed") isListed = true;
          // By now it was taken; what a list shows is not played.
          const isPlayed = event.type === "applied" || event.type === "deleted";
          if (isPlayed && isListed) note(event.objects.length);
          else note(0);
        }
      },
    };
  }

  #createClient(): CollectorHttpClient {
    return new CollectorHttpClient({
      url: "http://collector.test",
      cluster: "recorded",
      readToken: () => Promise.resolve(null),
      connect: () =>
        Promise.resolve({
          fetch: async (url, init) => {
            this.#batches.push(JSON.parse(String(init.body)));
            return await this.#collector.app.request(url, init);
          },
          close: () => {},
        }),
      clock: this.#clock,
      userAgent: "test",
    });
  }

  /** A kind that is named for the first time is listed before anything is told. */
  async #waitForComposites(): Promise<void> {
    const { compositeKinds } = this.#informer.describe().counts;
    await this.#api.until(() => this.#api.openWatchCount > compositeKinds);
    await turn();
  }

  /** Longer than changes wait for others. */
  async #pass(): Promise<void> {
    await turn();
    this.#clock.advance(200);
    await turn();
  }
}

async function turn(): Promise<void> {
  for (let count = 0; count < 3; count++) await new Promise((resolve) => setImmediate(resolve));
}

function readEvents(file: URL): readonly ClusterEvent[] {
  return Deno.readTextFileSync(file).trim().split("\n").map((line): ClusterEvent =>
    JSON.parse(line)
  );
}

function toOrder({ object }: ClusterEvent): number {
  return Number(object.metadata.resourceVersion);
}

function isThere(url: URL): boolean {
  try {
    Deno.statSync(url);
    return true;
  } catch {
    return false;
  }
}
