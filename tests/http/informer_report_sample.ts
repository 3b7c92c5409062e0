/** An informer of which one kind is well and one is awaited. */
import type { ClaimCount } from "../../src/informer/claim_counts.ts";
import type { InformerReport } from "../../src/informer/informer_report.ts";

const GROUP = "platform.example.org";

/** How it stands. */
export const REPORT: InformerReport = {
  isSynchronised: false,
  reasons: [],
  targets: [{
    group: GROUP,
    resource: "volumes",
    kind: "Volume",
    claimCount: 3,
    isSynchronised: true,
    contactAgeMs: 4_500,
    problem: null,
  }, {
    group: GROUP,
    resource: "buckets",
    kind: null,
    claimCount: 0,
    isSynchronised: false,
    contactAgeMs: 90_000,
    problem: "Not served",
  }],
  composites: [{
    group: GROUP,
    version: "v1",
    kind: "XVolume",
    compositeCount: 2,
    isListed: false,
    contactAgeMs: 61_500,
    problem: "Not reachable",
  }],
  collectorContactAgeMs: 2_250,
  counts: {
    claims: 3,
    pending: 1,
    rejectedClaims: 0,
    rejectedItems: 0,
    deliveredRequests: 7,
    failedRequests: 2,
    compositeKinds: 1,
    refusedCompositeKinds: 0,
    unwatchedCompositeKinds: 1,
  },
  events: { applied: 20, deleted: 4, lists: 3, troubles: 5 },
};

/** Its claims. */
export const CLAIM_COUNTS: readonly ClaimCount[] = [
  { group: GROUP, kind: "Volume", phase: "Ready", count: 2 },
  { group: GROUP, kind: "Volume", phase: "Error", count: 1 },
];
