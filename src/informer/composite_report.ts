/** How the composites stand, kind by kind, for readiness and metrics; nothing of single composites. */
import type { CompositeKind } from "./composite_kind.ts";
import type { CompositeMirror } from "./composite_mirror.ts";
import { COMPOSITE_KIND_COUNT_MAX } from "./composite_slots.ts";
import { type InformerReason, joinName, nameSome, toReason } from "./informer_reason.ts";

/** How one kind of composites stands. */
export interface CompositeKindReport {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** How many exist that claims have made, as far as they were seen. */
  readonly compositeCount: number;
  /** Whether all that exist are known now. */
  readonly isListed: boolean;
  /** Since the API server last showed the kind. */
  readonly contactAgeMs: number;
  /** What keeps the watch from going on, be it new; one sentence, `null` where nothing does. */
  readonly problem: string | null;
}

/** How each kind stands at a time. */
export function toCompositeReports(
  kinds: readonly CompositeKind[],
  now: number,
): readonly CompositeKindReport[] {
  return kinds.map(({ group, version, kind, livingCount, watch }) => ({
    group,
    version,
    kind,
    compositeCount: livingCount,
    isListed: watch.isListed,
    contactAgeMs: now - watch.lastContactAt,
    problem: watch.problem?.message ?? null,
  }));
}

/** The kinds that claims name and that have a problem of which people should know. */
export function listUnwatchedKinds(
  kinds: readonly CompositeKind[],
  now: number,
): readonly CompositeKind[] {
  return kinds.filter(({ watch, idleSince }) =>
    watch.toldProblemAt(now) !== null && idleSince === null
  );
}

/** Why claims may tell less than there is to say. */
export function listCompositeReasons(
  { kinds, waitingCount }: CompositeMirror,
  now: number,
): readonly InformerReason[] {
  const messages = [...describeUnwatched(kinds, now), ...describeFullness(waitingCount)];
  return messages.map((message) => toReason("composites-unwatched", message));
}

function describeUnwatched(kinds: readonly CompositeKind[], now: number): readonly string[] {
  const names = listUnwatchedKinds(kinds, now).map(({ group, version, kind, watch }) =>
    `${joinName(kind, group)}/${version} (${watch.toldProblemAt(now)?.message})`
  );
  if (names.length === 0) return [];
  return [
    "Composites are not watched, so that their claims tell only what they say themselves or what " +
    `was last seen: ${nameSome(names)}`,
  ];
}

function describeFullness(waitingCount: number): readonly string[] {
  if (waitingCount === 0) return [];
  return [
    `Claims name composites of more than ${COMPOSITE_KIND_COUNT_MAX} kinds: those of ` +
    `${waitingCount} claims are not watched, so that they tell only what they say themselves`,
  ];
}
