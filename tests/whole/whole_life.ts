/**
 * One cluster, its informers, a network and the collector, on one clock that stands still: the real
 * informer, client, app and store. Says in the end whether the store is the cluster.
 */
import assert from "node:assert/strict";
import { FIXED_LOG_LEVELS, OPEN_ACCESS, RESTING } from "../http/test_app.ts";
import { setImmediate } from "node:timers";
import { digestObject, joinDigests } from "../../src/claim/digest.ts";
import { CollectorHttpClient } from "../../src/client/collector_http_client.ts";
import type { ClaimRow } from "../../src/collector/claim_row.ts";
import { StatusStore } from "../../src/collector/status_store.ts";
import { UNLIMITED } from "../../src/collector/store_limits.ts";
import { createApp } from "../../src/http/app.ts";
import type { App } from "../../src/http/app_deps.ts";
import { Informer } from "../../src/informer/informer.ts";
import { createNamedTargets } from "../../src/informer/named_targets.ts";
import { claim, GROUP } from "../informer/claim_builder.ts";
import { ResourceModel, type ServingMode } from "../informer/resource_model.ts";
import { ScriptedWatcher } from "../informer/scripted_watcher.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";
import { Network, type Weather } from "./network.ts";

/** Names of claims. */
export const CLAIM_NAMES = ["x/a", "x/b", "y/a", "y/c", "d"] as const;

/** Something that happens. */
export type WholeEvent =
  | { readonly kind: "claim"; readonly name: string; readonly complaint: string }
  | { readonly kind: "delete" | "recreate" | "touch" | "post"; readonly name: string }
  | { readonly kind: "api server"; readonly mode: ServingMode }
  | { readonly kind: "history is gone" }
  | { readonly kind: "network"; readonly weather: Weather }
  | { readonly kind: "late requests arrive" | "collector restarts" | "cluster is forgotten" }
  | { readonly kind: "informer is killed" | "informer stops" | "second pod" | "old pod ends" }
  | { readonly kind: "pass"; readonly durationMs: number };

/** One run of an informer, with its own connection to the API server. */
interface Pod {
  readonly informer: Informer;
  readonly resource: ResourceModel;
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
}

/** Longer than any wait but the hourly synchronisation, which would hide what was lost. */
const CALM_MS = 400_000;

/** An API server shows so often that a watch is alive. */
const BOOKMARK_MS = 60_000;

/** Everything. */
export class WholeLife {
  readonly clock = new ManualClock("2026-03-01T08:00:00Z");
  readonly #objects = new Map<string, unknown>();
  readonly #network: Network;
  #store: StatusStore;
  #pods: Pod[] = [];
  #mode: ServingMode = "served";
  #generation = 0;
  #idCount = 0;
  #bookmarkAt = 0;

  constructor() {
    const { app, store } = this.#startCollector();
    this.#store = store;
    this.#network = new Network(app);
    this.#startPod();
  }

  /** Carries out one event, and lets a moment pass. */
  async live(event: WholeEvent): Promise<void> {
    await this.#happen(event);
    await this.#pass(event.kind === "pass" ? event.durationMs : 10);
  }

