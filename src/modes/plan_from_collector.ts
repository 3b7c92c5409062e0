/** A plan that a running collector makes. */
import { fetchPlan } from "../client/plan_client.ts";
import type { CollectorSource } from "../config/plan_settings.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { createCollectorConnect, createTokenReader } from "./collector_access.ts";
import type { PlanOutcome } from "./plan_outcome.ts";

/** What asking needs beside the settings. */
export interface PlanFromCollectorDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly userAgent: string;
}

/** Asks the collector once; throws `ConfigError` for files that cannot be used. */
export async function planFromCollector(
  source: CollectorSource,
  { clock, logger, userAgent }: PlanFromCollectorDeps,
): Promise<PlanOutcome> {
  const parts = { settings: source, logger };
  const connect = await createCollectorConnect(parts);
  const readToken = createTokenReader(parts);
  const never = new AbortController().signal;
  const client = { url: source.collectorUrl, readToken, connect, clock, userAgent };
  const delivery = await fetchPlan(client, never);
  if (delivery.kind === "delivered") return { kind: "made", plan: delivery.answer };
  return { kind: "refused", message: delivery.message, problems: [] };
}
