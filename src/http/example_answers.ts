/**
 * What larger answers look like, for the API description. They tell one story, of one claim of one
 * cluster at noon, and a test asks the app for each of them.
 */
import type { PlanDocument } from "../contract/plan_document.ts";
import type { PassReportBody } from "./pass_report_body.ts";
import type { StatusRow } from "./status_row.ts";

const NOON = "2026-01-31T12:00:00.000Z";
const SESSION = "5b2f6c1e-3a55-4f57-8c1e-7d1f9f0a7b10";

/** The claim of the story. */
export const STATUS_EXAMPLE: StatusRow = {
  cluster: "production-eu",
  claimRef: "team-a/orders-db",
  group: "storage.example.org",
  kind: "DatabaseClaim",
  statusMessage: "Ready: True, Synced: True",
  phase: "Ready",
  observedAt: NOON,
  receivedAt: NOON,
  changedAt: NOON,
};

/** Its cluster. */
export const CLUSTER_EXAMPLE = {
  cluster: "production-eu",
  lastContact: NOON,
  stale: false,
  claims: 1,
  phases: { Ready: 1 },
  sessions: [{
    id: SESSION,
    startedAt: "2026-01-31T11:58:00.000Z",
    lastContact: NOON,
    stale: false,
    synchronised: true,
    silent: [],
  }],
};

/** What an informer sends: what has changed, that it is there, and everything. */
export const BATCH_EXAMPLES = {
  changes: {
    summary: "A claim that has changed, and one that was deleted",
    value: {
      ...toBatchHead(7),
      upserts: [toUpsert()],
      deletions: [{
        claimRef: "team-a/old-db",
        group: "storage.example.org",
        kind: "DatabaseClaim",
        observedAt: "2026-01-31T12:00:00Z",
      }],
    },
  },
  heartbeat: {
    summary: "Nothing but a sign of life",
    value: toBatchHead(8),
  },
  synchronisation: {
    summary: "Everything of one scope, in one part",
    value: {
      ...toBatchHead(9),
      sync: {
        id: "0c5f6a1e-52b4-4c39-9d0e-0f6f0a4b7c22",
        scope: { group: "storage.example.org", resource: "databaseclaims", kind: "DatabaseClaim" },
        part: 1,
        last: true,
      },
      scopes: [{
        group: "storage.example.org",
        resource: "databaseclaims",
        kind: "DatabaseClaim",
      }],
      upserts: [toUpsert()],
    },
  },
};

/** What batches are answered. */
export const BATCH_ANSWER_EXAMPLES = {
  accepted: {
    summary: "Everything was taken",
    value: toBatchAnswer({ accepted: 2, rejected: [] }),
  },
  rejected: {
    summary: "One item could not be read; the others were taken",
    value: toBatchAnswer({
      accepted: 1,
      rejected: [{
        index: 1,
        error: "claimRef: Required, expected a printable text of 1 to 512 characters",
      }],
    }),
  },
  resync: {
    summary: "The collector has started meanwhile and wants to hear everything",
    value: { ...toBatchAnswer({ accepted: 0, rejected: [] }), resync: true },
  },
};

const PULL_REQUEST = {
  number: 17,
  url: "https://github.com/acme/registry/pull/17",
  isVerified: true,
  createdAt: "2026-01-31T11:59:00.000Z",
};

const NOTHING_LEFT_OVER = { count: 0, first: [] };

const UNMATCHED = {
  count: 1,
  first: [{ name: "legacy/mailer", reason: "no cluster reports a claim for it" }],
};

/** A pass that has opened a pull request. */
export const PASS_EXAMPLE: PassReportBody = {
  startedAt: NOON,
  finishedAt: "2026-01-31T12:00:01.500Z",
  outcome: "proposed",
  message: "Opened pull request #17: 1 changed",
  revision: 7,
  changeCount: 1,
  oldestChangeAt: "2026-01-31T11:58:30.000Z",
  pullRequest: PULL_REQUEST,
  unmatchedEntries: UNMATCHED,
  unregisteredClaims: NOTHING_LEFT_OVER,
  ambiguousEntries: NOTHING_LEFT_OVER,
  strippedEntries: NOTHING_LEFT_OVER,
  awaitedClusters: [],
  held: [],
  problems: [],
  error: null,
};

/** Where the loop stands after that pass. */
export const RECONCILIATION_EXAMPLE = {
  running: false,
  lastPass: PASS_EXAMPLE,
  lastSuccessAt: "2026-01-31T12:00:01.500Z",
  pullRequest: PULL_REQUEST,
  held: [],
  nextPassAt: "2026-01-31T12:05:01.500Z",
  quotas: [{
    resource: "core",
    limit: 5000,
    remaining: 4987,
    resetAt: "2026-01-31T12:45:00.000Z",
  }],
};

/** What the next pass would do. */
export const PLAN_EXAMPLE: PlanDocument = {
  message: "Would keep pull request #17 current: 1 changed",
  changeCount: 1,
  filePath: "claims/registry.yaml",
  diff: "diff --git a/claims/registry.yaml b/claims/registry.yaml\n" +
    "--- a/claims/registry.yaml\n+++ b/claims/registry.yaml\n" +
    '@@ -6 +6 @@\n-    statusMessage: "Ready: False (Creating), Synced: True"\n' +
    '+    statusMessage: "Ready: True, Synced: True"\n',
  title: "chore(registry): update claim status",
  body: "Brings 1 entry of 12 in `claims/registry.yaml` up to date",
  commitMessage: "chore(registry): update claim status\n\n1 entry changed: 1 Ready.",
  held: [],
  pullRequest: PULL_REQUEST,
  unmatchedEntries: UNMATCHED,
  unregisteredClaims: NOTHING_LEFT_OVER,
  ambiguousEntries: NOTHING_LEFT_OVER,
};

function toBatchHead(sequence: number) {
  return {
    protocol: 1,
    session: { id: SESSION, startedAt: "2026-01-31T11:58:00Z" },
    sequence,
  };
}

function toUpsert() {
  return {
    claimRef: "team-a/orders-db",
    group: "storage.example.org",
    kind: "DatabaseClaim",
    statusMessage: "Ready: True, Synced: True",
    phase: "Ready",
    observedAt: "2026-01-31T12:00:00Z",
  };
}

function toBatchAnswer<Counts>(counts: Counts) {
  return { protocol: 1, instance: "c4f7e6f2-0d5a-4d8a-8e0e-3c1a0d2b9f11", ...counts };
}
