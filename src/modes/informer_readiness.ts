/** What the readiness of the informer says, derived from how it stands. */
import type { InformerReadiness } from "../http/informer_app.ts";
import type { InformerReport } from "../informer/informer_report.ts";

/** What is known of the informer. */
export interface InformerFacts {
  readonly isDraining: boolean;
  /** Whether everything has been told once, be it long ago. */
  readonly wasSynchronised: boolean;
  readonly report: Pick<InformerReport, "reasons">;
}

/** An informer that was complete once goes on with what it has: it is degraded, not down. */
export function toInformerReadiness(facts: InformerFacts): InformerReadiness {
  const { reasons } = facts.report;
  if (facts.isDraining) return { state: "draining", reasons: [] };
  if (reasons.some(({ code }) => code === "superseded")) return { state: "superseded", reasons };
  if (!facts.wasSynchronised) return { state: "starting", reasons };
  return { state: reasons.length === 0 ? "ready" : "degraded", reasons };
}
