/**
 * The text of the pull request, made from facts alone: equal facts give equal words, whatever the
 * time. What is too long is cut between rows, and never in the marker at the end.
 */
import type { EntryChange } from "../registry/edit_registry.ts";
import { type ClusterOf, countOf, countPhases, rankChanges } from "./change_ranking.ts";
import { toChangeTable, toClusterList } from "./change_table.ts";
import { toCodeSpan } from "./markdown.ts";
import { EMPTY_MARKER, findMarker, formatMarker, type ProposalMarker } from "./proposal_marker.ts";
import { type SectionFacts, toSections, toWarnings } from "./proposal_section.ts";
import { fitBlock, lengthOf, type TextBlock } from "./text_block.ts";

export { toCommitMessage } from "./commit_message.ts";

/** What the text is made of. */
export interface ProposalContext extends SectionFacts {
  readonly changes: readonly EntryChange[];
  /** The cluster of an entry, as far as it is known. */
  readonly clusterOf: ClusterOf;
  /** How many entries the registry has. */
  readonly entryCount: number;
  readonly filePath: string;
  readonly marker: ProposalMarker;
}

/** Longest text that GitHub takes, in its characters; ours are UTF-16 code units, never fewer. */
export const BODY_LENGTH_MAX = 65_536;
/** The part of the room beside the marker that each block but the changes may take at most. */
const BLOCK_SHARE = 1 / 16;
const WITHDRAWN = "**Closed by the collector: nothing is left to propose.**";

/** Summary, counts of each cluster, the changes worst first, what was left alone, the marker. */
export function toPullRequestBody(context: ProposalContext): string {
  const changes = rankChanges(context.changes, context.clusterOf);
  const phases = countPhases(changes).map(([phase, count]) => `**${count}** ${phase}`);
  const head = [
    `Brings ${countOf(changes.length, ["entry", "entries"])} of ${context.entryCount} in ` +
    `${toCodeSpan(context.filePath)} up to date with what the clusters report.`,
    "",
    phases.join(" · "),
    "",
  ];
  const foot = [
    "Only `statusMessage`, `lastCheckedAt` and, if asked for, `status` are ever changed. " +
    "Merge it whenever it suits: until then it is kept up to date. " +
    "Closed, it stays silent until there is something new to say.",
    "",
    formatMarker(context.marker),
  ];
  const room = BODY_LENGTH_MAX - lengthOf(head) - lengthOf(foot);
  const fit = (blocks: readonly TextBlock[]) =>
    blocks.flatMap((block) => separate(fitBlock(block, Math.floor(room * BLOCK_SHARE))));
  const before = fit([toClusterList(changes), ...toWarnings(context)]);
  const behind = fit(toSections(context));
  const table = fitBlock(toChangeTable(changes), room - lengthOf([...before, ...behind, ""]));
  return [...head, ...before, ...separate(table), ...behind, ...foot].join("\n");
}

/**
 * The text of a pull request that we are about to close, so that nobody takes that for a person's
 * no: a sentence on top, and a marker that says so. What does not fit is cut at the end of a line.
 * Where the marker is missing or damaged, the new one says that it does not name all clusters.
 */
export function toWithdrawnBody(body: string): string {
  const place = findMarker(body);
  const isReadable = place?.marker !== undefined;
  const old = place?.marker ?? { ...EMPTY_MARKER, isCut: true };
  const marker = formatMarker({ ...old, isWithdrawn: true });
  const text = isReadable ? body.slice(0, place.start) : `${body.trimEnd()}\n\n`;
  const room = BODY_LENGTH_MAX - marker.length;
  const behind = cutLines(isReadable ? body.slice(place.end) : "", Math.floor(room / 2));
  const told = text.startsWith(WITHDRAWN) ? text : `${WITHDRAWN}\n\n${text}`;
  return `${cutLines(told, room - behind.length)}${marker}${behind}`;
}

/** A text of ours with what others have appended to the one that stands, as far as that fits. */
export function keepAppended(own: string, standing: string): string {
  const place = findMarker(standing);
  if (place === undefined) return own;
  return own + cutLines(standing.slice(place.end), BODY_LENGTH_MAX - own.length);
}

/** As many whole lines as fit, with their ends. */
function cutLines(text: string, lengthMax: number): string {
  if (lengthMax <= 0) return "";
  return text.length <= lengthMax ? text : text.slice(0, text.lastIndexOf("\n", lengthMax - 1) + 1);
}

function separate(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [...lines, ""];
}
