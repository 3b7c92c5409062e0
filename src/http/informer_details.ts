/** What `/readyz?verbose` says beside the readiness: each kind, its composites, and the collector. */
import type { InformerReport } from "../informer/informer_report.ts";

/** In the words of the answer. */
export interface InformerDetails {
  readonly kinds: readonly KindDetails[];
  readonly compositeKinds: readonly CompositeKindDetails[];
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

/** One kind of composites that claims name. */
export interface CompositeKindDetails {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly composites: number;
  /** Whether all that exist are known now. */
  readonly listed: boolean;
  readonly lastContactSecondsAgo: number;
  /** What keeps the watch from going on now; `null` where nothing does. */
  readonly error: string | null;
}

/** Words a report for the answer; whole seconds are enough. */
export function toInformerDetails(
  { targets, composites, collectorContactAgeMs }: InformerReport,
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
    compositeKinds: composites.map(({ group, version, kind, compositeCount, ...rest }) => ({
      group,
      version,
      kind,
      composites: compositeCount,
      listed: rest.isListed,
      lastContactSecondsAgo: toSeconds(rest.contactAgeMs),
      error: rest.problem,
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
