/**
 * A Kubernetes API server in miniature: custom resources that are listed and watched over HTTP as
 * the real one answers, in the hands of a script or a test that lets objects live and things fail.
 */
import { type Clock, systemClock } from "../../src/runtime/clock.ts";
import type { ExpiryForm } from "./api_handler.ts";
import { serveApi } from "./api_server.ts";
import { toTooOldStatus } from "./api_status.ts";
import { Bell } from "./bell.ts";
import { Faults, type ForbiddenRule, type PlannedFailure } from "./faults.ts";
import type { KubernetesObject, ObjectRef } from "./kubernetes_object.ts";
import { ObjectStore } from "./object_store.ts";
import type { OpenWatch } from "./open_watch.ts";
import { replayEvent } from "./replay_event.ts";
import { RequestLog, type RequestRecord } from "./request_log.ts";
import { type ResourceDefinition, toDefinitionObject } from "./resource_definition.ts";
import {
  DEFINITION_GROUP,
  type ResourceRef,
  toResourceName,
  toStorageVersion,
} from "./resource_type.ts";
import {
  BOOKMARK_INTERVAL_MS,
  HISTORY_MAX,
  type KubernetesStandInOptions,
} from "./stand_in_options.ts";
import { readStoredObject } from "./stored_object.ts";
import { TcpFront } from "./tcp_front.ts";

export type { KubernetesObject, ObjectRef } from "./kubernetes_object.ts";
export type { ForbiddenRule, PlannedFailure } from "./faults.ts";
export type { RequestRecord } from "./request_log.ts";
export type { ResourceDefinition } from "./resource_definition.ts";
export type { ResourceRef } from "./resource_type.ts";
export type { KubernetesStandInOptions } from "./stand_in_options.ts";

/** Starts it on 127.0.0.1. */
export function startKubernetesStandIn(options: KubernetesStandInOptions = {}): KubernetesStandIn {
  return new KubernetesStandIn(options);
}

