/**
 * Turns a batch from the wire into what the store takes: items are checked one by one, and a bad one
 * is told by its index. Pure.
 */
import { z } from "zod";
import type { Scope } from "../claim/scope.ts";
import type { BatchResult, ClusterBatch } from "../collector/batch_intake.ts";
import type { ClusterItem, UpsertItem } from "../collector/cluster_claims.ts";
import type { ItemKey } from "../collector/sync_progress.ts";
import {
  type BatchAnswer,
  type BatchDeletion,
  type BatchEnvelope,
  type BatchScope,
  type BatchUpsert,
  deletionSchema,
  itemKeySchema,
  upsertSchema,
} from "../contract/batch.ts";

/** Items that are checked at once; informers send no more of them. */
const PIECE_LENGTH = 500;

/** A batch as the store takes it, and what had to be left out. */
export interface CheckedBatch {
  readonly batch: ClusterBatch;
  readonly rejected: BatchAnswer["rejected"];
  /** The index of each upsert that is left, as the sender counts. */
  readonly upsertIndexes: readonly number[];
}

/** Checks the items of a batch, piece by piece: whoever takes the steps says what comes between. */
export function* checkBatch(
  cluster: string,
  envelope: BatchEnvelope,
): Generator<void, CheckedBatch> {
  const { session, sequence, sync, silent = [], scopes } = envelope;
  const items = new ItemCheck();
  const upserts = yield* items.takeAll(upsertSchema, envelope.upserts);
  const upsertIndexes = [...items.taken];
  const deletions = yield* items.takeAll(deletionSchema, envelope.deletions);
  return {
    batch: {
      cluster,
      session: { id: session.id, startedAt: Date.parse(session.startedAt) },
      sequence,
      sync: sync === undefined ? null : { ...sync, scope: toScope(sync.scope) },
      silent: silent.map(toScope),
      scopes: scopes?.map(toScope) ?? null,
      upserts: upserts.map(toUpsertItem),
      deletions: deletions.map(toClusterItem),
      refused: items.refused,
    },
    rejected: items.rejected,
    upsertIndexes,
  };
}

/** Everything of a batch that was not taken: what is wrong, and what there is no room for. */
export function toRejected(
  { rejected, upsertIndexes }: CheckedBatch,
  { withoutRoom }: Pick<BatchResult, "withoutRoom">,
): BatchAnswer["rejected"] {
  if (withoutRoom.length === 0) return rejected;
  const refused = withoutRoom.flatMap(({ position, noRoom }) => {
    const index = upsertIndexes[position];
    return index === undefined ? [] : [{ index, error: noRoom.reason }];
  });
  return [...rejected, ...refused].sort((a, b) => a.index - b.index);
}

/** Goes through the items of one batch in order. */
class ItemCheck {
  readonly rejected: { index: number; error: string }[] = [];
  readonly refused: ItemKey[] = [];
  /** Indexes of the items that were taken. */
  readonly taken: number[] = [];
  readonly #seen = new Set<string>();
  #index = 0;

  /** Those that can be taken. */
  *takeAll<Item extends z.infer<typeof itemKeySchema>>(
    schema: z.ZodType<Item>,
    items: readonly unknown[],
  ): Generator<void, readonly Item[]> {
    const taken: Item[] = [];
    for (let start = 0; start < items.length; start += PIECE_LENGTH) {
      if (start > 0) yield;
      for (const item of items.slice(start, start + PIECE_LENGTH)) {
        taken.push(...this.#take(schema, item));
      }
    }
    return taken;
  }

  /** The item as a list of one; an empty list for one that cannot be taken. */
  #take<Item extends z.infer<typeof itemKeySchema>>(
    schema: z.ZodType<Item>,
    item: unknown,
  ): readonly Item[] {
    const index = this.#index++;
    const checked = schema.safeParse(item);
    if (!checked.success) {
      this.rejected.push({ index, error: describeIssues(checked.error) });
      const key = itemKeySchema.safeParse(item);
      if (key.success) this.refused.push(toKey(key.data));
      return [];
    }
    const { claimRef, group, kind } = checked.data;
    const key = JSON.stringify([claimRef, group, kind]);
    if (!this.#seen.has(key)) {
      this.#seen.add(key);
      this.taken.push(index);
      return [checked.data];
    }
    this.rejected.push({ index, error: "Expected each claim once in a batch, got it again" });
    return [];
  }
}

function describeIssues({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`
  ).join("; ");
}

function toKey({ claimRef, group, kind }: z.infer<typeof itemKeySchema>): {
  readonly claimRef: string;
  readonly type: { readonly group: string; readonly kind: string };
} {
  return { claimRef, type: { group, kind } };
}

function toClusterItem(item: BatchDeletion): ClusterItem {
  return { ...toKey(item), uid: item.uid ?? null, observedAt: Date.parse(item.observedAt) };
}

function toUpsertItem(item: BatchUpsert): UpsertItem {
  const { statusMessage, phase, outdated: isOutdated = false } = item;
  return { ...toClusterItem(item), statusMessage, phase, isOutdated };
}

function toScope({ group, resource, kind, namespace }: BatchScope): Scope {
  return { group, resource, kind: kind ?? null, namespace: namespace ?? null };
}
