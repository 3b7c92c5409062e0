/** What the readiness of the server says, derived from the last pass and from how the rest stands. */
import {
  type ClusterSilence,
  describeSilence,
  nameClusters,
} from "../collector/cluster_silence.ts";
import { needsPerson, type PassError, type PassReport } from "../collector/pass_report.ts";
import type { CollectorReasonCode } from "../collector/reason_code.ts";
import type { ReconcileStatus } from "../collector/reconcile_loop.ts";
import type { Readiness, ReadinessReason } from "../http/app_deps.ts";

/** What the readiness is made of. */
export interface ServerFacts {
  readonly isDraining: boolean;
  /** Unix milliseconds. */
  readonly now: number;
  readonly loop: Pick<ReconcileStatus, "last" | "runningSince" | "nextAt">;
  readonly silence: ClusterSilence;
  /** What is wrong with the files of credentials and with keys. */
  readonly accessProblems: readonly string[];
  /** What is wrong with the certificate that is shown. */
  readonly tlsProblems: readonly string[];
  /** Which limits keep new claims out. */
  readonly shortages: readonly string[];
}

/** A pass is overdue when it runs for longer, as each call in it has a limit, or is late by more. */
const PASS_LONG_MS = 600_000;

const ERROR_CODES: Readonly<Record<PassError["code"], CollectorReasonCode>> = {
  access: "repository-access",
  settings: "settings-refused",
  "registry-format": "registry-refused",
  unavailable: "repository-unavailable",
  conflict: "repository-conflict",
  stopped: "pass-stopped",
  bug: "internal-error",
};

/** A collector that cannot reach GitHub still takes posts, so it is degraded, not down. */
export function toServerReadiness(facts: ServerFacts): Readiness {
  if (facts.isDraining) return { state: "draining", reasons: [] };
  const { loop: { last }, accessProblems, tlsProblems, shortages } = facts;
  const reasons = [
    ...(last === null
      ? [toReason("first-pass-pending", "The first pass has not ended yet")]
      : listPassReasons(last)),
    ...listOverdue(facts),
    ...listClusterReasons(facts),
    ...accessProblems.map((message) => toReason("credentials-outdated", message)),
    ...tlsProblems.map((message) => toReason("certificate-outdated", message)),
    ...shortages.map((message) => toReason("store-full", message)),
  ];
  return { state: reasons.length === 0 ? "ready" : "degraded", reasons };
}

function listPassReasons(last: PassReport): readonly ReadinessReason[] {
  const { error, outcome, message, held, problems } = last;
  const waiting = held.filter(needsPerson).map((hold) => toReason(hold.code, hold.message));
  const isUnexplained = outcome === "waiting" && waiting.length === 0;
  return [
    ...(error === null ? [] : [toReason(ERROR_CODES[error.code], error.message)]),
    ...(isUnexplained ? [toReason("pass-waiting", message)] : []),
    ...waiting,
    ...problems.map((problem) => toReason(problem.code, problem.message)),
  ];
}

function listOverdue(
  { now, loop: { runningSince, nextAt } }: ServerFacts,
): readonly ReadinessReason[] {
  const since = runningSince ?? nextAt;
  if (since === null || now - since <= PASS_LONG_MS) return [];
  const minutes = Math.floor((now - since) / 60_000);
  const message = runningSince === null
    ? `The next pass is ${minutes} minutes late`
    : `A pass has been running for ${minutes} minutes`;
  return [toReason("pass-overdue", message)];
}

function listClusterReasons(
  { loop: { last }, silence }: ServerFacts,
): readonly ReadinessReason[] {
  const awaited = last?.awaitedClusters ?? [];
  const wait = `Since the start, ${nameClusters(awaited)} ${
    awaited.length === 1 ? "has" : "have"
  } not told everything, so what is there is not known`;
  return [
    ...(awaited.length === 0 ? [] : [toReason("clusters-awaited", wait)]),
    ...describeSilence(silence),
  ];
}

function toReason(code: CollectorReasonCode, message: string): ReadinessReason {
  return { code, message };
}
