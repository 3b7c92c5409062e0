/**
 * One frame of `status --watch`: what fits on the screen. What is wrong stands in full below the worst
 * claims, and clusters have the rest: first those that are out of contact, then those with the worst.
 */
import type { StatusDocument } from "../contract/status_document.ts";
import { cutToWidth } from "./display_width.ts";
import { formatAge } from "./status_age.ts";
import { STYLE } from "./status_phase_style.ts";
import { describeCollector, toClusterTable } from "./status_summary.ts";
import { rankStatuses, toClaimTable } from "./status_table.ts";
import { type StatusTextOptions, wrapSentence } from "./status_text.ts";
import { formatTable, type TextTable } from "./text_table.ts";

/** What is known. */
export interface WatchedStatus {
  /** The newest answer; `null` before the first. */
  readonly document: StatusDocument | null;
  /** Why the newest question was not answered, on one line. */
  readonly failure: string | null;
  /** Unix milliseconds of the newest answer. */
  readonly readAt: number | null;
  /** A line of the log. */
  readonly note: string | null;
}

/** Where it is drawn. */
export interface FrameOptions {
  /** What is watched. */
  readonly title: string;
  readonly rows: number;
  readonly text: StatusTextOptions;
}

/** The lines of a frame; none is as wide as the screen, and there are no more than its rows. */
export function formatFrame(status: WatchedStatus, options: FrameOptions): readonly string[] {
  const { rows, title } = options;
  const { document, failure, readAt, note } = status;
  // In the last column the cursor waits on the character, and erasing to the end takes it away.
  const text = { ...options.text, widthMax: Math.max(1, options.text.widthMax - 1) };
  const known = readAt === null ? "nothing known yet" : `as of ${toTime(readAt)}`;
  const age = failure === null || readAt === null
    ? ""
    : `, ${formatAge(toTime(readAt), text.now)} old`;
  const head = [
    ...wrapSentence({ text: `${title}, ${known}${age}`, style: STYLE.title }, text),
    ...(failure === null ? [] : wrapSentence({ text: failure, style: STYLE.wrong }, text)),
    ...(note === null ? [] : wrapSentence({ text: note, style: STYLE.doubtful }, text)),
    "",
  ];
  if (document === null) return head.slice(0, rows);
  return [...head, ...formatBody(document, { room: rows - head.length, text })].slice(0, rows);
}

/** How many lines there are for something, and how they are written. */
interface Space {
  readonly room: number;
  readonly text: StatusTextOptions;
}

function formatBody(document: StatusDocument, { room, text }: Space): readonly string[] {
  const claims = toClaimTable(rankStatuses(document.statuses), text);
  const clusters = toRankedClusters(document, text);
  const claimLines = claims.rows.length + 1;
  // What is wrong is told in full, but for the worst claims.
  const claimRoomMin = Math.min(claimLines, Math.max(2, Math.floor(room / 4)));
  const sentences = formatSentences(document, { room: room - claimRoomMin - 1, text });
  const left = room - sentences.length - 1;
  const clusterLines = clusters.rows.length === 0 ? 0 : clusters.rows.length + 2;
  const share = Math.max(claimRoomMin, left - clusterLines, Math.floor(left / 2));
  // An empty line and another one are the least that clusters can be told in.
  const claimRoom = Math.min(claimLines, left - share < 2 ? left : share);
  const clusterRoom = left - claimRoom - 1;
  return [
    ...(claims.rows.length === 0
      ? [cutToWidth("No claims", text.widthMax)]
      : formatTop(claims, { room: claimRoom, text, what: "more" })),
    "",
    ...sentences,
    ...(clusterLines === 0 || clusterRoom < 1
      ? []
      : ["", ...formatTop(clusters, { room: clusterRoom, text, what: "more clusters" })]),
  ];
}

function formatSentences(document: StatusDocument, { room, text }: Space): readonly string[] {
  const lines = describeCollector(document, text.now)
    .flatMap((sentence) => wrapSentence(sentence, text));
  if (lines.length <= room) return lines;
  const shown = lines.slice(0, Math.max(room - 1, 0));
  return [...shown, cutToWidth(`… and ${lines.length - shown.length} more lines`, text.widthMax)];
}

function toRankedClusters({ clusters }: StatusDocument, text: StatusTextOptions) {
  const table = toClusterTable(clusters ?? [], text);
  const rows = clusters === null ? [] : table.rows.toSorted((a, b) => a.rank - b.rank);
  return { ...table, rows };
}

/** The first rows of a table, as many as there is room for with its head. */
function formatTop<Row>(
  table: TextTable<Row>,
  { room, text, what }: Space & { readonly what: string },
): readonly string[] {
  const { rows } = table;
  if (rows.length + 1 <= room) return [...formatTable(table, text)];
  const shown = rows.slice(0, Math.max(room - 2, 0));
  const rest = cutToWidth(`… and ${rows.length - shown.length} ${what}`, text.widthMax);
  return [...(shown.length === 0 ? [] : formatTable({ ...table, rows: shown }, text)), rest];
}

function toTime(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/\.\d+/, "");
}
