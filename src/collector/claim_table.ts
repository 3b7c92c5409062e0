/**
 * The rows of one cluster: finds what a report is about, and keeps the books when rows come, change
 * and go. Where there is no room, new rows stay out and known ones are kept short.
 */
import { compareClaimKeys, isSameType } from "../claim/claim.ts";
import { type ClaimRow, isNews, type RowReport, toRow, toShortRow } from "./claim_row.ts";
import type { Shortage } from "./store_limits.ts";
import type { CountedClaims, StoreLedger } from "./store_ledger.ts";
import type { ItemKey } from "./sync_progress.ts";
import type { RowOwner } from "./tombstones.ts";

const NONE: readonly ClaimRow[] = [];

/** Rows by the name of their claim: one for each kind, and one for what came without a kind. */
export class ClaimTable implements CountedClaims, RowOwner {
  readonly #ledger: StoreLedger;
  readonly #rows = new Map<string, readonly ClaimRow[]>();
  /** The oldest first. */
  readonly #tombstones = new Set<ClaimRow>();
  #count = 0;
  #crowdedCount = 0;
  #sorted: readonly ClaimRow[] | undefined;

  constructor(ledger: StoreLedger) {
    this.#ledger = ledger;
  }

  /** How many rows there are, tombstones included. */
  get count(): number {
    return this.#count;
  }

  get tombstoneCount(): number {
    return this.#tombstones.size;
  }

  /** Whether a name has as many kinds as it may. */
  get isCrowded(): boolean {
    return this.#crowdedCount > 0;
  }

  /** All rows, in no order. */
  *rows(): Iterable<ClaimRow> {
    for (const siblings of this.#rows.values()) for (const row of siblings) yield row;
  }

  /** All rows in the order of lists; sorted once after each change. */
  get sorted(): readonly ClaimRow[] {
    return this.#sorted ??= [...this.rows()].sort(compareClaimKeys);
  }

  /** The row of exactly that type. */
  find({ claimRef, type }: ItemKey): ClaimRow | undefined {
    return this.#listOf(claimRef).find((row) => isSameType(row.type, type));
  }

  /** The row that a typed report is about: the one of its type, else the plain one. */
  findForItem(key: ItemKey): ClaimRow | undefined {
    return this.find(key) ?? this.find({ claimRef: key.claimRef, type: null });
  }

  /** The row that a plain post is about: the one typed row of its claim, else one of its own. */
  findForPost({ claimRef, type }: ItemKey): ClaimRow | undefined {
    const siblings = this.#listOf(claimRef);
    const same = siblings.find((row) => isSameType(row.type, type));
    if (same !== undefined) return same;
    if (type !== null) return siblings.find((row) => row.type === null);
    const living = siblings.filter((row) => row.phase !== "Gone");
    const candidates = living.length > 0 ? living : siblings;
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  /** Keeps a report instead of the row that it replaces; a new one only where there is room. */
  put(
    report: RowReport,
    context: { readonly replaced: ClaimRow | undefined; readonly now: number },
  ): ClaimRow | Shortage {
    const { replaced } = context;
    const told = toRow(report, context);
    if (replaced === undefined) {
      const shortage = this.#makeRoomForNew(told);
      if (shortage !== null) return shortage;
    }
    const { claimRef } = told;
    const before = this.#listOf(claimRef);
    // A typed report also ends what a plain one left beside it.
    const kept = before.filter((one) =>
      one !== replaced && (report.type === null || one.type !== null)
    );
    for (const one of before) if (!kept.includes(one)) this.#giveUp(one);
    // Making room may take tombstones of the same name.
    this.#keep(claimRef, kept);
    const row = replaced === undefined ? told : this.#fit(told, replaced);
    this.#keep(claimRef, [...this.#listOf(claimRef), row]);
    this.#take(row);
    if (isNews(replaced, row) || kept.length + 1 < before.length) this.#ledger.noteChange();
    return row;
  }

  /** Removes a row, which counts as a change. */
  evict(row: ClaimRow): void {
    const siblings = this.#listOf(row.claimRef);
    const kept = siblings.filter((one) => one !== row);
    if (kept.length === siblings.length) return;
    this.#keep(row.claimRef, kept);
    this.#giveUp(row);
    this.#ledger.noteChange();
  }

  evictOldest(): void {
    const [oldest] = this.#tombstones;
    if (oldest !== undefined) this.evict(oldest);
  }

  /** Gives all room back; nothing may be put in afterwards. */
  clear(): void {
    for (const row of this.rows()) this.#giveUp(row);
    this.#rows.clear();
  }

  #listOf(claimRef: string): readonly ClaimRow[] {
    return this.#rows.get(claimRef) ?? NONE;
  }

  #keep(claimRef: string, siblings: readonly ClaimRow[]): void {
    const { kindsMax } = this.#ledger.limits;
    if (this.#listOf(claimRef).length >= kindsMax) this.#crowdedCount -= 1;
    if (siblings.length >= kindsMax) this.#crowdedCount += 1;
    if (siblings.length === 0) this.#rows.delete(claimRef);
    else this.#rows.set(claimRef, siblings);
  }

  #makeRoomForNew({ claimRef, bytes }: ClaimRow): Shortage | null {
    if (this.#listOf(claimRef).length >= this.#ledger.limits.kindsMax) return "kinds";
    return this.#ledger.makeRoom(this, bytes);
  }

  /** The new row of a known claim: without room to grow, its message is kept as the registry shows it. */
  #fit(row: ClaimRow, replaced: ClaimRow): ClaimRow {
    const { bytes } = row;
    return bytes <= replaced.bytes || this.#ledger.makeRoomFor(bytes) ? row : toShortRow(row);
  }

  #take(row: ClaimRow): void {
    const { bytes } = row;
    this.#count += 1;
    this.#sorted = undefined;
    this.#ledger.countRows({ count: 1, bytes });
    if (row.phase !== "Gone") return;
    this.#tombstones.add(row);
    this.#ledger.tombstones.add(row, { owner: this, bytes });
  }

  #giveUp(row: ClaimRow): void {
    const { bytes } = row;
    this.#count -= 1;
    this.#sorted = undefined;
    this.#ledger.countRows({ count: -1, bytes: -bytes });
    if (row.phase !== "Gone") return;
    this.#tombstones.delete(row);
    this.#ledger.tombstones.delete(row, bytes);
  }
}
