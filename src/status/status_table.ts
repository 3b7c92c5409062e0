/** The table of claims, worst first. Foreign text becomes one visible line. */
import { rankPhase } from "../claim/phase_rank.ts";
import type { ShownStatus } from "../contract/status_document.ts";
import type { Cell, TextTable } from "./text_table.ts";
import { escapeControls } from "../runtime/visible_text.ts";
import { formatAge } from "./status_age.ts";
import { toPhaseStyle } from "./status_phase_style.ts";

/** How claims are shown. */
export interface ClaimTableOptions {
  /** With everything that is known of a claim. */
  readonly isWide: boolean;
  /** Unix milliseconds. */
  readonly now: number;
}

interface Column {
  readonly title: string;
  readonly isWide?: true;
  readonly toCell: (status: ShownStatus, now: number) => Cell;
}

const NOTHING = "-";

const COLUMNS: readonly Column[] = [
  { title: "CLUSTER", toCell: ({ cluster }) => toCell(cluster) },
  { title: "CLAIM", toCell: ({ claimRef }) => toCell(claimRef) },
  { title: "KIND", toCell: ({ kind }) => toCell(kind) },
  { title: "GROUP", isWide: true, toCell: ({ group }) => toCell(group) },
  { title: "PHASE", toCell: toPhaseCell },
  {
    title: "SINCE",
    toCell: ({ changedAt }, now) => toCell(changedAt && formatAge(changedAt, now)),
  },
  { title: "OBSERVED", isWide: true, toCell: ({ observedAt }) => toCell(observedAt) },
  { title: "RECEIVED", isWide: true, toCell: ({ receivedAt }) => toCell(receivedAt) },
  { title: "UID", isWide: true, toCell: ({ uid }) => toCell(uid) },
  { title: "MESSAGE", toCell: ({ statusMessage }) => toCell(statusMessage) },
];

/** The table of claims in the order that they have. */
export function toClaimTable(
  statuses: readonly ShownStatus[],
  { isWide, now }: ClaimTableOptions,
): TextTable<ShownStatus> {
  const columns = COLUMNS.filter((column) => isWide || column.isWide === undefined);
  return {
    head: columns.map(({ title }) => title),
    rows: statuses,
    toCells: (status) => columns.map((column) => column.toCell(status, now)),
  };
}

/** No rank is as large. */
const RANK_END = 100;

/** Worst first, stale ones by what they were last; else in the order that they have. */
export function rankStatuses(statuses: readonly ShownStatus[]): readonly ShownStatus[] {
  const byRank = Map.groupBy(
    statuses,
    ({ phase, lastPhase = phase }) => rankPhase(phase) * RANK_END + rankPhase(lastPhase),
  );
  return [...byRank].sort(([a], [b]) => a - b).flatMap(([, ranked]) => ranked);
}

function toCell(text: string | undefined): Cell {
  return { text: text === undefined || text === "" ? NOTHING : escapeControls(text) };
}

function toPhaseCell({ phase, lastPhase }: ShownStatus): Cell {
  const text = lastPhase === undefined ? phase : `${phase} (${lastPhase})`;
  return { ...toCell(text), style: toPhaseStyle(phase) };
}
