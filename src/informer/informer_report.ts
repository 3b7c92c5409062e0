/** How an informer stands, for readiness and metrics: facts and reasons, nothing of single claims. */
import type { CollectorAnswers } from "./collector_answers.ts";
import type { CompositeMirror } from "./composite_mirror.ts";
import {
  type CompositeKindReport,
  listCompositeReasons,
  listUnwatchedKinds,
  toCompositeReports,
} from "./composite_report.ts";
import type { WatchProblem } from "./claim_watcher.ts";
import type { BatchSession } from "./batch_session.ts";
import type { Backlog } from "./backlog.ts";
import type { EventCounter, EventCounts } from "./event_counts.ts";
import type { ItemRefusals } from "./item_refusals.ts";
import type { PostCourier } from "./post_courier.ts";
import type { RequestPace } from "./request_pace.ts";
import {
  type InformerReason,
  joinName,
  nameSome,
  type ReasonCode,
  toReason,
} from "./informer_reason.ts";
import type { ScopeMirror } from "./scope_mirror.ts";
import type { Synchronisation } from "./synchronisation.ts";
import { TARGET_COUNT_MAX, type TargetBoard } from "./target_board.ts";

/** How one target stands. */
export interface TargetReport {
  readonly group: string;
  /** Plural name. */
  readonly resource: string;
  /** `null` as long as the API server does not know the resource. */
  readonly kind: string | null;
  readonly claimCount: number;
  readonly isSynchronised: boolean;
  /** Since the API server last showed the resource. */
  readonly contactAgeMs: number;
  /** What keeps the watch from going on, be it new; one sentence, `null` where nothing does. */
  readonly problem: string | null;
}

/** How an informer stands. */
export interface InformerReport {
  /** Whether every target was told completely once, or that there is none. */
  readonly isSynchronised: boolean;
  /** Empty when all is right. */
  readonly reasons: readonly InformerReason[];
  readonly targets: readonly TargetReport[];
  /** The kinds of composites that are watched. */
  readonly composites: readonly CompositeKindReport[];
  /** Since the collector last took something; `null` before the first time. */
  readonly collectorContactAgeMs: number | null;
  readonly counts: {
    readonly claims: number;
    /** Claims that wait to be sent, those of a synchronisation under way included. */
    readonly pending: number;
    /** Claims that the collector has not taken as they are now. */
    readonly rejectedClaims: number;
    /** Items that the collector has not taken so far. */
    readonly rejectedItems: number;
    readonly deliveredRequests: number;
    readonly failedRequests: number;
    readonly compositeKinds: number;
    /** Those that we may not watch, or that are not served. */
    readonly refusedCompositeKinds: number;
    /** Those that claims name and that cannot be watched, for whatever reason. */
    readonly unwatchedCompositeKinds: number;
  };
  readonly events: EventCounts;
}

/** What a report is made of. */
export interface ReportedParts {
  readonly board: TargetBoard;
  readonly composites: CompositeMirror | null;
  readonly session: BatchSession;
  readonly backlog: Backlog;
  readonly synchronisation: Synchronisation;
  readonly answers: CollectorAnswers;
  readonly posts: PostCourier;
  readonly refusals: ItemRefusals;
  readonly pace: RequestPace;
  readonly events: EventCounter;
  /** Milliseconds that never go back. */
  readonly time: () => number;
}

/** Says how things stand now. */
export function toInformerReport(parts: ReportedParts): InformerReport {
  const { board, composites, pace, time, refusals, backlog } = parts;
  const mirrors = board.mirrors.filter(({ isEnded }) => !isEnded);
  const targets = mirrors.map((mirror) => toTargetReport(mirror, parts));
  const isSynchronised = isToldAll(targets, parts);
  const kinds = composites?.kinds ?? [];
  return {
    isSynchronised,
    reasons: [
      ...listCollectorReasons(parts),
      ...listSourceReasons(board),
      ...mirrors.flatMap((mirror) => listTargetReasons(mirror, parts)),
      ...(composites === null ? [] : listCompositeReasons(composites, time())),
      ...(isSynchronised
        ? []
        : [toReason("not-synchronised", describeUnsynchronised(targets, parts))]),
    ],
    targets,
    composites: toCompositeReports(kinds, time()),
    collectorContactAgeMs: pace.deliveredAt === null ? null : time() - pace.deliveredAt,
    counts: {
      claims: targets.reduce((sum, { claimCount }) => sum + claimCount, 0),
      pending: backlog.pendingCount,
      rejectedClaims: refusals.claimCount,
      rejectedItems: refusals.totalCount,
      deliveredRequests: pace.deliveredCount,
      failedRequests: pace.failedCount,
      compositeKinds: kinds.length,
      refusedCompositeKinds: kinds.filter(({ watch }) => watch.isRefused).length,
      unwatchedCompositeKinds: listUnwatchedKinds(kinds, time()).length,
    },
    events: parts.events.counts,
  };
}

