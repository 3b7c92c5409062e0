/**
 * The kinds of composites that are watched: a limited number, since who may edit claims may name kinds
 * at will. One that no claim names any more is watched on for a while, unless its place is needed.
 */
import type { CompositeRef } from "../claim/digest.ts";
import { CompositeKind } from "./composite_kind.ts";

/** Most kinds that are watched. */
export const COMPOSITE_KIND_COUNT_MAX = 200;
/** A kind that no claim names any more is watched for so long, */
const IDLE_MS = 60_000;
/** and where its place is needed, for so long: who edits a claim all the time costs no more. */
const IDLE_MIN_MS = 10_000;

/** What the slots work with. */
export interface CompositeSlotsDeps {
  /** Starts the watch of a kind; the returned function ends it. */
  readonly watch: (kind: CompositeKind) => () => void;
  /** Milliseconds that never go back. */
  readonly time: () => number;
}

interface Slot {
  readonly kind: CompositeKind;
  readonly stop: () => void;
}

/** Owns the kinds, and when their watches begin and end. */
export class CompositeSlots {
  readonly #deps: CompositeSlotsDeps;
  readonly #slots = new Map<string, Slot>();

  constructor(deps: CompositeSlotsDeps) {
    this.#deps = deps;
  }

  /** The kinds that are watched. */
  get kinds(): readonly CompositeKind[] {
    return [...this.#slots.values()].map(({ kind }) => kind);
  }

  /** Whether one more kind can be watched. */
  get hasRoom(): boolean {
    return this.roomAt <= this.#deps.time();
  }

  /** When there is room for one more; `Infinity` where all kinds are named by claims. */
  get roomAt(): number {
    if (this.#slots.size < COMPOSITE_KIND_COUNT_MAX) return -Infinity;
    return (this.#findIdlest()?.idleSince ?? Infinity) + IDLE_MIN_MS;
  }

  /** The kind that is named, if it is watched. */
  find(ref: CompositeRef): CompositeKind | null {
    return this.#slots.get(toKey(ref))?.kind ?? null;
  }

  /** Watches one more kind, in the place of one that no claim names if need be; `null`: no room. */
  open(ref: CompositeRef): CompositeKind | null {
    if (!this.hasRoom) return null;
    if (this.#slots.size >= COMPOSITE_KIND_COUNT_MAX) this.#end(this.#findIdlest());
    const kind = new CompositeKind(ref, this.#deps.time());
    this.#slots.set(toKey(ref), { kind, stop: this.#deps.watch(kind) });
    return kind;
  }

  /** Ends the watches of kinds that no claim has named for long. */
  endIdle(): void {
    const now = this.#deps.time();
    for (const kind of this.kinds) if (toIdleEnd(kind) <= now) this.#end(kind);
  }

  #findIdlest(): CompositeKind | null {
    let idlest: CompositeKind | null = null;
    for (const { kind } of this.#slots.values()) {
      if (toIdleEnd(kind) < (idlest === null ? Infinity : toIdleEnd(idlest))) idlest = kind;
    }
    return idlest;
  }

  #end(kind: CompositeKind | null): void {
    if (kind === null) return;
    this.#slots.get(toKey(kind))?.stop();
    this.#slots.delete(toKey(kind));
  }
}

/** When the watch of the kind ends, if no claim names it until then. */
export function toIdleEnd({ idleSince }: CompositeKind): number {
  return idleSince === null ? Infinity : idleSince + IDLE_MS;
}

function toKey({ group, version, kind }: Omit<CompositeRef, "claimRef">): string {
  return `${group}/${version}/${kind}`;
}
