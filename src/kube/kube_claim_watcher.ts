/**
 * Lists and watches one resource for as long as it is wanted: finds it, lists it as a stream where
 * the API server can and in pages where it cannot, watches from there, and goes on after whatever
 * fails. Objects are handed on as they arrive and never kept; the consumer sets the pace.
 */
import type { ClaimWatcher, WatchEvent, WatchTarget } from "../informer/claim_watcher.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { OutboundFetch } from "../runtime/outbound.ts";
import type { KubeAccess } from "./kube_access.ts";
import { AnswerSizeError, KubeClient } from "./kube_client.ts";
import { KubeFailure, toKubeFailure } from "./kube_failure.ts";
import { type ListPage, parseListPage } from "./list_page.ts";
import { needsList } from "./needs_list.ts";
import { logAnswer, logWatch } from "./request_trail.ts";
import { RetryPace } from "./retry_pace.ts";
import {
  assertKind,
  createUnservedFailure,
  findResource,
  type ServedResource,
  toCollectionPath,
  toDiscoveryPath,
} from "./served_resource.ts";
import { isNewerVersion } from "./watch_line.ts";
import { readWatchStream, type WatchPiece } from "./watch_stream.ts";

/** What a watcher works with. */
export interface KubeClaimWatcherDeps {
  readonly access: KubeAccess;
  readonly clock: Clock;
  /** Gives a number from 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly fetch?: OutboundFetch;
  /** Who we are: `machinery-status-collector/1.2.3`. */
  readonly userAgent?: string;
  /** Objects of one page; fewer for objects that are large. */
  readonly pageItemCount?: number;
  /** Gets a line at `debug` for each request; nobody where none is given. */
  readonly logger?: Logger;
}

/** Objects of one page, before an answer turns out to be too large. */
const PAGE_ITEM_COUNT = 500;

/** A watcher of the API server behind `access`; each watch has connections of its own. */
export function createKubeClaimWatcher(deps: KubeClaimWatcherDeps): ClaimWatcher {
  return { watch: (target, signal) => new TargetWatch({ ...deps, target, signal }).readEvents() };
}

/** What is known of streamed lists: tried, seen to work, seen not to work once, not there. */
type StreamedList = "untried" | "proven" | "doubted" | "unsupported";

/** One watch from its beginning to its abort. */
class TargetWatch {
  readonly #deps: KubeClaimWatcherDeps;
  readonly #target: WatchTarget;
  readonly #signal: AbortSignal;
  readonly #client: KubeClient;
  readonly #pace: RetryPace;
  #served: ServedResource | null = null;
  /** What the consumer was told last; `null` when it must be told again. */
  #told: ServedResource | null = null;
  /** Everything up to this version was handed on; `null` when a list is needed. */
  #version: string | null = null;
  /** Whether the API server may have been away since it gave the version. */
  #isVersionDoubted = false;
  #streamedList: StreamedList = "untried";
  readonly #pageItemCountMax: number;
  /** Less where an answer was too large or too slow, which need not be so for ever. */
  #pageItemCount: number;
  #hasFreshCredentials = false;
  /** Lines of the last watch; a watch without any may never send one. */
  #lineCount = 0;
  #muteWatchCount = 0;

  constructor(deps: KubeClaimWatcherDeps & { target: WatchTarget; signal: AbortSignal }) {
    this.#deps = deps;
    this.#target = deps.target;
    this.#signal = deps.signal;
    this.#client = new KubeClient(deps);
    this.#pace = new RetryPace(deps);
    this.#pageItemCountMax = deps.pageItemCount ?? PAGE_ITEM_COUNT;
    this.#pageItemCount = this.#pageItemCountMax;
  }

