/** When alerts fire. */
import {
  collectorGone,
  constant,
  countOf,
  nothingScraped,
  SERIES,
  type SeriesChanges,
  TARGETS,
  withBuild,
  withReason,
} from "./alert_world.ts";

/** What makes an alert fire. */
export interface FiringCase {
  readonly alert: string;
  readonly changes: SeriesChanges;
  /** The last minute at which it is quiet, and the first at which it fires. */
  readonly quietAt: string;
  readonly firesAt: string;
  /** Labels beside its severity. */
  readonly labels: Readonly<Record<string, string>>;
  /** How the value is worded, where it is. */
  readonly value?: string;
}

const { collector, informer } = TARGETS;
const ON = constant(1);
const DAY_SECONDS = 86_400;

/** Each alert at least once. */
export const FIRING_CASES: readonly FiringCase[] = [
  {
    alert: "CollectorDown",
    changes: { [SERIES.up]: "1x9 0x4000", ...withBuild("1x9 stale") },
    quietAt: "14m",
    firesAt: "15m",
    labels: collector,
  },
  {
    alert: "CollectorDown",
    changes: collectorGone(null),
    quietAt: "4m",
    firesAt: "5m",
    labels: {},
  },
  { alert: "CollectorDown", changes: nothingScraped(), quietAt: "4m", firesAt: "5m", labels: {} },
  {
    alert: "CollectorDown",
    changes: {
      [SERIES.up]: "1x9 0x4000",
      ...withBuild("1x9 stale"),
      ...withReason("informer", "collector-unreachable", "0x9 1x4000"),
    },
    quietAt: "14m",
    firesAt: "25m",
    labels: collector,
  },
  {
    alert: "CollectorRestarting",
    changes: { [SERIES.started]: "0x4 300x4 600x4 900x4 1200x4000" },
    quietAt: "24m",
    firesAt: "25m",
    labels: collector,
    value: "4",
  },
  {
    alert: "CollectorNoSuccessfulPass",
    changes: {
      [SERIES.succeeded]: "0+60x10 600x4000",
      ...withReason("collector", "repository-unavailable", "0x10 1x4000"),
    },
    quietAt: "40m",
    firesAt: "41m",
    labels: collector,
    value: "31m 0s",
  },
  {
    alert: "CollectorNoSuccessfulPass",
    changes: {
      [SERIES.succeeded]: null,
      [SERIES.started]: constant(0),
      ...withReason("collector", "first-pass-pending"),
    },
    quietAt: "30m",
    firesAt: "31m",
    labels: collector,
    value: "31m 0s",
  },
  byReason("RepositoryAccessRefused", {
    program: "collector",
    code: "repository-access",
    minutes: 10,
    isNamed: false,
  }),
  byReason("RegistryRefused", {
    program: "collector",
    code: "registry-refused",
    minutes: 10,
    isNamed: true,
  }),
  byReason("ChangeHeld", {
    program: "collector",
    code: "mass-change",
    minutes: 15,
    isNamed: true,
  }),
  {
    // What is held back is not merged, either.
    alert: "ChangeHeld",
    changes: {
      ...withReason("collector", "mass-change"),
      [SERIES.oldest]: constant(-2 * DAY_SECONDS),
    },
    quietAt: "14m",
    firesAt: "7h",
    labels: { ...collector, reason: "mass-change" },
  },
  {
    alert: "PullRequestOld",
    changes: {
      [SERIES.isOpen]: ON,
      [SERIES.created]: constant(-3 * DAY_SECONDS),
      [SERIES.oldest]: constant(-3 * DAY_SECONDS),
    },
    quietAt: "60m",
    firesAt: "61m",
    labels: collector,
    value: "3d 1h 1m 0s",
  },
  {
    alert: "ChangesNotMerged",
    changes: { [SERIES.oldest]: constant(-2 * DAY_SECONDS) },
    quietAt: "359m",
    firesAt: "360m",
    labels: collector,
    value: "2d 6h 0m 0s",
  },
  {
    alert: "ClusterStale",
    changes: {
      [SERIES.stale]: ON,
      ...withReason("collector", "clusters-stale"),
    },
    quietAt: "4m",
    firesAt: "5m",
    labels: { ...collector, cluster: "prod" },
  },
  {
    alert: "GitHubQuotaLow",
    changes: { [SERIES.quotaLeft]: constant(450) },
    quietAt: "9m",
    firesAt: "10m",
    labels: { ...collector, resource: "core" },
    value: "9%",
  },
  byReason("CollectorStoreFull", {
    program: "collector",
    code: "store-full",
    minutes: 5,
    isNamed: true,
  }),
  byReason("CredentialsOutdated", {
    program: "collector",
    code: "credentials-outdated",
    minutes: 10,
    isNamed: true,
  }),
  byReason("CertificateOutdated", {
    program: "collector",
    code: "certificate-outdated",
    minutes: 10,
    isNamed: true,
  }),
  {
    alert: "CollectorRefusesRequests",
    changes: { [countOf(429)]: "0+60x4000" },
    quietAt: "15m",
    firesAt: "16m",
    labels: { ...collector, status: "429" },
    value: "1",
  },
  byReason("CollectorDegraded", {
    program: "collector",
    code: "labels-refused",
    minutes: 30,
    isNamed: true,
  }),
  byReason("InformerCannotReachCollector", {
    program: "informer",
    code: "collector-refused",
    minutes: 10,
    isNamed: false,
  }),
  {
    // One follows the other.
    alert: "InformerCannotReachApiServer",
    changes: {
      ...withReason("informer", "api-server-unreachable"),
      ...withReason("informer", "api-server-silent", "0x2 1x4000"),
    },
    quietAt: "9m",
    firesAt: "10m",
    labels: informer,
  },
  {
    // That not everything is told is no matter of its own.
    alert: "InformerCannotReachApiServer",
    changes: {
      ...withReason("informer", "api-server-unreachable"),
      ...withReason("informer", "not-synchronised"),
    },
    quietAt: "9m",
    firesAt: "30m",
    labels: informer,
  },
  byReason("InformerCannotWatch", {
    program: "informer",
    code: "access-refused",
    minutes: 15,
    isNamed: true,
  }),
  byReason("InformerNotSynchronised", {
    program: "informer",
    code: "not-synchronised",
    minutes: 15,
    isNamed: true,
  }),
  byReason("InformerDegraded", {
    program: "informer",
    code: "superseded",
    minutes: 30,
    isNamed: true,
  }),
];

/** A reason for which an alert fires after some minutes, with the reason as its label or without. */
function byReason(
  alert: string,
  { program, code, minutes, isNamed }: {
    readonly program: "collector" | "informer";
    readonly code: string;
    readonly minutes: number;
    readonly isNamed: boolean;
  },
): FiringCase {
  const labels = { ...TARGETS[program], ...(isNamed ? { reason: code } : {}) };
  const times = { quietAt: `${minutes - 1}m`, firesAt: `${minutes}m` };
  return { alert, changes: withReason(program, code), ...times, labels };
}
