/**
 * The composites that claims name, as the API server shows them. Watches a kind from the first claim
 * that names it on. What was once seen stands while its watch is down: only its deletion, or a
 * refusal that lasts, ends that.
 */
import { type CompositeRef, readMaker } from "../claim/composite_ref.ts";
import type { Digester } from "../claim/digester.ts";
import type { Logger } from "../runtime/logger.ts";
import type { ClaimRecord } from "./claim_record.ts";
import type { StartWatch, WatchEvent } from "./claim_watcher.ts";
import {
  type CompositeKind,
  type CompositeRecord,
  listClaims,
  type SeenComposite,
} from "./composite_kind.ts";
import { isSameMaker } from "./composite_maker.ts";
import { CompositeQueue, type QueuedClaim } from "./composite_queue.ts";
import { COMPOSITE_KIND_COUNT_MAX, CompositeSlots, toIdleEnd } from "./composite_slots.ts";
import { createLimitedLogger } from "./limited_logger.ts";
import { type DigestPool, isSameDigest } from "./digest_pool.ts";
import { noteHealth } from "./watch_health.ts";
import type { WatchedScope } from "./watched_scope.ts";

/** What the mirror works with. */
export interface CompositeMirrorDeps {
  readonly digestObject: Digester["digestObject"];
  readonly digests: DigestPool;
  /** What the claim's composite says is not what it was. */
  readonly refresh: (claim: ClaimRecord) => void;
  readonly watch: StartWatch;
  /** Milliseconds that never go back. */
  readonly time: () => number;
  readonly logger: Logger;
}

/** Who may edit claims may name kinds at will, and all of them have the same API server. */
const LOG_LIMIT = {
  lineCountMax: 10,
  windowMs: 60_000,
  farewell: "There is more to say of composites: /readyz?verbose tells how each kind stands",
};
/** Nobody waits longer for a kind that is needed for the first time. */
const SETTLE_MS = 10_000;
/** A refusal that lasts so long ends what was seen before. */
const REFUSAL_MS = 120_000;

/** Owns the composites, kind by kind. */
export class CompositeMirror {
  readonly #deps: CompositeMirrorDeps;
  readonly #slots: CompositeSlots;
  readonly #queue = new CompositeQueue();

  constructor(deps: CompositeMirrorDeps) {
    const { time } = deps;
    this.#deps = { ...deps, logger: createLimitedLogger(deps.logger, { ...LOG_LIMIT, time }) };
    this.#slots = new CompositeSlots({ watch: (kind) => this.#watch(kind), time: deps.time });
  }

  /** The kinds that are watched. */
  get kinds(): readonly CompositeKind[] {
    return this.#slots.kinds;
  }

  /** How many claims name a composite of a kind that is not watched, because there are too many. */
  get waitingCount(): number {
    return this.#queue.size;
  }

  /** Whether nothing need be waited for before the scope's claims are told. */
  isSettledFor(scope: WatchedScope): boolean {
    return this.kinds.every((kind) => kind.isSettled || !kind.isNeededBy(scope));
  }

  /** Hears which composite a claim names now. */
  link(claim: ClaimRecord, ref: CompositeRef | null): void {
    const { composite } = claim;
    if (composite !== null && ref !== null && isNamed(composite, ref)) return;
    if (composite !== null) {
      composite.kind.unlink(claim, { composite, now: this.#deps.time() });
    }
    if (ref === null) return this.#dequeue(claim);
    const kind = this.#slots.find(ref) ?? this.#open(ref);
    if (kind === null) return this.#enqueue({ claim, ref });
    this.#dequeue(claim);
    kind.link(claim, kind.open(ref.claimRef));
  }

  /** When `advance` has something to do. */
  get nextDueAt(): number {
    return Math.min(
      this.#queue.size > 0 ? this.#slots.roomAt : Infinity,
      ...this.kinds.map(toDueAt),
    );
  }

  /** Ends waits, refused kinds and needless watches whose time has come. */
  advance(): void {
    const now = this.#deps.time();
    for (const kind of this.kinds) {
      if (!kind.isSettled && now - kind.neededAt >= SETTLE_MS) this.#settle(kind);
      if (toRefusalEnd(kind) <= now) this.#forget(kind);
    }
    this.#slots.endIdle();
    if (this.#queue.size > 0) this.#serveQueue();
  }

  /** Who comes late does not get the room for which others wait. */
  #open(ref: CompositeRef): CompositeKind | null {
    return this.#queue.size > 0 ? null : this.#slots.open(ref);
  }

  #watch(kind: CompositeKind): () => void {
    const { group, version, kind: name } = kind;
    return this.#deps.watch(
      { group, version, by: { kind: name }, namespace: null },
      (event) => this.#handle(kind, event),
    );
  }

