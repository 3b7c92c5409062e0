/** What a collector may tell, as the tests of the command `status` print it. */
import type {
  ShownReconciliation,
  ShownStatus,
  StatusDocument,
} from "../../src/contract/status_document.ts";

/** The moment at which it is printed. */
export const NOW = Date.parse("2026-03-01T08:00:00Z");

/** A time so long before. */
export function ago(seconds: number): string {
  return new Date(NOW - seconds * 1_000).toISOString();
}

/** A claim. */
export function toStatus(claimRef: string, fields: Partial<ShownStatus> = {}): ShownStatus {
  return {
    cluster: "lab",
    claimRef,
    group: "storage.example.org",
    kind: "Database",
    statusMessage: "Ready: True, Synced: True",
    phase: "Ready",
    observedAt: ago(60),
    receivedAt: ago(50),
    changedAt: ago(60),
    ...fields,
  };
}

const NONE = { count: 0, first: [] };

/** A pass that found nothing to do. */
export const PASS: NonNullable<ShownReconciliation["lastPass"]> = {
  finishedAt: ago(30),
  outcome: "clean",
  message: "Nothing is new",
  unmatchedEntries: NONE,
  unregisteredClaims: NONE,
  ambiguousEntries: NONE,
  awaitedClusters: [],
  error: null,
};

/** Nothing runs, nothing is open, nothing is held. */
export const RECONCILIATION: ShownReconciliation = {
  running: false,
  lastPass: PASS,
  pullRequest: null,
  held: [],
  nextPassAt: ago(-270),
};

/** A collector that has something of everything. */
export const FULL: StatusDocument = {
  statuses: [
    toStatus("shop/cache", { changedAt: ago(90_000), group: "", uid: "u-1" }),
    toStatus("shop/orders", { phase: "Stale", lastPhase: "Ready", changedAt: ago(7_199) }),
    toStatus("shop/orders", {
      cluster: "prod",
      kind: undefined,
      phase: "Error",
      statusMessage: `Synced: False - ${"quota of 5 is used up, ".repeat(6)}ask for more`,
    }),
    toStatus("shop/new", { cluster: "prod", phase: "Melting", changedAt: ago(-5) }),
  ],
  clusters: [
    {
      cluster: "lab",
      lastContact: ago(1_200),
      stale: true,
      claims: 2,
      phases: { Ready: 1, Stale: 1 },
      sessions: [{
        stale: false,
        synchronised: false,
        silent: [
          { group: "storage.example.org", resource: "databases" },
          { group: "", resource: "nodes", namespace: "a" },
        ],
      }],
    },
    {
      cluster: "prod",
      lastContact: ago(2),
      stale: false,
      claims: 2,
      phases: { Melting: 1, Error: 1 },
      sessions: [{ stale: false, synchronised: true, silent: [] }],
    },
  ],
  readiness: {
    status: "degraded",
    reasons: [{ code: "mass-change", message: "12 of 20 claims seem to be gone" }],
  },
  reconciliation: {
    ...RECONCILIATION,
    lastPass: {
      ...PASS,
      outcome: "held",
      message: "Changes are kept back",
      unmatchedEntries: { count: 3, first: [] },
      ambiguousEntries: { count: 1, first: [] },
      awaitedClusters: ["lab"],
      oldestChangeAt: ago(7_200),
    },
    pullRequest: {
      number: 17,
      url: "https://github.test/17",
      isVerified: null,
      createdAt: ago(3_600),
    },
    held: [
      { code: "mass-change", message: "12 of 20 claims seem to be gone", until: null, id: "abc" },
      { code: "settling", message: "2 changes are too new", until: ago(-90), id: null },
    ],
  },
};
