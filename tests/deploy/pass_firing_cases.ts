/** When alerts fire since passes do not succeed. */
import { constant, everyOther, SERIES, TARGETS, withReason } from "./alert_world.ts";
import { byReason, type FiringCase } from "./firing_case.ts";

const { collector } = TARGETS;

/** Each sort of failure, and those that take turns. */
export const PASS_FIRING_CASES: readonly FiringCase[] = [
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
    // None has ended yet.
    alert: "CollectorNoSuccessfulPass",
    changes: {
      [SERIES.passed]: null,
      [SERIES.succeeded]: null,
      [SERIES.started]: constant(0),
      ...withReason("collector", "first-pass-pending"),
    },
    quietAt: "30m",
    firesAt: "31m",
    labels: collector,
    value: "31m 0s",
  },
  {
    // All have failed.
    alert: "CollectorNoSuccessfulPass",
    changes: {
      [SERIES.succeeded]: null,
      [SERIES.started]: constant(0),
      ...withReason("collector", "repository-conflict"),
    },
    quietAt: "30m",
    firesAt: "31m",
    labels: collector,
    value: "31m 0s",
  },
  {
    // The last one was all right, and the next one does not come.
    alert: "CollectorNoSuccessfulPass",
    changes: {
      [SERIES.passed]: constant(0),
      [SERIES.succeeded]: constant(0),
      ...withReason("collector", "pass-overdue", "0x15 1x4000"),
    },
    quietAt: "35m",
    firesAt: "36m",
    labels: collector,
    value: "36m 0s",
  },
  {
    // Causes that take turns: none of them lasts.
    alert: "CollectorNoSuccessfulPass",
    changes: {
      [SERIES.succeeded]: constant(0),
      ...withReason("collector", "repository-access", everyOther(3, 1)),
      ...withReason("collector", "repository-unavailable", everyOther(3, 0)),
    },
    quietAt: "30m",
    firesAt: "31m",
    labels: collector,
    value: "31m 0s",
  },
  {
    // A reason that no list names.
    alert: "CollectorNoSuccessfulPass",
    changes: { [SERIES.succeeded]: constant(0) },
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
  {
    // Two reasons of one alert take turns, and no pass succeeds.
    alert: "RepositoryAccessRefused",
    changes: {
      [SERIES.succeeded]: constant(0),
      ...withReason("collector", "repository-access", everyOther(3, 1)),
      ...withReason("collector", "settings-refused", everyOther(3, 0)),
    },
    quietAt: "9m",
    firesAt: "2h",
    labels: collector,
  },
  {
    // It has its alert, until GitHub itself is the trouble.
    alert: "CollectorNoSuccessfulPass",
    changes: {
      [SERIES.succeeded]: constant(0),
      ...withReason("collector", "registry-refused", "1x60 0x4000"),
      ...withReason("collector", "repository-unavailable", "0x60 1x4000"),
    },
    quietAt: "81m",
    firesAt: "82m",
    labels: collector,
    value: "1h 22m 0s",
  },
  {
    // Changes are held back, which is a success, and a failed pass repeats that they are.
    alert: "CollectorNoSuccessfulPass",
    changes: {
      [SERIES.succeeded]: constant(0),
      ...withReason("collector", "mass-change"),
      ...withReason("collector", "repository-unavailable"),
    },
    quietAt: "30m",
    firesAt: "31m",
    beside: ["ChangeHeld"],
    labels: collector,
    value: "31m 0s",
  },
];
