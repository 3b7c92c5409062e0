/** One frame of `status --watch`: what fits on the screen, the worst claims and every sentence first. */
import type { StatusDocument } from "../contract/status_document.ts";
import { formatAge } from "./status_age.ts";
import { STYLE } from "./status_phase_style.ts";
import { describeCollector } from "./status_summary.ts";
import { rankStatuses } from "./status_table.ts";
import {
  formatClaims,
  formatClusters,
  type StatusTextOptions,
  wrapSentence,
} from "./status_text.ts";

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
  const tail = [
    "",
    ...formatClusters(document, text),
    ...describeCollector(document, text.now).flatMap((sentence) => wrapSentence(sentence, text)),
  ];
  const room = Math.max(rows - head.length - tail.length, Math.floor(rows / 2) - head.length, 2);
  return [...head, ...formatWorst(document, { room, text }), ...tail].slice(0, rows);
}

/** The worst claims, as many as there is room for with the head of the table. */
function formatWorst(
  { statuses }: StatusDocument,
  { room, text }: { readonly room: number; readonly text: StatusTextOptions },
): readonly string[] {
  const ranked = rankStatuses(statuses);
  if (ranked.length + 1 <= room) return [...formatClaims(ranked, text)];
  const shown = ranked.slice(0, Math.max(room - 2, 0));
  const rest = `… and ${ranked.length - shown.length} more`;
  return [...(shown.length === 0 ? [] : formatClaims(shown, text)), rest];
}

function toTime(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/\.\d+/, "");
}
