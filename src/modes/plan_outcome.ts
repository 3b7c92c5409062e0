/** What came of making a plan, wherever it was made. */
import type { PlanDocument } from "../contract/plan_document.ts";

/** A plan, or why there is none: a heading and, where there are several, each problem. */
export type PlanOutcome =
  | { readonly kind: "made"; readonly plan: PlanDocument }
  | { readonly kind: "refused"; readonly message: string; readonly problems: readonly string[] };
