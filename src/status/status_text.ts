/** All that a collector tells, as lines for people: claims, clusters, and the collector itself. */
import type { ShownStatus, StatusDocument } from "../contract/status_document.ts";
import { wrapToWidth } from "./display_width.ts";
import { paint } from "./terminal_style.ts";
import { formatTable } from "./text_table.ts";
import { describeCollector, type Sentence, toClusterTable } from "./status_summary.ts";
import { rankStatuses, toClaimTable } from "./status_table.ts";

/** How it is written. */
export interface StatusTextOptions {
  readonly isWide: boolean;
  readonly isColored: boolean;
  /** Columns that tables keep to; `Infinity` where nothing is cut. */
  readonly widthMax: number;
  /** The clusters that were asked for; all where there are none. */
  readonly asked: readonly string[];
  /** Unix milliseconds. */
  readonly now: number;
}

/** Lines without their ends; the table of claims is made line by line. */
export function* formatStatus(
  document: StatusDocument,
  options: StatusTextOptions,
): Generator<string> {
  yield* formatClaims(rankStatuses(document.statuses), options);
  yield "";
  yield* formatClusters(document, options);
  for (const { text, style } of describeCollector(document, options.now)) {
    yield paint(text, options.isColored ? style : undefined);
  }
}

/** The table of claims that are in order already, or one sentence where there are none. */
export function* formatClaims(
  statuses: readonly ShownStatus[],
  options: StatusTextOptions,
): Generator<string> {
  if (statuses.length === 0) yield "No claims";
  else yield* formatTable(toClaimTable(statuses, options), options);
}

/** The table of clusters and an empty line; nothing where no cluster is known. */
function* formatClusters(
  { clusters }: StatusDocument,
  options: StatusTextOptions,
): Generator<string> {
  const table = toClusterTable(clusters ?? [], options);
  if (clusters === null || table.rows.length === 0) return;
  yield* formatTable(table, options);
  yield "";
}

/** A sentence in as many lines as the width asks for. */
export function wrapSentence(
  { text, style }: Sentence,
  { widthMax, isColored }: Pick<StatusTextOptions, "widthMax" | "isColored">,
): readonly string[] {
  return wrapToWidth(text, widthMax).map((line) => paint(line, isColored ? style : undefined));
}
