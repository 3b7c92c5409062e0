/**
 * Finds the resources that are claims by their definitions, and follows them as they come, change and
 * go. A definition that a list does not show is taken for deleted only when another list, a minute
 * later, does not show it either.
 */
import type { ClaimWatcher, WatchEvent } from "../informer/claim_watcher.ts";
import type { ClaimTarget, TargetEvent, TargetSource } from "../informer/target_source.ts";
import type { Clock } from "../runtime/clock.ts";
import {
  DEFINITION_TARGET,
  digestDefinition,
  type ResourceDefinition,
} from "./resource_definition.ts";
import { type DiscoveryScope, selectTarget } from "./select_target.ts";

/** Definitions of one page: some have half a megabyte of schemas. */
export const DEFINITION_PAGE_ITEM_COUNT = 20;

/** What a discovery works with. */
export interface DiscoveryDeps {
  /** Watches the definitions. */
  readonly watcher: ClaimWatcher;
  readonly clock: Clock;
  readonly scope: DiscoveryScope;
}

/** Between two lists that prove that a definition does not exist. */
const PROOF_MS = 60_000;

/** A source of all claims that the definitions of a cluster know. */
export function createDiscoveredTargets(deps: DiscoveryDeps): TargetSource {
  return {
    description: "the definitions of resources",
    right: "get, list and watch customresourcedefinitions.apiextensions.k8s.io",
    read: (signal) => new Discovery(deps).read(signal),
  };
}

interface Discovered {
  readonly target: ClaimTarget;
  readonly uid: string;
  readonly isNamespaced: boolean;
  /** The list that showed it last. */
  mark: number;
  /** When the first list was complete that did not show it, in Unix milliseconds. */
  missingSince: number | null;
}

/** One discovery from its beginning to its abort. */
class Discovery {
  readonly #deps: DiscoveryDeps;
  /** By the names of their definitions; others are not kept. */
  readonly #found = new Map<string, Discovered>();
  /** Before all definitions are known, none is told: the first would look like all there are. */
  #isTold = false;
  #mark = 0;

  constructor(deps: DiscoveryDeps) {
    this.#deps = deps;
  }

  async *read(signal: AbortSignal): AsyncGenerator<TargetEvent> {
    while (!signal.aborted) {
      using round = new Round(signal);
      for await (const event of this.#deps.watcher.watch(DEFINITION_TARGET, round.signal)) {
        yield* this.#take(event);
        if (event.type === "listed") this.#planProof(round);
      }
      if (!round.signal.aborted) throw new Error("The watch of definitions ended by itself");
    }
  }

  *#take(event: WatchEvent): Generator<TargetEvent> {
    switch (event.type) {
      case "resolved":
        return;
      case "applied":
        for (const object of event.objects) yield* this.#apply(digestDefinition(object));
        return;
      case "deleted":
        for (const object of event.objects) yield* this.#delete(digestDefinition(object)?.name);
        return;
      case "listed":
        yield* this.#sweep();
        break;
      case "listing":
        this.#mark += 1;
        break;
    }
    yield event;
  }

  *#apply(definition: ResourceDefinition | null): Generator<TargetEvent> {
    if (definition === null) return;
    const { name, uid, isNamespaced } = definition;
    const known = this.#found.get(name);
    const selection = selectTarget(definition, this.#deps.scope);
    if (known !== undefined) {
      known.mark = this.#mark;
      known.missingSince = null;
    }
    if (selection.kind === "target") {
      const found = { target: selection.target, uid, isNamespaced };
      if (known !== undefined && isSame(known, found)) return;
      this.#found.set(name, { ...found, mark: this.#mark, missingSince: null });
      if (this.#isTold) yield { type: "wanted", target: found.target };
    } else if (selection.kind === "other" && known !== undefined) {
      this.#found.delete(name);
      if (this.#isTold) yield { type: "unwanted", name: toName(known) };
    }
    // One that is not ready is watched on, if it was: the API server says what comes of that.
  }

  *#delete(name: string | undefined): Generator<TargetEvent> {
    const known = name === undefined ? undefined : this.#found.get(name);
    if (name === undefined || known === undefined) return;
    this.#found.delete(name);
    if (this.#isTold) yield { type: "deleted", name: toName(known) };
  }

  /** A list is complete. */
  *#sweep(): Generator<TargetEvent> {
    const now = this.#deps.clock.now();
    for (const [name, found] of this.#found) {
      if (found.mark === this.#mark) continue;
      // Of what was never told, nothing is to be proven.
      if (!this.#isTold) this.#found.delete(name);
      else if (found.missingSince === null) found.missingSince = now;
      else if (now - found.missingSince >= PROOF_MS) yield* this.#delete(name);
    }
    if (this.#isTold) return;
    this.#isTold = true;
    for (const { target } of this.#found.values()) yield { type: "wanted", target };
  }

  /** Where a definition is missing, another list shall prove it. */
  #planProof(round: Round): void {
    const times = [...this.#found.values()].flatMap(({ missingSince }) => missingSince ?? []);
    if (times.length === 0) return;
    const { clock } = this.#deps;
    round.endAfter(Math.min(...times) + PROOF_MS - clock.now(), clock);
  }
}

/** One watch of the definitions, which can be ended for another one. */
class Round implements Disposable {
  readonly signal: AbortSignal;
  readonly #end = new AbortController();
  #isPlanned = false;

  constructor(signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#end.signal]);
  }

  endAfter(durationMs: number, clock: Clock): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    void clock.sleep(durationMs, this.signal).then(() => this.#end.abort());
  }

  [Symbol.dispose](): void {
    this.#end.abort();
  }
}

function isSame(a: Discovered, b: Pick<Discovered, "target" | "uid" | "isNamespaced">): boolean {
  return a.uid === b.uid && a.isNamespaced === b.isNamespaced &&
    a.target.version === b.target.version && a.target.by.kind === b.target.by.kind &&
    a.target.claimedComposites === b.target.claimedComposites;
}

function toName(
  { target: { group, by: { resource } } }: Discovered,
): { readonly group: string; readonly resource: string } {
  return { group, resource };
}
