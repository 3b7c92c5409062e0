/** What looks like a failure, and is no reason to call anybody. */
import {
  constant,
  countOf,
  NOW_EACH_MINUTE,
  SERIES,
  type SeriesChanges,
  withBuild,
  withReason,
} from "./alert_world.ts";

/** What looks alike, and is no reason to call anybody. */
export interface SilentCase {
  readonly alert: string;
  readonly changes: SeriesChanges;
  readonly at: string;
}

const ON = constant(1);
const DAY_SECONDS = 86_400;

/** Each alert at least once; no alert at all may fire in any of them. */
export const SILENT_CASES: readonly SilentCase[] = [
  // The target of somebody else.
  { alert: "CollectorDown", changes: { 'up{job="node",instance="a"}': constant(0) }, at: "2h" },
  {
    alert: "CollectorDown",
    changes: { [SERIES.up]: "1x9 0 0 1x4000", ...withBuild("collector", "1x9 stale _ 1x4000") },
    at: "11m",
  },
  {
    alert: "CollectorRestarting",
    changes: { [SERIES.started]: "0x4 300x4 600x4 900x4000" },
    at: "30m",
  },
  // The process of somebody else.
  {
    alert: "CollectorRestarting",
    changes: { 'process_start_time_seconds{job="node",instance="a"}': NOW_EACH_MINUTE },
    at: "2h",
  },
  // Passes are far apart, as the interval says, and the last one was all right.
  {
    alert: "CollectorNoSuccessfulPass",
    changes: { [SERIES.passed]: constant(0), [SERIES.succeeded]: constant(0) },
    at: "3h",
  },
  // It fails most of the time, and succeeds now and then: another pass has failed at each scrape.
  {
    alert: "CollectorNoSuccessfulPass",
    changes: {
      [SERIES.passed]: "30+60x4000",
      [SERIES.succeeded]: Array.from({ length: 24 }, (_, index) => `${index * 300 - 20}x4`).join(
        " ",
      ),
      ...withReason("collector", "repository-unavailable"),
    },
    at: "115m",
  },
  // Passes are an hour apart; one fails, and its next tries.
  {
    alert: "CollectorNoSuccessfulPass",
    changes: {
      [SERIES.passed]: "0x59 3600+60x14 4500x4000",
      [SERIES.succeeded]: "0x74 4500x4000",
      ...withReason("collector", "repository-unavailable", "0x59 1x14 0x4000"),
    },
    at: "74m",
  },
  comesAndGoes("RepositoryAccessRefused", {
    program: "collector",
    code: "repository-access",
    minutes: 10,
  }),
  comesAndGoes("RegistryRefused", { program: "collector", code: "registry-refused", minutes: 10 }),
  comesAndGoes("ChangeHeld", { program: "collector", code: "mass-change", minutes: 15 }),
  {
    alert: "PullRequestOld",
    changes: { [SERIES.isOpen]: ON, [SERIES.created]: constant(-2 * DAY_SECONDS) },
    at: "3h",
  },
  // It is old, and a pull request says it.
  {
    alert: "ChangesNotMerged",
    changes: {
      [SERIES.isOpen]: ON,
      [SERIES.created]: constant(0),
      [SERIES.oldest]: constant(-3 * DAY_SECONDS),
    },
    at: "8h",
  },
  { alert: "ChangesNotMerged", changes: { [SERIES.oldest]: NOW_EACH_MINUTE }, at: "8h" },
  // It was silent for a moment.
  {
    alert: "ClusterStale",
    changes: { [SERIES.stale]: "1x3 0x4000" },
    at: "2h",
  },
  // Nobody has asked since the quota was given anew.
  {
    alert: "GitHubQuotaLow",
    changes: { [SERIES.quotaLeft]: constant(1), [SERIES.quotaReset]: constant(0) },
    at: "2h",
  },
  comesAndGoes("CollectorStoreFull", { program: "collector", code: "store-full", minutes: 5 }),
  comesAndGoes("CredentialsOutdated", {
    program: "collector",
    code: "credentials-outdated",
    minutes: 10,
  }),
  comesAndGoes("CertificateOutdated", {
    program: "collector",
    code: "certificate-outdated",
    minutes: 10,
  }),
  // A burst, and answers that say what the sender did wrong.
  {
    alert: "CollectorRefusesRequests",
    changes: { [countOf(429)]: "0x9 600x4000", [countOf(400)]: "0+60x4000" },
    at: "2h",
  },
  // The readiness while it stops and starts.
  {
    alert: "CollectorRefusesRequests",
    changes: {
      'collector:http_request_duration_seconds_count{method="GET",route="/readyz",status="503"}':
        "0+60x4000",
    },
    at: "2h",
  },
  // A restart, after which an informer takes long to list everything.
  {
    alert: "ClustersAwaited",
    changes: withReason("collector", "clusters-awaited", "1x49 0x4000"),
    at: "49m",
  },
  comesAndGoes("CollectorDegraded", { program: "collector", code: "labels-refused", minutes: 30 }),
  { alert: "InformerDown", changes: { 'up{job="node",instance="a"}': constant(0) }, at: "2h" },
  // A restart.
  {
    alert: "InformerDown",
    changes: { "informer:up": "1x9 0x9 1x4000", ...withBuild("informer", "1x9 stale _x8 1x4000") },
    at: "19m",
  },
  comesAndGoes("InformerCannotReachCollector", {
    program: "informer",
    code: "collector-unreachable",
    minutes: 10,
  }),
  comesAndGoes("InformerCannotReachApiServer", {
    program: "informer",
    code: "api-server-silent",
    minutes: 10,
  }),
  comesAndGoes("InformerCannotWatch", { program: "informer", code: "kind-unserved", minutes: 15 }),
  comesAndGoes("InformerNotSynchronised", {
    program: "informer",
    code: "not-synchronised",
    minutes: 15,
  }),
  comesAndGoes("InformerDegraded", { program: "informer", code: "superseded", minutes: 30 }),
];

/** A reason that comes for half of the time that its alert waits, goes, and comes again. */
function comesAndGoes(
  alert: string,
  { program, code, minutes }: {
    readonly program: "collector" | "informer";
    readonly code: string;
    readonly minutes: number;
  },
): SilentCase {
  const half = Math.floor(minutes / 2);
  const values = `1x${half} 0 1x${half} 0x4000`;
  return { alert, changes: withReason(program, code, values), at: `${2 * half + 1}m` };
}
