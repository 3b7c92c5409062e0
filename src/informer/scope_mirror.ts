/**
 * The claims of one target as the API server shows them. A list is a mark and sweep: what it does not
 * show by its end does not exist any more.
 */
import { readMaker } from "../claim/composite_ref.ts";
import type { BatchScope } from "../contract/batch.ts";
import type { Digester } from "../claim/digester.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Backlog } from "./backlog.ts";
import { type ClaimRecord, isGone } from "./claim_record.ts";
import type { ClaimTeller } from "./claim_teller.ts";
import type { WatchEvent } from "./claim_watcher.ts";
import type { CompositeMirror } from "./composite_mirror.ts";
import { type DigestPool, isSameDigest } from "./digest_pool.ts";
import type { Synchronisation } from "./synchronisation.ts";
import type { ClaimTarget } from "./target_source.ts";
import { noteHealth } from "./watch_health.ts";
import { WatchState } from "./watch_state.ts";
import { WatchedScope } from "./watched_scope.ts";

/** What a mirror works with. */
export interface ScopeMirrorDeps {
  readonly target: ClaimTarget;
  readonly digestObject: Digester["digestObject"];
  readonly digests: DigestPool;
  readonly teller: ClaimTeller;
  readonly backlog: Backlog;
  /** `null`: claims tell only what they say themselves. */
  readonly composites: CompositeMirror | null;
  readonly synchronisation: Synchronisation;
  /** Milliseconds that never go back. */
  readonly time: () => number;
  readonly logger: Logger;
}

/** Claims of a first list wait so long for its synchronisation before they are told without it. */
const QUIET_MS = 10_000;
/** So many more deletions than claims may wait; then a synchronisation does their work. */
const GONE_COUNT_SPARE = 1_000;

/** Owns one target's claims. */
export class ScopeMirror {
  readonly watch: WatchState;
  readonly #deps: ScopeMirrorDeps;
  #target: ClaimTarget;
  #scope: WatchedScope | null = null;
  #mark = 0;

  constructor(deps: ScopeMirrorDeps) {
    this.#deps = deps;
    this.#target = deps.target;
    this.watch = new WatchState(deps.time());
  }

  /** What is watched now. */
  get target(): ClaimTarget {
    return this.#target;
  }

  /** `null` as long as the API server does not know the resource. */
  get scope(): WatchedScope | null {
    return this.#scope;
  }

  /** What shall be watched, as far as it has a name, as long as the API server does not know it. */
  get awaited(): BatchScope | null {
    return this.#scope === null ? this.#toNamedScope() : null;
  }

  /** Whether the resource was deleted. */
  get isEnded(): boolean {
    return this.#scope?.isEnded ?? false;
  }

  /** Whether the collector has been told all that there is to tell of a resource that was deleted. */
  get isEndTold(): boolean {
    const scope = this.#scope;
    return scope !== null && scope.isEnded && scope.goneCount === 0 &&
      !this.#deps.synchronisation.isDue(scope);
  }