  /** Everything is well again; nothing is started anew for it. */
  async calmDown(): Promise<void> {
    this.#network.weather = "fine";
    // A new list would be followed by a synchronisation, which would hide what was lost.
    if (this.#mode !== "served") this.#switchTo("served");
    await this.#network.deliverLate();
    await this.#pass(CALM_MS);
  }

  /** Ends whatever runs. */
  async end(): Promise<void> {
    while (this.#pods.length > 0) await this.#kill();
  }

  /** The store is the cluster, claim for claim. */
  assertTruth(): void {
    const isStale = this.#store.createStaleCheck();
    const expected = Object.fromEntries([...this.#objects].map(([name, object]) => {
      const digest = digestObject(object);
      assert.ok(digest !== null);
      return [name, { ...joinDigests(digest, null), uid: digest.uid, isStale: false }];
    }));
    // What only a plain post told of a claim that nobody saw afterwards is in no scope.
    const isOrphan = ({ type, claimRef }: ClaimRow) =>
      type === null && !this.#objects.has(claimRef);
    const rows = this.#store.list().filter((row) => row.phase !== "Gone" && !isOrphan(row));
    assert.equal(new Set(rows.map(({ claimRef }) => claimRef)).size, rows.length);
    const found = Object.fromEntries(
      rows.map((row) => {
        const { claimRef, statusMessage, phase, uid, isOutdated } = row;
        return [claimRef, { statusMessage, phase, isOutdated, uid, isStale: isStale(row) }];
      }),
    );
    assert.deepEqual(found, expected);
    assert.deepEqual(this.#pods.at(-1)?.informer.describe().reasons, []);
  }

  async #happen(event: WholeEvent): Promise<void> {
    switch (event.kind) {
      case "claim":
        return this.#set(event.name, event.complaint);
      case "delete":
        return this.#delete(event.name);
      case "recreate":
        this.#delete(event.name);
        return this.#set(event.name, "none");
      case "touch":
        return this.#touch(event.name);
      case "post":
        return await this.#post(event.name);
      case "api server":
        return this.#switchTo(event.mode);
      case "history is gone":
        return this.#pods.forEach(({ resource }) => resource.expire());
      case "network":
        return void (this.#network.weather = event.weather);
      case "late requests arrive":
        return await this.#network.deliverLate();
      case "collector restarts":
        return this.#restartCollector();
      case "cluster is forgotten":
        return void this.#store.forget("prod");
      case "informer is killed":
        await this.#kill();
        return this.#startPod();
      case "informer stops":
        await this.#stop();
        return this.#startPod();
      case "second pod":
        return this.#pods.length < 2 ? this.#startPod() : undefined;
      case "old pod ends":
        return void (this.#pods.length > 1 && await this.#kill());
      case "pass":
        return;
    }
  }

  #set(name: string, complaint: string): void {
    const known = digestObject(this.#objects.get(name));
    this.#generation += 1;
    const object = claim(name, {
      uid: known?.uid ?? `uid ${this.#generation}`,
      ready: complaint === "none"
        ? { status: "True" }
        : { status: "False", reason: "Unavailable", message: complaint },
    });
    this.#objects.set(name, object);
    for (const { resource } of this.#pods) resource.set(name, object);
  }

  #delete(name: string): void {
    if (!this.#objects.delete(name)) return;
    for (const { resource } of this.#pods) resource.delete(name);
  }

  #touch(name: string): void {
    const object = this.#objects.get(name);
    if (object === undefined) return;
    for (const { resource } of this.#pods) resource.set(name, structuredClone(object));
  }

  /** An older agent beside the informer says something else of a claim. */
  async #post(claimRef: string): Promise<void> {
    if (!this.#objects.has(claimRef)) return;
    await this.#network.app.request("/api/v1/status", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ cluster: "prod", claimRef, statusMessage: "Ready: False" }),
    });
  }

  #switchTo(mode: ServingMode): void {
    this.#mode = mode;
    for (const { resource } of this.#pods) resource.switchTo(mode);
  }

  #startCollector(): { readonly app: App; readonly store: StatusStore } {
    const now = () => this.clock.now();
    const store = new StatusStore({ now, staleAfterMs: 900_000, limits: UNLIMITED, logger: null });
    const instance = `instance-${this.#idCount += 1}`;
    const app = createApp({
      access: OPEN_ACCESS,
      isDraining: () => false,
      store,
      reconciliation: {
        ...RESTING,
        plan: () => assert.fail("no plan is asked for"),
      },
      readiness: () => ({ state: "ready", reasons: [] }),
      renderMetrics: () => assert.fail("nothing is scraped"),
      noteRequest: () => {},
      version: { version: "1.2.3", commit: "c0ffee", date: "unknown", deno: "2", platform: "test" },
      logger: createMemoryLogger(),
      logLevels: FIXED_LOG_LEVELS,
      now,
      steadyNow: now,
      createRequestId: () => "request",
      requestsPerSecond: 0,
      bodyLimitBytes: 65_536,
      batchLimitBytes: 4_194_304,
      instance,
    });
    return { app, store };
  }

  #restartCollector(): void {
    const { app, store } = this.#startCollector();
    this.#store = store;
    this.#network.app = app;
  }

  #startPod(): void {
    const watcher = new ScriptedWatcher();
    const names = { resource: "volumes", kind: "Volume" };
    const resource = new ResourceModel(names, () => watcher.running("volumes").at(-1));
    for (const [name, object] of this.#objects) resource.objects.set(name, object);
    resource.mode = this.#mode;
    const informer = new Informer({
      targets: createNamedTargets([
        { group: GROUP, version: "v1", by: { resource: "volumes" }, namespace: null },
      ]),
      composites: false,
      watcher,
      client: this.#createClient(),
      clock: this.clock,
      random: () => 0.5,
      createId: () => `id-${this.#idCount += 1}`,
      logger: createMemoryLogger(),
      heartbeatMs: 15_000,
    });
    const stopping = new AbortController();
    const ended = informer.run(stopping.signal);
    this.#pods.push({ informer, resource, stopping, ended });
  }

  #createClient(): CollectorHttpClient {
    return new CollectorHttpClient({
      url: "http://collector.test",
      cluster: "prod",
      readToken: () => Promise.resolve(null),
      connect: () => Promise.resolve(this.#network.connect()),
      clock: this.clock,
      userAgent: "test",
    });
  }

  /**
   * The oldest pod ends at once. What it sent and is still under way arrives now: a request that came
   * after its successor's synchronisation would stay until the next one, an hour later.
   */
  async #kill(): Promise<Pod | undefined> {
    await this.#network.deliverLate();
    const pod = this.#pods.shift();
    pod?.stopping.abort();
    await pod?.ended;
    return pod;
  }

  /** The oldest pod ends as it is asked to. */
  async #stop(): Promise<void> {
    const pod = await this.#kill();
    const flushing = pod?.informer.flush(AbortSignal.timeout(60_000));
    await settle();
    await flushing;
  }

  async #pass(durationMs: number): Promise<void> {
    await this.#serve();
    const stepMs = Math.max(50, Math.ceil(durationMs / 200));
    for (let leftMs = durationMs; leftMs > 0; leftMs -= stepMs) {
      this.clock.advance(Math.min(stepMs, leftMs));
      await this.#serve();
    }
  }

  async #serve(): Promise<void> {
    await settle();
    const isBookmarkDue = this.clock.now() >= this.#bookmarkAt;
    if (isBookmarkDue) this.#bookmarkAt = this.clock.now() + BOOKMARK_MS;
    for (const { resource } of this.#pods) {
      resource.serve();
      if (isBookmarkDue) resource.bookmark();
    }
    await settle();
  }
}

/** Lets everything run that only waits for its turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
