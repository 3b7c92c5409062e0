/**
 * The parts of a pull request's text about what was not simply brought up to date: clusters that
 * are silent or awaited, fields that others remove, entries and claims that were left alone.
 */
import { countOf } from "./change_ranking.ts";
import { toCodeSpan, toWords } from "./markdown.ts";
import type { UnjoinedList } from "./pass_report.ts";
import type { TextBlock } from "./text_block.ts";

const CLUSTERS_MAX = 10;
const CLUSTER_LENGTH_MAX = 100;
const UNJOINED_MAX = 20;
const NAME_LENGTH_MAX = 120;

/** What is told besides the changes. */
export interface SectionFacts {
  /** Names of clusters whose informers are silent, sorted, with how many claims of theirs are stale. */
  readonly staleClusters: readonly { readonly cluster: string; readonly claimCount: number }[];
  /** Clusters that have not reported since the collector's start and are waited for, sorted. */
  readonly awaitedClusters: readonly string[];
  /** Entries in which another writer has undone on the base branch what was merged. */
  readonly stripped: UnjoinedList;
  readonly unmatchedEntries: UnjoinedList;
  readonly unregisteredClaims: UnjoinedList;
  readonly ambiguousEntries: UnjoinedList;
}

/** Why the text may not be the whole truth; goes before the changes. */
export function toWarnings(facts: SectionFacts): readonly TextBlock[] {
  const { awaitedClusters, staleClusters } = facts;
  return [
    ...clusterList(awaitedClusters.map((cluster) => toCodeSpan(cluster, CLUSTER_LENGTH_MAX)), {
      title: (clusters) => `Not heard from ${clusters} since the collector started.`,
      meaning: "Until they report, their entries keep what they say.",
    }),
    ...clusterList(
      staleClusters.map(({ cluster, claimCount }) =>
        `${toCodeSpan(cluster, CLUSTER_LENGTH_MAX)}: ${countOf(claimCount, ["claim", "claims"])}`
      ),
      {
        title: (clusters) => `The informers of ${clusters} are silent.`,
        meaning: "Their claims keep what they last said.",
      },
    ),
  ];
}

/** What people may have to look after; goes behind the changes. */
export function toSections(facts: SectionFacts): readonly TextBlock[] {
  return [
    ...unjoinedList("Put back, because something else has undone it", {
      list: facts.stripped,
      meaning:
        "It was merged before, and then removed or replaced by something else, such as another tool.",
    }),
    ...unjoinedList("Registered, but not found in any cluster", { list: facts.unmatchedEntries }),
    ...unjoinedList("Running, but not registered", { list: facts.unregisteredClaims }),
    ...unjoinedList("Ambiguous, left alone", { list: facts.ambiguousEntries }),
  ];
}

function clusterList(
  items: readonly string[],
  words: { readonly title: (clusters: string) => string; readonly meaning: string },
): readonly TextBlock[] {
  if (items.length === 0) return [];
  const title = words.title(countOf(items.length, ["cluster", "clusters"]));
  return [{
    head: [`**${title}** ${words.meaning}`, ""],
    rows: items.slice(0, CLUSTERS_MAX).map((item) => `- ${item}`),
    rowCount: items.length,
    toRest: toMore,
    foot: [],
  }];
}

function unjoinedList(
  title: string,
  content: { readonly list: UnjoinedList; readonly meaning?: string },
): readonly TextBlock[] {
  const { list: { count, first }, meaning } = content;
  if (count === 0) return [];
  return [{
    head: [
      `<details><summary>${title}: ${count}</summary>`,
      "",
      ...(meaning === undefined ? [] : [meaning, ""]),
    ],
    rows: first.slice(0, UNJOINED_MAX).map(({ name, reason }) =>
      `- ${toCodeSpan(name, NAME_LENGTH_MAX)}: ${toWords(reason)}`
    ),
    rowCount: count,
    toRest: toMore,
    foot: ["", "</details>"],
  }];
}

function toMore(count: number): readonly string[] {
  return [`- … and ${count} more`];
}
