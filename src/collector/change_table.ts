/** The changes of a pull request: a table of them, worst first, and how many there are where. */
import { isStatusText } from "../claim/phase.ts";
import type { RegistryEntry } from "../registry/registry.ts";
import {
  type ClusterChanges,
  countOf,
  groupByCluster,
  listCounts,
  type RankedChange,
} from "./change_ranking.ts";
import { entryName } from "./entry_name.ts";
import { toCellSpan, toCodeSpan } from "./markdown.ts";
import type { TextBlock } from "./text_block.ts";

const CLUSTERS_MAX = 20;
const OPEN_CLUSTERS_MAX = 5;
const CLUSTER_LENGTH_MAX = 100;
/** What stands before the first " - " that is not part of a reason, and what stands behind it. */
const STATUS_TEXT = /^((?:[^()]|\([^()]*\))*?) - (.*)$/s;

/** A row for each change. */
export function toChangeTable(changes: readonly RankedChange[]): TextBlock {
  return {
    head: [
      "| Claim | Cluster | Before | After | Since | Reason |",
      "| --- | --- | --- | --- | --- | --- |",
    ],
    rows: mapLazily(changes, toChangeRow),
    rowCount: changes.length,
    toRest: (count) => {
      const rest = countOf(count, ["more change", "more changes"]);
      return ["", `… and ${rest} in the diff.`];
    },
    foot: [],
  };
}

/** An item for each cluster; one for all that are too many. Many of them are folded away. */
export function toClusterList(changes: readonly RankedChange[]): TextBlock {
  const clusters = groupByCluster(changes);
  const isFolded = clusters.length > OPEN_CLUSTERS_MAX;
  return {
    head: isFolded ? [`<details><summary>In ${clusters.length} clusters</summary>`, ""] : [],
    rows: mapLazily(clusters.slice(0, CLUSTERS_MAX), toClusterItem),
    rowCount: clusters.length,
    toRest: (count) => {
      const missing = new Set(clusters.slice(-count).map(({ cluster }) => cluster));
      const others = changes.filter(({ cluster }) => missing.has(cluster));
      return [`- ${countOf(count, ["other", "others"])}: ${describeCount(others)}`];
    },
    foot: isFolded ? ["", "</details>"] : [],
  };
}

/** What a registry text says of the conditions, and the message behind that. */
export function splitStatusText(text: string): readonly [conditions: string, message: string] {
  const [, conditions, message] = (isStatusText(text) ? STATUS_TEXT.exec(text) : null) ?? [];
  return conditions === undefined ? [text, ""] : [conditions, message ?? ""];
}

function toChangeRow({ before, after, cluster }: RankedChange): string {
  const isOnlyStatus = before.statusMessage === after.statusMessage &&
    before.status !== after.status;
  return toRow([
    toCellSpan(entryName(after)),
    toCellSpan(cluster ?? "", CLUSTER_LENGTH_MAX),
    toCellSpan(isOnlyStatus ? toStatus(before) : toConditions(before)),
    toCellSpan(isOnlyStatus ? toStatus(after) : toConditions(after)),
    toCellSpan(after.lastCheckedAt ?? ""),
    toCellSpan(splitStatusText(after.statusMessage ?? "")[1]),
  ]);
}

function toConditions({ statusMessage }: RegistryEntry): string {
  return splitStatusText(statusMessage ?? "")[0];
}

/** Where nothing but the status word changes, the conditions alone would look the same. */
function toStatus(entry: RegistryEntry): string {
  const conditions = toConditions(entry);
  return `${conditions === "" ? "" : `${conditions}, `}status: ${entry.status ?? "none"}`;
}

function toClusterItem({ cluster, changes }: ClusterChanges): string {
  const name = cluster === null ? "unknown cluster" : toCodeSpan(cluster, CLUSTER_LENGTH_MAX);
  return `- ${name}: ${describeCount(changes)}`;
}

function describeCount(changes: readonly RankedChange[]): string {
  const count = countOf(changes.length, ["change", "changes"]);
  return `${count} (${listCounts(changes)})`;
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function* mapLazily<Item>(items: readonly Item[], map: (item: Item) => string): Generator<string> {
  for (const item of items) yield map(item);
}
