/** An informer between a scripted watcher and a collector's double, on a clock that stands still. */
import { setImmediate } from "node:timers";
import { Informer } from "../../src/informer/informer.ts";
import type { ReasonCode } from "../../src/informer/informer_reason.ts";
import { createNamedTargets } from "../../src/informer/named_targets.ts";
import type { ClaimTarget, TargetSource } from "../../src/informer/target_source.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";
import { GROUP } from "./claim_builder.ts";
import { CollectorDouble } from "./collector_double.ts";
import { CollectorModel, type CollectorRow, type CollectorState } from "./collector_model.ts";
import { type ScriptedWatch, ScriptedWatcher } from "./scripted_watcher.ts";

/** What a test wants to be different. */
export interface InformerWorldOptions {
  readonly resources?: readonly string[];
  readonly namespace?: string | null;
  readonly composites?: "on" | "off";
  readonly heartbeatMs?: number;
  /** Instead of resources. */
  readonly targets?: TargetSource;
  readonly clock?: ManualClock;
}

/** All that an informer test needs. */
export class InformerWorld<State extends CollectorState = CollectorModel> {
  readonly clock: ManualClock;
  readonly logger = createMemoryLogger();
  readonly watcher = new ScriptedWatcher();
  readonly collector: CollectorDouble<State>;
  informer: Informer;
  /** Whether the API server shows from time to time that connections are alive. */
  bookmarks: "on" | "off" = "on";
  readonly #options: InformerWorldOptions;
  #stopping = new AbortController();
  #ended: Promise<void> | undefined;
  #idCount = 0;
  #skewMs = 0;
  #bookmarkedAt: number;

  constructor(createState: (instance: string) => State, options: InformerWorldOptions = {}) {
    this.#options = options;
    this.clock = options.clock ?? new ManualClock("2026-03-01T08:00:00Z");
    this.#bookmarkedAt = this.clock.now();
    this.collector = new CollectorDouble(createState);
    this.informer = this.#createInformer();
  }

  /** A world whose informer does not run yet. */
  static create(options: InformerWorldOptions = {}): InformerWorld {
    return new InformerWorld((instance) => new CollectorModel(instance), options);
  }

  /** A world whose informer runs and whose resources are known, but not listed. */
  static async start(options: InformerWorldOptions = {}): Promise<InformerWorld> {
    const world = InformerWorld.create(options);
    await world.run();
    for (const resource of options.resources ?? ["volumes"]) world.resolve(resource);
    await world.settle();
    return world;
  }

  /** A world whose collector has been told of these claims. */
  static async startWith(
    objects: readonly unknown[],
    options: InformerWorldOptions = {},
  ): Promise<InformerWorld> {
    const world = await InformerWorld.start(options);
    world.volumes.list(...objects);
    await world.pass(1_000);
    world.collector.clear();
    return world;
  }

  /** Starts the informer. */
  async run(): Promise<void> {
    this.#ended = this.informer.run(this.#stopping.signal);
    this.#ended.catch(() => {});
    await this.settle();
  }

  /** The informer dies, and another one takes its place. */
  async replace(): Promise<void> {
    await this.stop();
    this.#stopping = new AbortController();
    // A later start makes a newer session.
    this.clock.advance(1_000);
    this.informer = this.#createInformer();
    await this.run();
  }

  /** The watch of the first resource. */
  get volumes(): ScriptedWatch {
    return this.watcher.find("volumes");
  }

  /** The API server knows the resource. */
  resolve(resource: string): void {
    const kind = `${resource.slice(0, 1).toUpperCase()}${resource.slice(1, -1)}`;
    this.watcher.find(resource).show({ type: "resolved", resource, kind, isNamespaced: true });
  }

  /** Lets everything run that only waits for its turn. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets time pass, so that everybody who is due has their turn on the way. */
  async pass(durationMs: number): Promise<void> {
    await this.settle();
    const stepMs = Math.max(50, Math.ceil(durationMs / 400));
    for (let leftMs = durationMs; leftMs > 0; leftMs -= stepMs) {
      this.clock.advance(Math.min(stepMs, leftMs));
      this.#showBookmark();
      await this.settle();
    }
  }

  /** Somebody sets the machine's clock back; what sleeps, sleeps on. */
  setClockBack(durationMs: number): void {
    this.#skewMs -= durationMs;
  }

  /** The codes of what is not all right. */
  get reasons(): readonly ReasonCode[] {
    return this.informer.describe().reasons.map(({ code }) => code);
  }

  /** Messages of that level that were logged. */
  logged(level: "info" | "warn" | "error"): readonly string[] {
    return this.logger.records.filter((record) => record.level === level)
      .map(({ message }) => message);
  }

  /** What the collector holds of a claim of the first resource. */
  row(claimRef: string): CollectorRow | undefined {
    return this.collector.model.rows.get(`Volume.${GROUP} ${claimRef}`);
  }

  #createInformer(): Informer {
    const { resources = ["volumes"], namespace = null, composites = "on", targets } = this.#options;
    return new Informer({
      targets: targets ?? createNamedTargets(resources.map((one) => toTarget(one, namespace))),
      composites: composites === "on",
      watcher: this.watcher,
      client: this.collector,
      clock: {
        now: () => this.clock.now() + this.#skewMs,
        sleep: (durationMs, signal) => this.clock.sleep(durationMs, signal),
      },
      random: () => 0.5,
      createId: () => `id-${this.#idCount += 1}`,
      logger: this.logger,
      heartbeatMs: this.#options.heartbeatMs ?? 15_000,
    });
  }

  #showBookmark(): void {
    const now = this.clock.now();
    if (this.bookmarks === "off" || now - this.#bookmarkedAt < 30_000) return;
    this.#bookmarkedAt = now;
    for (const watch of this.watcher.all) watch.show({ type: "contact" });
  }

  /** Stops the informer; rejects if it had a bug. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }
}

function toTarget(resource: string, namespace: string | null): ClaimTarget {
  return { group: GROUP, version: "v1", by: { resource }, namespace };
}
