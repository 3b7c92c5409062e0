/**
 * The composites of one kind as far as claims name them: their digests, which claims name each, and
 * whether it is known by now what there is.
 */
import type { ClaimName, CompositeRef } from "../claim/composite_ref.ts";
import type { ClaimRecord } from "./claim_record.ts";
import { shareMaker } from "./composite_maker.ts";
import type { KeptDigest } from "./digest_pool.ts";
import { WatchState } from "./watch_state.ts";
import type { WatchedScope } from "./watched_scope.ts";

/** One composite: what it says, and whom it concerns. */
export interface CompositeRecord {
  readonly kind: CompositeKind;
  readonly claimRef: string;
  /** `null` where it does not exist, or was not seen. */
  digest: KeptDigest | null;
  /** The claim that has made it; `null` where it does not exist, or was not seen. */
  maker: ClaimName | null;
  /** The claims that name it: one as a rule, so that a set for each would be a waste. */
  claims: ClaimRecord | Set<ClaimRecord> | null;
  /** The list that showed it last. */
  mark: number;
}

/** A composite as it was seen. */
export interface SeenComposite {
  readonly digest: KeptDigest;
  readonly maker: ClaimName;
}

/** Owns the composites of one kind. */
export class CompositeKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** When it was first needed, in milliseconds. */
  readonly neededAt: number;
  readonly watch: WatchState;
  readonly #composites = new Map<string, CompositeRecord>();
  readonly #claimCounts = new Map<WatchedScope, number>();
  /** Whether what is not known of its composites need not be waited for. */
  isSettled = false;
  /** Since when no claim names it; `null` while one does. */
  idleSince: number | null = null;
  /** Begin of the refusal that has ended what was seen before. */
  forgottenSince: number | null = null;
  /** The list that is under way, or was last. */
  mark = 0;
  #livingCount = 0;

  constructor(ref: Omit<CompositeRef, "claimRef">, neededAt: number) {
    this.group = ref.group;
    this.version = ref.version;
    this.kind = ref.kind;
    this.neededAt = neededAt;
    this.watch = new WatchState(neededAt);
  }

  /** All composites that exist or are named. */
  get composites(): Iterable<CompositeRecord> {
    return this.#composites.values();
  }

  /** How many composites exist that claims have made, as far as they were seen. */
  get livingCount(): number {
    return this.#livingCount;
  }

  /** Whether claims of the scope name composites of this kind. */
  isNeededBy(scope: WatchedScope): boolean {
    return this.#claimCounts.has(scope);
  }

  /** The record of a composite, new if need be. */
  open(claimRef: string): CompositeRecord {
    const known = this.#composites.get(claimRef);
    if (known !== undefined) return known;
    const composite = { kind: this, claimRef, digest: null, maker: null, claims: null, mark: 0 };
    this.#composites.set(claimRef, composite);
    return composite;
  }

  /** Hears that a claim names the composite. */
  link(claim: ClaimRecord, composite: CompositeRecord): void {
    const { claims } = composite;
    if (claims === null) composite.claims = claim;
    else if (claims instanceof Set) claims.add(claim);
    else composite.claims = new Set([claims, claim]);
    claim.composite = composite;
    if (composite.maker !== null) composite.maker = shareMaker(composite.maker, [claim]);
    this.#claimCounts.set(claim.scope, (this.#claimCounts.get(claim.scope) ?? 0) + 1);
    this.idleSince = null;
  }

  /** Hears that a claim does not name the composite any more. */
  unlink(
    claim: ClaimRecord,
    context: { readonly composite: CompositeRecord; readonly now: number },
  ): void {
    const { composite, now } = context;
    if (composite.claims instanceof Set) composite.claims.delete(claim);
    else composite.claims = null;
    claim.composite = null;
    const count = (this.#claimCounts.get(claim.scope) ?? 0) - 1;
    if (count > 0) this.#claimCounts.set(claim.scope, count);
    else this.#claimCounts.delete(claim.scope);
    if (this.#claimCounts.size === 0) this.idleSince = now;
    this.#dropIfUseless(composite);
  }

  /** Keeps what a composite says; `null`: it does not exist any more. */
  set(composite: CompositeRecord, seen: SeenComposite | null): void {
    this.#livingCount += Number(seen !== null) - Number(composite.digest !== null);
    composite.digest = seen?.digest ?? null;
    composite.maker = seen === null ? null : shareMaker(seen.maker, listClaims(composite));
    this.#dropIfUseless(composite);
  }

  #dropIfUseless({ claims, digest, claimRef }: CompositeRecord): void {
    const isNamed = claims instanceof Set ? claims.size > 0 : claims !== null;
    if (digest === null && !isNamed) this.#composites.delete(claimRef);
  }
}

/** The claims that name the composite. */
export function listClaims({ claims }: CompositeRecord): readonly ClaimRecord[] {
  if (claims === null) return [];
  return claims instanceof Set ? [...claims] : [claims];
}
