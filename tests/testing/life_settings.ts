/** How one repository and its collector differ from another in the lives that tests draw. */
import fc from "fast-check";
import type { MergeMethod } from "./github/repository/pull_record.ts";

/** The label that our pull requests get, where they get one. */
export const OUR_LABEL = "claim-status";

/** What differs from one life to another. */
export interface LifeSettings {
  readonly defaultCluster: "a" | null;
  /** Whether the registry is large enough for the mass change brake. */
  readonly hasCrowd: boolean;
  readonly settleMinutes: number;
  readonly minUpdateMinutes: number;
  readonly mergeMethod: MergeMethod | null;
  readonly hasLabel: boolean;
  readonly isSignedOff: boolean;
  /** What GitHub offers and demands. */
  readonly github: {
    /** Merges only what is built on the newest base. */
    readonly requireUpToDate: boolean;
    readonly allowsAutoMerge: boolean;
    readonly requiredApprovals: number;
    readonly offersUpdateRefs: boolean;
    readonly computesMergeabilityLate: boolean;
    readonly deletesBranchOnMerge: boolean;
  };
}

/** Mostly plain, now and then with everything. */
export const lifeSettingsArbitrary: fc.Arbitrary<LifeSettings> = fc.record({
  defaultCluster: fc.constantFrom("a" as const, null),
  hasCrowd: rarely(),
  settleMinutes: fc.constantFrom(0, 0, 5),
  minUpdateMinutes: fc.constantFrom(0, 0, 10),
  mergeMethod: fc.constantFrom(null, null, null, "merge", "squash", "rebase"),
  hasLabel: rarely(),
  isSignedOff: rarely(),
  github: fc.record({
    requireUpToDate: fc.boolean(),
    allowsAutoMerge: fc.boolean(),
    requiredApprovals: fc.constantFrom(0, 0, 1),
    offersUpdateRefs: rarely().map((isMissing) => !isMissing),
    computesMergeabilityLate: rarely(),
    deletesBranchOnMerge: rarely(),
  }),
});

function rarely(): fc.Arbitrary<boolean> {
  return fc.nat({ max: 2 }).map((number) => number === 2);
}
