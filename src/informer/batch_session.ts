/**
 * The informer's session with the collector: who speaks, the rising number of each request, and what
 * every batch says of the scopes that are watched.
 */
import type { BatchScope } from "../contract/batch.ts";
import { BATCH_LIMITS } from "../contract/batch_limits.ts";
import {
  BATCH_BYTES_MAX,
  type BatchItem,
  boundItemBytes,
  boundScopeBytes,
  toDeletion,
  toUpsert,
} from "./batch_item.ts";
import type { ClaimRecord } from "./claim_record.ts";
import type { Batch } from "./collector_client.ts";
import type { SyncPart } from "./synchronisation.ts";
import type { WatchState } from "./watch_state.ts";
import type { WatchedScope } from "./watched_scope.ts";

/** What a session is made of. */
export interface BatchSessionDeps {
  /** A random id. */
  readonly id: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** The scopes that are watched now. */
  readonly listScopes: () => readonly WatchedScope[];
  /** Scopes that shall be watched, but that the API server does not know yet. */
  readonly listAwaited: () => readonly BatchScope[];
  /** Milliseconds that never go back. */
  readonly time: () => number;
}

/** A scope without contact to its API server for so long is told to be silent. */
export const SILENT_AFTER_MS = 120_000;
/** Everything in a batch but scopes and items. */
const ENVELOPE_BYTES = 5_000;
/** Less than this is never left for items. */
const ITEM_BYTES_MIN = 100_000;

/** Builds batches; each has a number of its own. */
export class BatchSession {
  readonly #deps: BatchSessionDeps;
  #sequence = 0;

  constructor(deps: BatchSessionDeps) {
    this.#deps = deps;
  }

  /** Whether the API server was not heard of for too long. */
  isSilent({ lastContactAt }: WatchState): boolean {
    return this.#deps.time() - lastContactAt >= SILENT_AFTER_MS;
  }

  /** Welcomes claims until a batch is full; the first one always. */
  createFilter(itemCountMax: number): (claim: ClaimRecord) => boolean {
    const scopes = this.#listScopes();
    const bytesMax = BATCH_BYTES_MAX - ENVELOPE_BYTES - 2 * boundScopeBytes(scopes.all);
    let bytes = 0;
    let count = 0;
    return (claim) => {
      bytes += boundItemBytes(claim);
      count += 1;
      return count === 1 || (count <= itemCountMax && bytes <= Math.max(bytesMax, ITEM_BYTES_MIN));
    };
  }

  /** The next batch, and its items in the order in which an answer counts them. */
  build(
    items: readonly BatchItem[],
    part: SyncPart | null,
  ): { readonly batch: Batch; readonly items: readonly BatchItem[] } {
    const living: BatchItem[] = [];
    const gone: BatchItem[] = [];
    const deletions = [];
    for (const item of items) {
      if (item.telling?.phase === "Gone") {
        gone.push(item);
        deletions.push(toDeletion(item.claim, item.telling));
      } else living.push(item);
    }
    this.#sequence += 1;
    const scopes = this.#listScopes();
    const batch = {
      protocol: 1,
      session: { id: this.#deps.id, startedAt: new Date(this.#deps.startedAt).toISOString() },
      sequence: this.#sequence,
      ...(part === null ? {} : { sync: part.wire }),
      ...(scopes.silent.length === 0 ? {} : { silent: scopes.silent }),
      scopes: scopes.all,
      upserts: living.map(toUpsert),
      deletions,
    } satisfies Batch;
    return { batch, items: [...living, ...gone] };
  }

  #listScopes(): { readonly all: readonly BatchScope[]; readonly silent: readonly BatchScope[] } {
    const scopes = this.#deps.listScopes().slice(0, BATCH_LIMITS.scopeCountMax);
    const silent = scopes.filter(({ watch, isEnded }) => !isEnded && this.isSilent(watch));
    // Without these, the collector would take the first kind that is told for everything there is.
    const all = [...scopes.map(({ wire }) => wire), ...this.#deps.listAwaited()];
    return {
      all: all.slice(0, BATCH_LIMITS.scopeCountMax),
      silent: silent.map(({ wire }) => wire),
    };
  }
}
