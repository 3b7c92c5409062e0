/**
 * The words of the pull request: branch name, text and commit message, made from the changes alone,
 * so that equal changes give equal words.
 */
import { compareText, type Phase } from "../claim/claim.ts";
import { parsePhase } from "../claim/phase.ts";
import type { EntryChange } from "../registry/edit_registry.ts";
import type { RegistryEntry } from "../registry/registry.ts";
import { toCellSpan, toCodeSpan } from "./markdown.ts";
import { formatMarker } from "./proposal_marker.ts";
import type { Unjoined, UnjoinedList } from "./pass_report.ts";

/** What the text is made of. */
export interface ProposalContext {
  readonly changes: readonly EntryChange[];
  /** The cluster of an entry, as far as it is known. */
  readonly clusterOf: (entry: RegistryEntry) => string | null;
  /** How many entries the registry has. */
  readonly entryCount: number;
  readonly filePath: string;
  /** Names of the clusters that have reported, sorted. */
  readonly clusters: readonly string[];
  readonly unmatchedEntries: UnjoinedList;
  readonly unregisteredClaims: UnjoinedList;
  readonly ambiguousEntries: UnjoinedList;
}

/** Longest text that GitHub takes. */
export const BODY_LENGTH_MAX = 65_536;
/** What is kept free for the marker and the closing lines. */
const BODY_TAIL_LENGTH = 20_000;
const UNJOINED_ROWS_MAX = 20;

/** Worst first. */
const PHASE_ORDER: readonly Phase[] = [
  "Error",
  "Unavailable",
  "Gone",
  "Throttled",
  "Deleting",
  "Unknown",
  "Creating",
  "Paused",
  "Ready",
];

/** The pull request's text: a summary, the changes worst first, what was left alone, the marker. */
export function toPullRequestBody(context: ProposalContext): string {
  const { clusterOf } = context;
  const changes = sortWorstFirst(context.changes, clusterOf);
  const head = [
    `Brings ${countOf(changes.length, ["entry", "entries"])} of ${context.entryCount} in ` +
    `${toCodeSpan(context.filePath)} up to date with what the clusters report.`,
    "",
    summarize(changes),
    "",
    "| Claim | Cluster | Before | After | Since |",
    "| --- | --- | --- | --- | --- |",
  ];
  const tail = [
    ...unjoinedSection("Registered, but not found in any cluster", context.unmatchedEntries),
    ...unjoinedSection("Running, but not registered", context.unregisteredClaims),
    ...unjoinedSection("Ambiguous, left alone", context.ambiguousEntries),
    "",
    "Only `statusMessage`, `lastCheckedAt` and, if asked for, `status` are ever changed. " +
    "This pull request is kept up to date; merge it whenever it suits.",
    "",
    formatMarker(context.clusters),
  ].join("\n");
  const budget = BODY_LENGTH_MAX - Math.max(tail.length, BODY_TAIL_LENGTH) - 200;
  return `${
    [...head, ...cappedRows(changes, { clusterOf, budget: budget - head.join("\n").length })].join(
      "\n",
    )
  }\n${tail}`;
}

/** Subject, summary and the trailer by which the commit is known as ours. */
export function toCommitMessage(
  commit: {
    readonly title: string;
    readonly changes: readonly EntryChange[];
    readonly digest: string;
  },
): string {
  const summary = countPhases(commit.changes).map(([phase, count]) => `${count} ${phase}`);
  return [
    commit.title,
    "",
    `${countOf(commit.changes.length, ["entry", "entries"])} changed: ${summary.join(", ")}.`,
    "",
    `${DIGEST_TRAILER}: ${commit.digest}`,
  ].join("\n");
}

/** Key of the trailer that covers what a commit of ours changes. */
export const DIGEST_TRAILER = "Registry-Digest";

type ClusterOf = ProposalContext["clusterOf"];

function sortWorstFirst(
  changes: readonly EntryChange[],
  clusterOf: ClusterOf,
): readonly EntryChange[] {
  return [...changes].sort((a, b) =>
    rank(a.after) - rank(b.after) ||
    compareText(clusterOf(a.after) ?? "", clusterOf(b.after) ?? "") || a.after.index - b.after.index
  );
}

function rank(entry: RegistryEntry): number {
  return PHASE_ORDER.indexOf(parsePhase(entry.statusMessage ?? ""));
}

function countPhases(changes: readonly EntryChange[]): readonly (readonly [Phase, number])[] {
  return PHASE_ORDER.map((phase) =>
    [
      phase,
      changes.filter(({ after }) => parsePhase(after.statusMessage ?? "") === phase).length,
    ] as const
  ).filter(([, count]) => count > 0);
}

function summarize(changes: readonly EntryChange[]): string {
  return countPhases(changes).map(([phase, count]) => `**${count}** ${phase}`).join(" · ");
}

function cappedRows(
  changes: readonly EntryChange[],
  context: { readonly clusterOf: ClusterOf; readonly budget: number },
): readonly string[] {
  const rows: string[] = [];
  let length = 0;
  for (const [index, change] of changes.entries()) {
    const row = toRow(change, context.clusterOf(change.after));
    length += row.length + 1;
    if (length > context.budget) {
      const rest = changes.length - index;
      return [...rows, "", `… and ${countOf(rest, ["more change", "more changes"])} in the diff.`];
    }
    rows.push(row);
  }
  return rows;
}

function toRow({ before, after }: EntryChange, cluster: string | null): string {
  const cells = [
    toCellSpan(entryName(after)),
    toCellSpan(cluster ?? ""),
    toCellSpan(before.statusMessage ?? ""),
    toCellSpan(after.statusMessage ?? ""),
    toCellSpan(after.lastCheckedAt ?? ""),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** `namespace/name`, as far as the entry says so. */
export function entryName(entry: RegistryEntry): string {
  const name = entry.name ?? entry.claimRef ?? `entry ${entry.index + 1}`;
  return entry.namespace === null ? name : `${entry.namespace}/${name}`;
}

function unjoinedSection(title: string, list: UnjoinedList): readonly string[] {
  if (list.count === 0) return [];
  const rows = list.first.slice(0, UNJOINED_ROWS_MAX).map(toItem);
  const rest = list.count - rows.length;
  return [
    "",
    `<details><summary>${title}: ${list.count}</summary>`,
    "",
    ...rows,
    ...(rest > 0 ? [`- … and ${rest} more`] : []),
    "",
    "</details>",
  ];
}

function toItem({ name, reason }: Unjoined): string {
  return `- ${toCodeSpan(name, 120)}: ${reason}`;
}

function countOf(count: number, [one, many]: readonly [string, string]): string {
  return `${count} ${count === 1 ? one : many}`;
}
