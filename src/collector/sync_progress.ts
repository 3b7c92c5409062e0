/** A full synchronisation of one scope while its parts arrive. */
import type { ClaimKey } from "../claim/claim.ts";
import { mayBeInScope, type Scope } from "../claim/scope.ts";
import { estimateKey, estimateSync } from "./byte_estimate.ts";

/** Most kinds that a scope is found to have; a resource has one. */
const KIND_COUNT_MAX = 10;

/** What a batch says of the synchronisation that it is a part of. */
export interface SyncPart {
  readonly id: string;
  readonly scope: Scope;
  /** Counted from 1. */
  readonly part: number;
  readonly last: boolean;
}

/** Which claim an item is about. */
export type ItemKey = Pick<ClaimKey, "claimRef" | "type">;

/** Counts the parts, and remembers what else than applied items proves that a claim exists. */
export class SyncProgress {
  readonly id: string;
  readonly scope: Scope;
  /** Sequence of the batch that brought part 1: what was named since then exists. */
  readonly firstSequence: number;
  /** Unix milliseconds at which part 1 arrived. */
  readonly startedAt: number;
  readonly #kinds = new Set<string>();
  readonly #named = new Set<string>();
  #appliedCount = 0;
  #isBroken = false;
  #lastingBytes: number;
  #nameBytes = 0;
  #hasLostNames = false;

  constructor(part: SyncPart, context: { readonly sequence: number; readonly now: number }) {
    this.id = part.id;
    this.scope = part.scope;
    this.firstSequence = context.sequence;
    this.startedAt = context.now;
    this.#lastingBytes = estimateSync(part.scope);
    this.note(part);
  }

  /** Estimated size. */
  get bytes(): number {
    return this.#lastingBytes + this.#nameBytes;
  }

  /** Estimated size of what is remembered when it has ended: all but the names. */
  get lastingBytes(): number {
    return this.#lastingBytes;
  }

  /** Whether no part is missing so far. */
  get isComplete(): boolean {
    return !this.#isBroken;
  }

  /** Kinds of the scope's objects: its own, or those that its parts brought. */
  get kinds(): readonly string[] {
    return this.scope.kind === null ? [...this.#kinds] : [this.scope.kind];
  }

  /** A part arrives; one that comes again changes nothing. */
  note({ part }: SyncPart): void {
    if (part > this.#appliedCount + 1) this.#isBroken = true;
    this.#appliedCount = Math.max(this.#appliedCount, part);
  }

  /** An item of a part: tells the kind of the scope where the sender did not. */
  noteKind({ type }: ItemKey): void {
    if (this.scope.kind !== null) return;
    if (type?.group !== this.scope.group || this.#kinds.has(type.kind)) return;
    if (this.#kinds.size >= KIND_COUNT_MAX) return;
    this.#kinds.add(type.kind);
    this.#lastingBytes += estimateKey(type.kind);
  }

  /** The claim exists, although its item could not be applied. */
  noteNamed(key: ItemKey): void {
    if (this.#hasLostNames) return;
    if (!mayBeInScope(key, this.scope)) return;
    const keyText = toKeyText(key);
    if (this.#named.has(keyText)) return;
    this.#named.add(keyText);
    this.#nameBytes += estimateKey(keyText);
  }

  /** Whether the claim exists for another reason than an applied item, or may do so. */
  isNamed(key: ItemKey): boolean {
    return this.#hasLostNames || (this.#named.size > 0 && this.#named.has(toKeyText(key)));
  }

  /** Forgets the names for lack of room: from now on, every claim may be one of them. */
  loseNames(): void {
    if (this.#named.size === 0) return;
    this.#named.clear();
    this.#nameBytes = 0;
    this.#hasLostNames = true;
  }
}

/** Equal for two keys of one claim. */
export function toKeyText({ claimRef, type }: ItemKey): string {
  return JSON.stringify([claimRef, type?.group, type?.kind]);
}
