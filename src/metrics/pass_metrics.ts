/** What the last pass found, and what is left of GitHub's quota. */
import { HOLD_CODES, type PassReport } from "../collector/pass_report.ts";
import type { ReconcileStatus } from "../collector/reconcile_loop.ts";
import type { Quota } from "../collector/registry_repository.ts";
import { type Metric, type Sample, toGauge } from "./metric.ts";

/** Lists it; before the first pass nothing is known. Times are Unix milliseconds. */
export function listPassMetrics(
  { last, lastSuccessAt, quotas }: ReconcileStatus,
): readonly Metric[] {
  return [
    toGauge(
      "last_pass_timestamp_seconds",
      "When the last pass ended; missing before the first",
      toTime(last?.finishedAt ?? null),
    ),
    toGauge(
      "last_successful_pass_timestamp_seconds",
      "When the last pass ended that neither failed nor waited; missing before the first",
      toTime(lastSuccessAt),
    ),
    ...(last === null ? [] : listFindings(last)),
    ...listQuotaMetrics(quotas),
  ];
}

function listFindings(last: PassReport): readonly Metric[] {
  const held = new Set<string>(last.held.map(({ code }) => code));
  const count = (value: number): readonly Sample[] => [[{}, value]];
  return [
    toGauge(
      "changed_entries",
      "Entries that differ from the base branch, as the last pass found",
      count(last.changeCount),
    ),
    toGauge(
      "unmatched_entries",
      "Entries for which no cluster reports a claim",
      count(last.unmatchedEntries.count),
    ),
    toGauge(
      "unregistered_claims",
      "Claims that are in no entry",
      count(last.unregisteredClaims.count),
    ),
    toGauge(
      "ambiguous_entries",
      "Entries that could be several claims, or share one",
      count(last.ambiguousEntries.count),
    ),
    toGauge(
      "stripped_entries",
      "Entries in which another writer has undone what was merged",
      count(last.strippedEntries.count),
    ),
    toGauge(
      "held_changes",
      "Whether changes are kept back for this reason",
      HOLD_CODES.map((reason) => [{ reason }, Number(held.has(reason))]),
    ),
    toGauge(
      "awaited_clusters",
      "Clusters that were known before the start and have not told everything since",
      count(last.awaitedClusters.length),
    ),
    toGauge(
      "pull_request_open",
      "Whether our pull request is open",
      count(Number(last.pullRequest !== null)),
    ),
    toGauge(
      "pull_request_created_timestamp_seconds",
      "When the open pull request was made; missing where none is open",
      toTime(last.pullRequest?.createdAt ?? null),
    ),
    toGauge(
      "oldest_unmerged_change_timestamp_seconds",
      "Since when the oldest change waits that is not merged yet; missing where none does",
      toTime(last.oldestChangeAt),
    ),
  ];
}

function listQuotaMetrics(quotas: readonly Quota[]): readonly Metric[] {
  const perResource = (toValue: (quota: Quota) => number) =>
    quotas.map((quota): Sample => [{ resource: quota.resource }, toValue(quota)]);
  return [
    toGauge(
      "github_rate_limit",
      "Calls of GitHub an hour, points for graphql",
      perResource(({ limit }) => limit),
    ),
    toGauge(
      "github_rate_limit_remaining",
      "What is left of them",
      perResource(({ remaining }) => remaining),
    ),
    toGauge(
      "github_rate_limit_reset_timestamp_seconds",
      "When all of them are there again",
      perResource(({ resetAt }) => resetAt / 1_000),
    ),
  ];
}

function toTime(at: number | null): readonly Sample[] {
  return at === null ? [] : [[{}, at / 1_000]];
}