function listCollectorReasons(parts: ReportedParts): readonly InformerReason[] {
  const { pace, answers, posts, refusals } = parts;
  const reasons: InformerReason[] = [];
  const { trouble } = pace;
  if (trouble?.kind === "unavailable") {
    reasons.push(toReason("collector-unreachable", `The collector fails: ${trouble.message}`));
  }
  if (trouble?.kind === "refused") {
    reasons.push(toReason("collector-refused", `The collector refuses: ${trouble.message}`));
  }
  if (posts.isActive) {
    reasons.push(toReason("old-collector", "The collector takes single posts only"));
  }
  if (answers.isSuperseded) {
    reasons.push(toReason("superseded", "A newer informer speaks for claims of this cluster"));
  }
  if (refusals.claimCount > 0) {
    const message = `The collector does not take the status of ${refusals.claimCount} claims`;
    reasons.push(toReason("claims-rejected", message));
  }
  return reasons;
}

const PROBLEM_CODES: Readonly<Record<WatchProblem["kind"], ReasonCode>> = {
  unserved: "kind-unserved",
  refused: "access-refused",
  unavailable: "api-server-unreachable",
  expired: "api-server-unreachable",
};

function listSourceReasons(board: TargetBoard): readonly InformerReason[] {
  const { emptiness, problem, waitingCount } = board;
  const reasons: InformerReason[] = [];
  if (problem !== null) reasons.push(toReason(PROBLEM_CODES[problem.kind], problem.message));
  if (emptiness !== null) reasons.push(toReason("nothing-discovered", emptiness));
  if (waitingCount > 0) {
    const message = `${waitingCount} resources are not watched: ${TARGET_COUNT_MAX} are the most`;
    reasons.push(toReason("too-many-kinds", message));
  }
  return reasons;
}

function listTargetReasons(
  mirror: ScopeMirror,
  { session, time }: ReportedParts,
): readonly InformerReason[] {
  const { watch } = mirror;
  const name = toTargetName(mirror);
  const reasons: InformerReason[] = [];
  const toldProblem = watch.toldProblemAt(time());
  if (toldProblem !== null) {
    const code = PROBLEM_CODES[toldProblem.kind];
    const isAwaited = code === "kind-unserved" && mirror.scope === null;
    const words = isAwaited ? "Waiting for" : "Cannot watch";
    reasons.push(toReason(code, `${words} ${name}: ${toldProblem.message}`));
  }
  if (session.isSilent(watch)) {
    const ageSeconds = Math.floor((time() - watch.lastContactAt) / 1_000);
    const message = `The API server has not shown ${name} for ${ageSeconds} s`;
    reasons.push(toReason("api-server-silent", message));
  }
  return reasons;
}

function toTargetReport(mirror: ScopeMirror, parts: ReportedParts): TargetReport {
  const { scope, watch, target } = mirror;
  const { synchronisation, posts, time } = parts;
  const isPosted = posts.isToldAll && watch.isListed;
  return {
    group: target.group,
    resource: scope?.wire.resource ?? target.by.resource,
    kind: scope?.wire.kind ?? null,
    claimCount: scope?.livingCount ?? 0,
    isSynchronised: scope !== null && (isPosted || synchronisation.isSynchronised(scope)),
    contactAgeMs: time() - watch.lastContactAt,
    problem: watch.problem?.message ?? null,
  };
}

/** Where there is nothing to tell, the collector must have taken that. */
function isToldAll(targets: readonly TargetReport[], { board, pace }: ReportedParts): boolean {
  if (!board.isKnown || (targets.length === 0 && pace.deliveredAt === null)) return false;
  return targets.every(({ isSynchronised }) => isSynchronised);
}

function describeUnsynchronised(
  targets: readonly TargetReport[],
  { board }: ReportedParts,
): string {
  const names = targets.filter(({ isSynchronised }) => !isSynchronised)
    .map(({ resource, group }) => joinName(resource, group));
  if (names.length > 0) return `Not synchronised yet: ${nameSome(names)}`;
  const cause = board.isKnown ? "the collector has taken nothing" : "it is not known what to watch";
  return `Not synchronised yet: ${cause}`;
}

function toTargetName(mirror: ScopeMirror): string {
  const { group, version } = mirror.target;
  return `${joinName(mirror.scope?.wire.resource ?? mirror.target.by.resource, group)}/${version}`;
}
