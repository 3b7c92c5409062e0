/** What `/readyz?verbose` says beside the readiness: each kind, and the collector. */
import type { InformerReport } from "../informer/informer_report.ts";

/** In the words of the answer. */
export interface InformerDetails {
  readonly kinds: readonly KindDetails[];
  readonly collector: {
    /** Since it last took a batch; `null` before the first. */
    readonly lastAcknowledgedSecondsAgo: number | null;
  };
}

/** One kind that is watched. */
export interface KindDetails {
  readonly group: string;
  readonly resource: string;
  /** `null` as long as the API server does not know it. */
  readonly kind: string | null;
  readonly claims: number;
  readonly synchronised: boolean;
  readonly lastContactSecondsAgo: number;
  /** What keeps the watch from going on now; `null` where nothing does. */
  readonly error: string | null;
}

/** Words a report for the answer; whole seconds are enough. */
export function toInformerDetails(
  { targets, collectorContactAgeMs }: InformerReport,
): InformerDetails {
  return {
    kinds: targets.map(({ group, resource, kind, claimCount, ...target }) => ({
      group,
      resource,
      kind,
      claims: claimCount,
      synchronised: target.isSynchronised,
      lastContactSecondsAgo: toSeconds(target.contactAgeMs),
      error: target.problem,
    })),
    collector: {
      lastAcknowledgedSecondsAgo: collectorContactAgeMs === null
        ? null
        : toSeconds(collectorContactAgeMs),
    },
  };
}

function toSeconds(durationMs: number): number {
  return Math.floor(durationMs / 1_000);
}
