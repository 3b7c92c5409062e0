/**
 * The message of our commits: the pull request's summary in short, and the trailer by which a commit
 * is known as ours. Machines read commit messages as orders, so names and states come in letters,
 * digits and plain punctuation, messages of claims not at all.
 */
import { isStatusText } from "../claim/phase.ts";
import type { EntryChange } from "../registry/edit_registry.ts";
import {
  type ClusterChanges,
  type ClusterOf,
  countOf,
  groupByCluster,
  listCounts,
  rankChanges,
  type RankedChange,
} from "./change_ranking.ts";
import { splitStatusText } from "./change_table.ts";
import { entryName } from "./entry_name.ts";
import { toPlainLine } from "./inert_text.ts";

/** Key of the trailer that covers what a commit of ours changes. */
export const DIGEST_TRAILER = "Registry-Digest";

/** What the message is made of. */
export interface CommitFacts {
  readonly title: string;
  readonly changes: readonly EntryChange[];
  readonly clusterOf: ClusterOf;
  readonly digest: string;
  /** `Name <mail>`, or `null` where nobody signs off. */
  readonly signoff: string | null;
}

const CLUSTERS_MAX = 10;
const ENTRIES_MAX = 5;
const CLUSTER_LENGTH_MAX = 60;
const NAME_LENGTH_MAX = 120;
const STATE_LENGTH_MAX = 100;

/** Subject, counts, the worst entries, trailers. */
export function toCommitMessage(commit: CommitFacts): string {
  const { title, digest, signoff } = commit;
  const changes = rankChanges(commit.changes, commit.clusterOf);
  const entries = countOf(changes.length, ["entry", "entries"]);
  return [
    title,
    "",
    `${entries} changed: ${listCounts(changes)}.`,
    "",
    "By cluster:",
    ...listFirst(groupByCluster(changes), { max: CLUSTERS_MAX, toItem: toClusterItem }),
    "",
    "Worst first:",
    ...listFirst(changes, { max: ENTRIES_MAX, toItem: toEntryItem }),
    "",
    `${DIGEST_TRAILER}: ${digest}`,
    ...(signoff === null ? [] : [`Signed-off-by: ${signoff.replace(/\s+/g, " ").trim()}`]),
  ].join("\n");
}

function toClusterItem({ cluster, changes }: ClusterChanges): string {
  return `${toCluster(cluster)}: ${changes.length} (${listCounts(changes)})`;
}

function toEntryItem({ after, cluster, phase }: RankedChange): string {
  const name = toPlainLine(entryName(after), NAME_LENGTH_MAX);
  const text = after.statusMessage ?? "";
  const state = isStatusText(text)
    ? toPlainLine(splitStatusText(text)[0], STATE_LENGTH_MAX)
    : phase;
  return `${name} in ${toCluster(cluster)}: ${state}`;
}

function toCluster(cluster: string | null): string {
  return toPlainLine(cluster ?? "", CLUSTER_LENGTH_MAX) || "an unknown cluster";
}

/** A dash leads each item: so no name can begin a line, and none can be a trailer. */
function listFirst<Item>(
  items: readonly Item[],
  how: { readonly max: number; readonly toItem: (item: Item) => string },
): readonly string[] {
  const rest = items.length - how.max;
  return [
    ...items.slice(0, how.max).map((item) => `- ${how.toItem(item)}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
  ];
}
