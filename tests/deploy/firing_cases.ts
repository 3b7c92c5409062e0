/** When alerts fire. */
import {
  collectorGone,
  constant,
  countOf,
  nothingScraped,
  SERIES,
  TARGETS,
  withBuild,
  withReason,
} from "./alert_world.ts";
import { byReason, type FiringCase } from "./firing_case.ts";
import { INFORMER_FIRING_CASES } from "./informer_firing_cases.ts";
import { PASS_FIRING_CASES } from "./pass_firing_cases.ts";

const { collector } = TARGETS;
const ON = constant(1);
const DAY_SECONDS = 86_400;

/** Each alert at least once. */
export const FIRING_CASES: readonly FiringCase[] = [
  {
    alert: "CollectorDown",
    changes: { [SERIES.up]: "1x9 0x4000", ...withBuild("collector", "1x9 stale") },
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
      ...withBuild("collector", "1x9 stale"),
      ...withReason("informer", "collector-unreachable", "0x9 1x4000"),
    },
    quietAt: "14m",
    firesAt: "25m",
    labels: collector,
  },
  {
    // For days, and beside another one that is all right.
    alert: "CollectorDown",
    changes: {
      [SERIES.up]: "1x9 0x4000",
      ...withBuild("collector", "1x9 stale"),
      'up{job="collector",instance="10.0.0.3:8080"}': ON,
      'machinery_collector_build_info{job="collector",instance="10.0.0.3:8080"}': ON,
    },
    quietAt: "14m",
    firesAt: "30h",
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
  ...PASS_FIRING_CASES,
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
  byReason("ClustersAwaited", {
    program: "collector",
    code: "clusters-awaited",
    minutes: 60,
    isNamed: true,
  }),
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
  ...INFORMER_FIRING_CASES,
];
