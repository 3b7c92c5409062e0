/** When the alerts of informers fire. */
import { TARGETS, withBuild, withReason } from "./alert_world.ts";
import { byReason, type FiringCase } from "./firing_case.ts";

const { informer } = TARGETS;

/** Each of them at least once. */
export const INFORMER_FIRING_CASES: readonly FiringCase[] = [
  {
    // For days.
    alert: "InformerDown",
    changes: { "informer:up": "1x9 0x4000", ...withBuild("informer", "1x9 stale") },
    quietAt: "24m",
    firesAt: "30h",
    labels: informer,
  },
  {
    alert: "InformerDown",
    changes: { "informer:up": "1x9 0x4000", ...withBuild("informer", "1x9 stale") },
    quietAt: "24m",
    firesAt: "25m",
    labels: informer,
  },
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
