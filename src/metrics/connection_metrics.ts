/** What the sockets of the collector tell. */
import { type Metric, toCounter, toGauge } from "./metric.ts";

/** What is known of them. */
export interface ConnectionFacts {
  /** Connections that are open now. */
  readonly openCount: number;
  /** Connections that were closed without an answer, by the limit that closed them. */
  readonly cut: Readonly<Record<string, number>>;
  /** Requests that were refused before anybody saw them, by what was wrong. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Lists them. */
export function listConnectionMetrics(facts: ConnectionFacts): readonly Metric[] {
  const byReason = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([reason, count]) => [{ reason }, count] as const);
  return [
    toGauge("http_connections", "Open connections", [[{}, facts.openCount]]),
    toCounter(
      "http_connections_cut_total",
      "Connections that a limit has closed without an answer",
      byReason(facts.cut),
    ),
    toCounter(
      "http_requests_refused_total",
      "Requests that were refused before their path was looked at",
      byReason(facts.refused),
    ),
  ];
}