  /** The watch begins anew, be it of another version: what is known stands until it has listed. */
  restart(target: ClaimTarget): void {
    this.#target = target;
    if (this.#scope === null || !this.#scope.isEnded) return;
    this.#scope.isEnded = false;
    this.watch.restart(this.#deps.time());
  }

  /** The resource was deleted, and all claims with it: nothing else may be left of them anywhere. */
  end(): void {
    const { kind } = this.#target.by;
    if (this.#scope === null && kind !== undefined) {
      this.#scope = new WatchedScope({
        wire: { ...this.#toNamedScope(), kind },
        watch: this.watch,
      });
    }
    const scope = this.#scope;
    if (scope === null) return;
    for (const claim of scope.claims) this.#bury(claim);
    scope.isEnded = true;
    this.#boundDeletions(scope);
    this.#deps.synchronisation.request(scope);
  }

  /** Nobody watches the claims any more: nothing is told of them, or proven. */
  leave(): void {
    const scope = this.#scope;
    if (scope === null) return;
    const { composites, teller, synchronisation } = this.#deps;
    synchronisation.forget(scope);
    for (const claim of scope.claims) {
      composites?.link(claim, null);
      teller.forget(claim);
    }
  }

  /** Takes an event of the target's watch. */
  handle(event: WatchEvent): void {
    this.#noteHealth(event);
    if (event.type === "resolved") return this.#resolve(event);
    const scope = this.#scope;
    if (scope === null) return;
    switch (event.type) {
      case "listing":
        return this.#beginList(scope);
      case "applied":
        return event.objects.forEach((object) => this.#apply(scope, object));
      case "deleted":
        return event.objects.forEach((object) => this.#remove(scope, object));
      case "listed":
        return this.#endList(scope);
      case "trouble":
        return this.watch.isListed ? undefined : this.#deps.synchronisation.postpone(scope);
    }
  }

  #resolve(resolved: Extract<WatchEvent, { readonly type: "resolved" }>): void {
    const { group, namespace } = this.#target;
    const { resource, kind, isNamespaced } = resolved;
    const isCut = namespace !== null && isNamespaced;
    const wire = { group, resource, kind, ...(isCut ? { namespace } : {}) };
    const before = this.#scope;
    if (before !== null && isSameScope(before.wire, wire)) return;
    if (before !== null) {
      for (const claim of before.claims) this.#bury(claim);
      this.#deps.synchronisation.forget(before);
    }
    this.#scope = new WatchedScope({ wire, watch: this.watch });
  }

  #beginList(scope: WatchedScope): void {
    this.#mark += 1;
    const { backlog, synchronisation, time } = this.#deps;
    if (scope.livingCount === 0 && !this.watch.wasListed) backlog.quieten(scope, time() + QUIET_MS);
    synchronisation.postpone(scope);
  }

  #endList(scope: WatchedScope): void {
    for (const claim of scope.claims) if (claim.mark !== this.#mark) this.#bury(claim);
    this.#boundDeletions(scope);
    this.#deps.synchronisation.request(scope);
  }

  #apply(scope: WatchedScope, object: unknown): void {
    const isSkipped = this.#target.claimedComposites === "skipped" && readMaker(object) !== null;
    if (isSkipped) return this.#remove(scope, object);
    const digest = this.#deps.digestObject(object);
    if (digest === null) return;
    const claim = scope.find(digest.claimRef) ?? scope.create(digest.claimRef);
    const { digest: before, uid } = claim;
    claim.mark = this.#mark;
    if (before === null) this.#deps.teller.welcome(claim);
    if (before === null || !isSameDigest(before, digest)) {
      scope.setDigest(claim, this.#deps.digests.share(digest));
    }
    // The same text as before is not kept a second time.
    if (uid !== digest.uid) claim.uid = digest.uid;
    const { composite } = claim;
    this.#deps.composites?.link(claim, digest.composite);
    const isSame = claim.digest === before && claim.uid === uid && claim.composite === composite;
    if (!isSame) this.#deps.teller.refresh(claim);
  }

  #remove(scope: WatchedScope, object: unknown): void {
    const digest = this.#deps.digestObject(object);
    const claim = digest === null ? undefined : scope.find(digest.claimRef);
    if (claim === undefined || claim.digest === null) return;
    const { uid } = claim;
    // The end of an object that another one has followed already.
    if (uid !== null && digest !== null && digest.uid !== null && digest.uid !== uid) return;
    this.#bury(claim);
    this.#boundDeletions(scope);
  }

  #toNamedScope(): BatchScope {
    const { group, by: { resource }, namespace } = this.#target;
    return { group, resource, ...(namespace === null ? {} : { namespace }) };
  }

  #bury(claim: ClaimRecord): void {
    if (claim.digest === null) return;
    this.#deps.composites?.link(claim, null);
    this.#deps.teller.bury(claim);
  }

  /** Claims that come and go while the collector is away must not fill the memory. */
  #boundDeletions(scope: WatchedScope): void {
    if (scope.goneCount <= scope.livingCount + GONE_COUNT_SPARE) return;
    for (const claim of scope.claims) if (isGone(claim)) this.#deps.teller.forget(claim);
    this.#deps.synchronisation.request(scope);
  }

  #noteHealth(event: WatchEvent): void {
    const { time, logger } = this.#deps;
    const { group, version, by } = this.#target;
    const fields = { group, version, ...by };
    noteHealth(event, { state: this.watch, objects: "claims", now: time(), logger, fields });
  }
}

function isSameScope(a: BatchScope, b: BatchScope): boolean {
  return a.resource === b.resource && a.kind === b.kind && a.namespace === b.namespace;
}