  async *readEvents(): AsyncGenerator<WatchEvent> {
    try {
      while (!this.#signal.aborted) {
        let waitMs = 0;
        try {
          waitMs = yield* this.#step();
        } catch (error) {
          if (this.#signal.aborted) return;
          const failure = toKubeFailure(error);
          if (this.#renewCredentials(failure) || this.#doubtsStreamedList(failure)) continue;
          waitMs = this.#pace.waitAfterFailure(failure);
          this.#learn(failure);
          yield { type: "trouble", problem: failure.problem };
        }
        if (waitMs > 0) await this.#deps.clock.sleep(waitMs, this.#signal);
      }
    } finally {
      this.#client.close();
    }
  }

  /** Does what is next; returns how long to wait after it. */
  async *#step(): AsyncGenerator<WatchEvent, number> {
    const served = this.#served ??= yield* this.#resolve();
    const path = toCollectionPath(this.#target, served);
    if (this.#isVersionDoubted) await this.#confirmVersion(path);
    if (this.#version !== null) return yield* this.#watch(path);
    yield { type: "listing" };
    return yield* this.#isListStreamed() ? this.#watch(path) : this.#listPages(path);
  }

  async *#resolve(): AsyncGenerator<WatchEvent, ServedResource> {
    const served = findResource(await this.#discover(), this.#target);
    this.#noteProgress();
    const told = this.#told;
    const isNews = told?.resource !== served.resource || told.kind !== served.kind ||
      told.isNamespaced !== served.isNamespaced;
    this.#told = served;
    if (isNews) yield { type: "resolved", ...served };
    return served;
  }

  async #discover(): Promise<unknown> {
    try {
      return await this.#readJson(toDiscoveryPath(this.#target));
    } catch (error) {
      const isUnserved = error instanceof KubeFailure && error.problem.kind === "unserved";
      throw isUnserved ? createUnservedFailure(this.#target) : error;
    }
  }

  /**
   * An API server whose database was restored from a backup counts from an older version again. It
   * would let a watch wait for what has not happened yet, and keep everything to itself until then.
   * Whatever stands in front of it may make that look like the end of a watch.
   */
  async #confirmVersion(path: string): Promise<void> {
    const known = this.#version ?? "";
    const current = known === "" ? null : await this.#readVersion(path);
    this.#isVersionDoubted = false;
    if (current === null) this.#version = null;
    if (current === null || !isNewerVersion(known, current)) return;
    throw new KubeFailure(`The API server is at version ${current}, before ${known}`, {
      origin: "answer",
      status: 410,
    });
  }

  /** The newest version; `null` for whoever may watch and not list: a streamed list serves as well. */
  async #readVersion(path: string): Promise<string | null> {
    try {
      return parseListPage(await this.#readJson(`${path}?limit=1`)).version;
    } catch (error) {
      const isForbidden = error instanceof KubeFailure && error.problem.status === 403;
      if (isForbidden && this.#streamedList === "proven") return null;
      throw error;
    }
  }

  async *#listPages(path: string): AsyncGenerator<WatchEvent, number> {
    let version: string | null = null;
    let continueToken: string | null = null;
    do {
      const page: ListPage = parseListPage(await this.#readPage(path, continueToken));
      if (page.continueToken !== null && page.continueToken === continueToken) {
        throw new KubeFailure("The API server gives the same page again", { origin: "content" });
      }
      this.#noteProgress();
      // The first page's: nothing after it can be missed, whatever later pages are of.
      version ??= page.version;
      continueToken = page.continueToken;
      this.#assertKind(page.items);
      if (page.items.length > 0) yield { type: "applied", objects: page.items };
    } while (continueToken !== null);
    this.#version = version;
    if (this.#streamedList === "doubted") this.#streamedList = "unsupported";
    this.#pageItemCount = Math.min(this.#pageItemCount * 2, this.#pageItemCountMax);
    yield { type: "listed" };
    return 0;
  }

  /** A page; one that is too large is asked for again with fewer objects. */
  async #readPage(path: string, continueToken: string | null): Promise<unknown> {
    for (;;) {
      const query = new URLSearchParams({ limit: String(this.#pageItemCount) });
      if (continueToken !== null) query.set("continue", continueToken);
      try {
        return await this.#readJson(`${path}?${query}`);
      } catch (error) {
        if (!(error instanceof AnswerSizeError) || this.#pageItemCount === 1) throw error;
        this.#pageItemCount = Math.ceil(this.#pageItemCount / 4);
      }
    }
  }

  #readJson(path: string): Promise<unknown> {
    const read = () => this.#client.readJson(path, this.#signal);
    return logAnswer(read, { ...this.#deps, path, signal: this.#signal });
  }

  /** One connection of a watch, from `#version` on or with a list before it. */
  async *#watch(path: string): AsyncGenerator<WatchEvent, number> {
    const { clock, random } = this.#deps;
    const openedAt = clock.now();
    this.#lineCount = 0;
    const stream = readWatchStream({
      client: this.#client,
      path,
      version: this.#version,
      isListProven: this.#streamedList === "proven",
      random,
      signal: this.#signal,
    });
    for await (const piece of logWatch(stream, { ...this.#deps, path, signal: this.#signal })) {
      for (const event of piece.events) if ("objects" in event) this.#assertKind(event.objects);
      yield* piece.events;
      // Only now the events have been taken.
      this.#notePiece(piece);
    }
    if (this.#version === null) {
      throw new KubeFailure("The list ended before it was complete", { origin: "content" });
    }
    yield { type: "contact" };
    this.#isVersionDoubted = true;
    return this.#pace.waitAfterEnd(clock.now() - openedAt);
  }

  /** A resource may be defined anew so quickly that it never seems to be missing. */
  #assertKind(objects: readonly unknown[]): void {
    if (this.#served !== null) assertKind(objects, this.#served);
  }

  #notePiece({ version, lineCount }: WatchPiece): void {
    this.#hasFreshCredentials = false;
    this.#lineCount += lineCount;
    if (lineCount > 0) this.#noteProgress();
    if (this.#version === null && version !== null) this.#streamedList = "proven";
    this.#version = version;
  }

  #noteProgress(): void {
    this.#hasFreshCredentials = false;
    this.#pace.noteProgress();
  }

  /** A first 401 may only mean that credentials were renewed: they are read again at once. */
  #renewCredentials({ origin, problem }: KubeFailure): boolean {
    if (problem.status !== 401) return false;
    this.#deps.access.forgetCredentials();
    // A watch that was let in and is refused then may be let in again and again.
    const isFirst = origin === "answer" && !this.#hasFreshCredentials;
    this.#hasFreshCredentials = true;
    return isFirst;
  }

  /** A streamed list that was never seen to work failed as it fails where there is none: then pages. */
  #doubtsStreamedList({ origin, problem }: KubeFailure): boolean {
    const isOfList = this.#served !== null && this.#version === null && this.#isListStreamed();
    if (!isOfList) return false;
    if (origin === "answer" && (problem.status === 400 || problem.status === 422)) {
      this.#streamedList = "unsupported";
      return true;
    }
    const isDoubtful = origin === "event" || origin === "silence" || origin === "content";
    if (this.#streamedList === "proven" || !isDoubtful) return false;
    this.#streamedList = "doubted";
    return true;
  }

  #isListStreamed(): boolean {
    return this.#streamedList === "untried" || this.#streamedList === "proven";
  }

  /** What the failure says about where to go on. */
  #learn({ origin, problem }: KubeFailure): void {
    // Pages failed too, so it was not the stream.
    if (this.#streamedList === "doubted") this.#streamedList = "untried";
    if (problem.kind === "unserved") this.#served = this.#told = null;
    this.#isVersionDoubted = true;
    this.#muteWatchCount = origin === "silence" && this.#lineCount === 0
      ? this.#muteWatchCount + 1
      : 0;
    if (needsList({ origin, problem }, this.#lineCount) || this.#muteWatchCount >= 2) {
      this.#version = null;
    }
  }
}
