/**
 * What a collector holds after batches and posts: the rules of the protocol in their simplest form,
 * without sessions that compete. A new instance knows nothing.
 */
import type { BatchAnswer, BatchScope } from "../../src/contract/batch.ts";
import type { Batch, SinglePost } from "../../src/informer/collector_client.ts";

/** One row of the collector. */
export interface CollectorRow {
  readonly uid: string | undefined;
  readonly statusMessage: string;
  readonly phase: string;
  readonly observedAt: string;
  readonly isOutdated: boolean;
  /** Session that told it; none for a post. */
  readonly session?: string;
}

/** What stands behind the collector's double; a new one for each process. */
export interface CollectorState {
  /** Id of the process. */
  readonly instance: string;
  /** By `kind.group claimRef`. */
  readonly rows: ReadonlyMap<string, CollectorRow>;
  /** What the next answer says beside the rest. */
  nextAnswer: Partial<BatchAnswer>;
  /** Hears of claims that a synchronisation has shown to be gone. */
  onMissing: (claimRef: string) => void;
  apply(batch: Batch): BatchAnswer;
  post(status: SinglePost): void;
}

interface SyncState {
  readonly id: string;
  readonly named: Set<string>;
  partCount: number;
  isBroken: boolean;
}

/** Applies batches as a server does. */
export class CollectorModel implements CollectorState {
  readonly rows = new Map<string, CollectorRow>();
  /** Batches that this instance has applied. */
  readonly applied: Batch[] = [];
  readonly #syncs = new Map<string, SyncState>();
  #session = "";
  readonly instance: string;
  onMissing: (claimRef: string) => void = () => {};
  nextAnswer: Partial<BatchAnswer> = {};
  /** Scopes whose last synchronisation was complete. */
  readonly synchronised = new Set<string>();
  #sequence = 0;
  #isResyncDue = true;

  constructor(instance: string) {
    this.instance = instance;
  }

  /** The rows of claims that exist, as `claimRef: text`. */
  get living(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      [...this.rows].filter(([, row]) => row.phase !== "Gone")
        .map(([key, row]) => [key, row.statusMessage]),
    );
  }

  /** Applies a batch, once. */
  apply(batch: Batch): BatchAnswer {
    if (batch.session.id !== this.#session) this.#beginSession(batch.session.id);
    if (batch.sequence <= this.#sequence) return this.#answer([]);
    this.#sequence = batch.sequence;
    this.applied.push(batch);
    const sync = batch.sync === undefined ? undefined : this.#openSync(batch.sync);
    const rejected = batch.upserts.flatMap((item, index) => {
      const key = toKey(item);
      for (const { named } of this.#syncs.values()) named.add(key);
      if (!("statusMessage" in item)) return [{ index, error: "statusMessage: Required" }];
      const { uid, statusMessage, phase, observedAt, outdated = false } = item;
      this.#set(key, { uid, statusMessage, phase, observedAt, isOutdated: outdated });
      return [];
    });
    for (const item of batch.deletions) {
      const { uid, observedAt } = item;
      const row = { uid, statusMessage: "Gone", phase: "Gone", observedAt, isOutdated: false };
      this.#set(toKey(item), row);
    }
    if (sync !== undefined && batch.sync?.last === true) this.#endSync(batch.sync.scope, sync);
    return this.#answer(rejected);
  }

  /** Applies a single post. */
  post({ statusMessage, phase, observedAt, ...key }: SinglePost): void {
    const row = { uid: undefined, statusMessage, phase, observedAt, isOutdated: false };
    this.rows.set(toKey(key), row);
  }

  /** A newer informer speaks from now on. */
  #beginSession(id: string): void {
    this.#session = id;
    this.#sequence = 0;
    this.#isResyncDue = true;
    this.#syncs.clear();
  }

  #answer(rejected: BatchAnswer["rejected"]): BatchAnswer {
    const accepted = 0;
    const resync = this.#isResyncDue ? { resync: true } : {};
    const { nextAnswer } = this;
    this.nextAnswer = {};
    return { protocol: 1, instance: this.instance, accepted, rejected, ...resync, ...nextAnswer };
  }

  #set(key: string, row: CollectorRow): void {
    const known = this.rows.get(key);
    const isOlder = Date.parse(row.observedAt) < Date.parse(known?.observedAt ?? row.observedAt);
    if (known?.session === this.#session && isOlder) return;
    this.rows.set(key, { ...row, session: this.#session });
  }

  #openSync({ id, scope, part }: NonNullable<Batch["sync"]>): SyncState {
    const key = JSON.stringify(scope);
    let sync = this.#syncs.get(key);
    if (sync?.id !== id) {
      sync = { id, named: new Set(), partCount: 0, isBroken: false };
      this.#syncs.set(key, sync);
    }
    if (part === 1) this.#isResyncDue = false;
    if (part > sync.partCount + 1) sync.isBroken = true;
    sync.partCount = Math.max(sync.partCount, part);
    return sync;
  }

  #endSync(scope: BatchScope, sync: SyncState): void {
    this.#syncs.delete(JSON.stringify(scope));
    if (sync.isBroken) {
      this.#isResyncDue = true;
      return;
    }
    this.synchronised.add(scope.resource);
    for (const [key, row] of this.rows) {
      if (!isInScope(key, scope) || sync.named.has(key)) continue;
      if (row.phase !== "Gone") this.onMissing(key.split(" ")[1] ?? "");
      this.rows.set(key, { ...row, statusMessage: "Gone", phase: "Gone" });
    }
  }
}

/** What the model calls a claim. */
export function toKey(item: {
  readonly claimRef: string;
  readonly group: string;
  readonly kind: string;
}): string {
  return `${item.kind}.${item.group} ${item.claimRef}`;
}

function isInScope(key: string, { group, kind, namespace }: BatchScope): boolean {
  const prefix = `${kind}.${group} ${namespace === undefined ? "" : `${namespace}/`}`;
  return key.startsWith(prefix);
}