  #serveQueue(): void {
    while (this.#queue.size > 0 && this.#slots.hasRoom) {
      for (const { claim, ref } of this.#queue.take()) {
        const kind = this.#slots.find(ref) ?? this.#slots.open(ref);
        kind?.link(claim, kind.open(ref.claimRef));
      }
    }
    this.#noteQueueEnd();
  }

  #enqueue({ claim, ref }: QueuedClaim): void {
    const isFirst = this.#queue.size === 0;
    this.#queue.put({ claim, ref });
    if (!isFirst) return;
    const { group, version, kind } = ref;
    this.#deps.logger.warn(
      `Claims name composites of more than ${COMPOSITE_KIND_COUNT_MAX} kinds: others are not watched`,
      { group, version, kind },
    );
  }

  #dequeue(claim: ClaimRecord): void {
    if (this.#queue.drop(claim)) this.#noteQueueEnd();
  }

  #noteQueueEnd(): void {
    if (this.#queue.size > 0) return;
    this.#deps.logger.info("There is room for the composites of all claims again");
  }

  #handle(kind: CompositeKind, event: WatchEvent): void {
    this.#noteHealth(kind, event);
    switch (event.type) {
      case "listing":
        kind.mark += 1;
        return;
      case "applied":
        return event.objects.forEach((object) => this.#apply(kind, object));
      case "deleted":
        return event.objects.forEach((object) => this.#remove(kind, object));
      case "listed":
        this.#sweep(kind);
        return this.#settle(kind);
      case "trouble":
        return kind.watch.isRefused ? this.#settle(kind) : undefined;
    }
  }

  #apply(kind: CompositeKind, object: unknown): void {
    const maker = readMaker(object);
    // Whatever else it is, it is the composite of no claim.
    if (maker === null) return this.#remove(kind, object);
    const digest = this.#deps.digestObject(object);
    if (digest === null) return;
    const composite = kind.open(digest.claimRef);
    composite.mark = kind.mark;
    const isSame = composite.digest !== null && isSameDigest(composite.digest, digest) &&
      isSameMaker(composite.maker, maker);
    if (!isSame) this.#set(composite, { digest: this.#deps.digests.share(digest), maker });
  }

  #remove(kind: CompositeKind, object: unknown): void {
    const digest = this.#deps.digestObject(object);
    if (digest !== null) this.#set(kind.open(digest.claimRef), null);
  }

  /** What the list did not show does not exist. */
  #sweep(kind: CompositeKind): void {
    for (const composite of kind.composites) {
      if (composite.mark !== kind.mark) this.#set(composite, null);
    }
  }

  #forget(kind: CompositeKind): void {
    kind.forgottenSince = kind.watch.problem?.since ?? null;
    for (const composite of kind.composites) this.#set(composite, null);
  }

  #set(composite: CompositeRecord, seen: SeenComposite | null): void {
    const hasChanged = seen !== null || composite.digest !== null;
    composite.kind.set(composite, seen);
    if (hasChanged) listClaims(composite).forEach(this.#deps.refresh);
  }

  #settle(kind: CompositeKind): void {
    if (kind.isSettled) return;
    kind.isSettled = true;
    for (const composite of kind.composites) listClaims(composite).forEach(this.#deps.refresh);
  }

  #noteHealth(kind: CompositeKind, event: WatchEvent): void {
    const { time, logger } = this.#deps;
    const fields = { group: kind.group, version: kind.version, kind: kind.kind };
    noteHealth(event, { state: kind.watch, objects: "composites", now: time(), logger, fields });
  }
}

function isNamed({ kind, claimRef }: CompositeRecord, ref: CompositeRef): boolean {
  return claimRef === ref.claimRef && kind.kind === ref.kind && kind.group === ref.group &&
    kind.version === ref.version;
}

function toDueAt(kind: CompositeKind): number {
  return Math.min(
    kind.isSettled ? Infinity : kind.neededAt + SETTLE_MS,
    toRefusalEnd(kind),
    toIdleEnd(kind),
  );
}

/** When a refusal has lasted long enough; never twice for the same one. */
function toRefusalEnd({ watch, forgottenSince }: CompositeKind): number {
  const { problem, isRefused } = watch;
  if (problem === null || !isRefused || problem.since === forgottenSince) return Infinity;
  return problem.since + REFUSAL_MS;
}
