/**
 * What is told below the table of claims: each cluster on a line, what the collector says is wrong,
 * and what the last pass did, so that the reason why a registry is not up to date stands there.
 */
import { rankPhase } from "../claim/phase_rank.ts";
import type {
  ShownCluster,
  ShownReadiness,
  ShownReconciliation,
  StatusDocument,
} from "../contract/status_document.ts";
import type { Cell, TextTable } from "./text_table.ts";
import { escapeControls } from "../runtime/visible_text.ts";
import { formatAge, formatSpan } from "./status_age.ts";
import { STYLE, toPhaseStyle } from "./status_phase_style.ts";

/** A line of text for people. */
export type Sentence = Cell;

/** A row of the table of clusters. */
export interface ClusterRow {
  readonly cells: readonly Cell[];
  /** Smaller for what people should look at first: clusters out of contact, then the worst phase. */
  readonly rank: number;
}

const HEAD = ["CLUSTER", "LAST CONTACT", "CLAIMS", "PHASES", "STATE"];
/** Before all ranks of phases. */
const OUT_OF_CONTACT = -1;

/** The table of clusters; those that were asked for and are not known are named, too. */
export function toClusterTable(
  clusters: readonly ShownCluster[],
  { asked, now }: { readonly asked: readonly string[]; readonly now: number },
): TextTable<ClusterRow> {
  const known = new Set(clusters.map(({ cluster }) => cluster));
  const unknown = asked.filter((cluster) => !known.has(cluster));
  const rows = [
    ...clusters.map((cluster) => toClusterRow(cluster, now)),
    ...unknown.map(toUnknownRow),
  ];
  return { head: HEAD, rows, toCells: ({ cells }) => cells };
}

/** What the collector says of itself and of the last pass. */
export function describeCollector(
  { readiness, reconciliation }: StatusDocument,
  now: number,
): readonly Sentence[] {
  const reasons = readiness?.reasons ?? [];
  const told = new Set(reasons.map(({ message }) => message));
  return [
    ...describeReadiness(readiness),
    ...(reconciliation === null ? [] : describePass(reconciliation, { told, now })),
  ].map(({ text, style }) => ({ text: escapeControls(text), style }));
}

function toClusterRow(cluster: ShownCluster, now: number): ClusterRow {
  const phases = Object.entries(cluster.phases).sort(([a], [b]) => rankPhase(a) - rankPhase(b));
  const [[worst] = ["Ready"]] = phases;
  const state = toStateCell(cluster);
  const cells = [
    { text: escapeControls(cluster.cluster) },
    { text: `${formatAge(cluster.lastContact, now)} ago` },
    { text: String(cluster.claims) },
    {
      text: escapeControls(phases.map(([phase, count]) => `${count} ${phase}`).join(", ") || "-"),
      style: toPhaseStyle(worst),
    },
    state,
  ];
  return { cells, rank: state.style === undefined ? rankPhase(worst) : OUT_OF_CONTACT };
}

function toUnknownRow(cluster: string): ClusterRow {
  const cells = [
    ...[cluster, "never", "0", "-"].map((text) => ({ text: escapeControls(text) })),
    { text: "has not reported", style: STYLE.doubtful },
  ];
  return { cells, rank: OUT_OF_CONTACT };
}

function toStateCell({ stale, sessions }: ShownCluster): Cell {
  const living = sessions.filter((session) => !session.stale);
  const silent = living.flatMap((session) => session.silent)
    .map(({ group, resource, namespace }) =>
      [resource, group].filter((part) => part !== "").join(".") +
      (namespace === undefined ? "" : ` in ${namespace}`)
    );
  const facts = [
    ...(stale ? ["stale"] : []),
    ...(living.some(({ synchronised }) => !synchronised) ? ["not synchronised yet"] : []),
    ...(silent.length === 0 ? [] : [`no contact to ${[...new Set(silent)].join(", ")}`]),
  ];
  if (facts.length > 0) return { text: escapeControls(facts.join(", ")), style: STYLE.doubtful };
  return { text: sessions.length === 0 ? "posts without heartbeat" : "in contact" };
}