/** The server, and all that a script or a test does to it. */
export class KubernetesStandIn implements AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly #bell = new Bell();
  readonly #watches = new Set<OpenWatch>();
  readonly #log = new RequestLog();
  readonly #closed = new AbortController();
  readonly #clock: Clock;
  readonly #store: ObjectStore;
  readonly #faults: Faults;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #front: TcpFront;
  readonly #bookmarks: Promise<void>;
  #expiryForm: ExpiryForm = "event";

  constructor(options: KubernetesStandInOptions) {
    this.#clock = options.clock ?? systemClock;
    const now = () => this.#clock.now();
    const historyMax = options.historyMax ?? HISTORY_MAX;
    this.#store = new ObjectStore({ bell: this.#bell, now, historyMax });
    this.#faults = new Faults(options.token);
    this.#server = serveApi({
      store: this.#store,
      faults: this.#faults,
      bell: this.#bell,
      clock: this.#clock,
      watches: this.#watches,
      log: this.#log,
      closed: this.#closed.signal,
      watchList: options.watchList ?? "served",
      pageSizeMax: options.pageSizeMax ?? Infinity,
      readExpiryForm: () => this.#expiryForm,
      cutAfterNext: (port: number) => void this.#front.cutAfterNext(port),
    }, options.tls);
    this.#front = new TcpFront({
      serverPort: this.#server.addr.port,
      port: options.port ?? 0,
      bell: this.#bell,
    });
    const scheme = options.tls === undefined ? "http" : "https";
    this.url = `${scheme}://127.0.0.1:${this.#front.port}`;
    this.#bookmarks = this.#sendBookmarksEvery(options.bookmarkIntervalMs ?? BOOKMARK_INTERVAL_MS);
  }

  /** The newest resourceVersion of all. */
  get revision(): number {
    return this.#store.revision;
  }

  /** How many watches are open. */
  get openWatchCount(): number {
    return this.#watches.size;
  }

  /** The newest 10,000 requests, oldest first. */
  get requests(): readonly RequestRecord[] {
    return this.#log.list();
  }

  /** Serves a resource, or changes its definition. */
  defineResource(definition: ResourceDefinition): void {
    this.#store.apply(toDefinitionObject(definition));
  }

  /** Deletes a resource's definition, and all its objects with it. */
  removeResource(ref: ResourceRef): void {
    const metadata = { name: toResourceName(ref) };
    const kind = "CustomResourceDefinition";
    this.#store.remove({ apiVersion: `${DEFINITION_GROUP}/v1`, kind, metadata });
  }

  /** Creates an object or replaces it, status included; the object as it is now. */
  apply(object: KubernetesObject): KubernetesObject {
    const { type } = this.#store.getResourceOf(object);
    return readStoredObject(this.#store.apply(object), toStorageVersion(type));
  }

  /** Applies many objects; how many they were. */
  load(objects: Iterable<KubernetesObject>): number {
    let count = 0;
    for (const object of objects) {
      this.#store.apply(object);
      count++;
    }
    return count;
  }

  /** Makes these the only objects of a resource. */
  replaceAll(ref: ResourceRef, objects: Iterable<KubernetesObject>): void {
    const resource = this.#store.findResource(ref);
    if (resource === undefined) throw new Error(`Cannot find the resource "${ref.plural}"`);
    const kept = new Set<string>();
    for (const object of objects) kept.add(this.#store.apply(object).key);
    for (const stored of resource.objects.list()) {
      if (kept.has(stored.key)) continue;
      this.#store.removeAs(readStoredObject(stored, toStorageVersion(resource.type)));
    }
  }

  /** Removes an object at once, whatever its finalizers; whether it was there. */
  remove(ref: ObjectRef): boolean {
    return this.#store.remove(ref) !== undefined;
  }

  /** Finds an object. */
  find(ref: ObjectRef): KubernetesObject | undefined {
    return this.#store.find(ref);
  }

  /** Lets a recorded event (or its line) happen: the object keeps its metadata but the revision. */
  replay(event: unknown): boolean {
    return replayEvent(this.#store, event);
  }

  /** Sends a bookmark to all watches that want some. */
  sendBookmarks(): void {
    for (const watch of this.#watches) watch.askForBookmark();
  }

  /**
   * Forgets the history: revisions and continue tokens known up to now are refused with 410, watches
   * in the form that `as` says. Open watches go on, or get an ERROR event when `running` says so.
   */
  expireHistory(
    { as = "event", running = "kept" }: {
      readonly as?: ExpiryForm;
      readonly running?: "kept" | "failed";
    } = {},
  ): void {
    this.#expiryForm = as;
    const { revision } = this.#store;
    this.#store.forgetHistory();
    if (running === "kept") return;
    const status = toTooOldStatus({ revision, oldest: this.#store.revision });
    for (const watch of this.#watches) watch.end({ kind: "failed", status });
  }

  /** Ends all watches as a server does that has had enough of them. */
  endWatches(): void {
    for (const watch of this.#watches) watch.end({ kind: "over" });
  }

  /** Cuts all connections. */
  cutConnections(): void {
    this.#front.cut();
  }

  /** Cuts the connections of all watches in the middle of an event's line. */
  async cutWatchesMidEvent(): Promise<void> {
    const ports = new Set([...this.#watches].map(({ port }) => port));
    const cuts = [...ports].map((port) => this.#front.cutAfterNext(port));
    for (const watch of this.#watches) watch.end({ kind: "torn" });
    await Promise.all(cuts);
  }

  /** The next list ends after this many characters, and its connection with it. */
  cutListAfterBytes(count: number): void {
    this.#faults.cutListAfterBytes(count);
  }

  /** Freezes the server: connections stay open, new ones are taken, nothing is answered. */
  silence(): void {
    this.#front.silence();
  }

  /** Ends the silence. */
  speak(): void {
    this.#front.speak();
  }

  /** Loses for good what is sent over the connections of open watches; they stay open. */
  dropWatchesSilently(): void {
    this.#front.deafen(new Set([...this.#watches].map(({ port }) => port)));
  }

  /** Cuts all connections and refuses new ones; the objects stay. */
  async goDown(): Promise<void> {
    await this.#front.goDown();
  }

  /** Listens again at the same address. */
  comeUp(): void {
    this.#front.comeUp();
  }

  /** Lets some of the next requests fail. */
  failNext(failure: PlannedFailure): void {
    this.#faults.failNext(failure);
  }

  /** Answers each request this much later. */
  setLatency(latencyMs: number): void {
    this.#faults.setLatency(latencyMs);
  }

  /** Takes away the right to a resource. */
  forbid(rule: ForbiddenRule): void {
    this.#faults.forbid(rule);
  }

  /** Gives the right back. */
  allow(ref: ResourceRef): void {
    this.#faults.allow(ref);
  }

  /** Asks for another bearer token from now on, or for none. */
  setToken(token: string | undefined): void {
    this.#faults.setToken(token);
  }

  /**
   * Resolves when a condition holds; it is looked at again after each request and change. Throws the
   * signal's reason when that is aborted first.
   */
  async until(condition: () => boolean, signal?: AbortSignal): Promise<void> {
    const ring = () => this.#bell.ring();
    signal?.addEventListener("abort", ring);
    try {
      while (!condition()) {
        signal?.throwIfAborted();
        await this.#bell.hear();
      }
    } finally {
      signal?.removeEventListener("abort", ring);
    }
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.endWatches();
    await this.#front.goDown();
    await this.#server.shutdown();
    await this.#bookmarks;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #sendBookmarksEvery(intervalMs: number): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      await this.#clock.sleep(intervalMs, signal);
      if (!signal.aborted) this.sendBookmarks();
    }
  }
}