function describeReadiness(readiness: ShownReadiness | null): readonly Sentence[] {
  if (readiness === null) return [];
  const { status, reasons = [] } = readiness;
  const style = status === "ready" ? undefined : STYLE.wrong;
  return [
    { text: `Collector: ${status}`, style },
    ...reasons.map(({ code, message }) => ({ text: `  ${code}: ${message}`, style })),
  ];
}

function describePass(
  reconciliation: ShownReconciliation,
  { told, now }: { readonly told: ReadonlySet<string>; readonly now: number },
): readonly Sentence[] {
  const { running, lastPass, held, nextPassAt } = reconciliation;
  const next = running
    ? "one runs now"
    : nextPassAt === null
    ? "none is due"
    : `the next in ${formatSpan(Date.parse(nextPassAt) - now)}`;
  const lastGood = describeLastGood(reconciliation, now);
  // The id is the way out, and only told here.
  const news = held.filter(({ message, id }) => id !== null || !told.has(message));
  return [
    ...(lastPass === null
      ? [{ text: `Last pass: none has ended yet; ${next}` }]
      : describeLastPass(lastPass, { next: `${lastGood}${next}`, told, now })),
    { text: `Pull request: ${describePullRequest(reconciliation, now)}` },
    ...(news.length === 0 ? [] : [{ text: "Held back:" }]),
    ...news.map(({ code, message, until, id }) => ({
      text: `  ${code}: ${message}` +
        (until === null ? "" : `, for ${formatSpan(Date.parse(until) - now)} at most`) +
        (id === null ? "" : `, to be confirmed by the id ${id}`),
    })),
  ];
}

/** Where the last pass was not good: for how long none has been. */
function describeLastGood({ lastPass, lastSuccessAt }: ShownReconciliation, now: number): string {
  const isGood = lastPass?.outcome !== "failed" && lastPass?.outcome !== "waiting";
  if (isGood || lastSuccessAt === undefined) return "";
  if (lastSuccessAt === null) return "none was good since the start, ";
  return `the last good one ${formatAge(lastSuccessAt, now)} ago, `;
}

function describePullRequest(
  { pullRequest, lastPass }: ShownReconciliation,
  now: number,
): string {
  const { oldestChangeAt = null } = lastPass ?? {};
  const { number, url, createdAt } = pullRequest ?? {};
  return [
    pullRequest === null ? "none is open" : `#${number} ${url}`,
    ...(createdAt === undefined ? [] : [`open for ${formatSpan(now - Date.parse(createdAt))}`]),
    ...(oldestChangeAt === null
      ? []
      : [`the oldest change waits for ${formatSpan(now - Date.parse(oldestChangeAt))}`]),
  ].join(", ");
}

function describeLastPass(
  pass: NonNullable<ShownReconciliation["lastPass"]>,
  { next, told, now }: {
    readonly next: string;
    readonly told: ReadonlySet<string>;
    readonly now: number;
  },
): readonly Sentence[] {
  const { outcome, finishedAt, error, awaitedClusters } = pass;
  const message = error?.message ?? pass.message;
  const style = error === null ? undefined : STYLE.wrong;
  const alone = [
    [pass.unmatchedEntries.count, "registered, but in no cluster"],
    [pass.unregisteredClaims.count, "running, but not registered"],
    [pass.ambiguousEntries.count, "ambiguous"],
  ].flatMap(([count, what]) => count === 0 ? [] : [`${count} ${what}`]);
  return [
    { text: `Last pass: ${outcome} ${formatAge(finishedAt, now)} ago, ${next}`, style },
    ...(told.has(message) ? [] : [{ text: `  ${message}`, style }]),
    ...(awaitedClusters.length === 0 ? [] : [{
      text: `  not heard since the start: ${awaitedClusters.join(", ")}`,
      style: STYLE.doubtful,
    }]),
    ...(alone.length === 0 ? [] : [{ text: `  left alone: ${alone.join(", ")}` }]),
  ];
}
