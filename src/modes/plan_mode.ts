/**
 * The dry run as a process: makes a plan where the settings say, prints it, and ends. Each way loads
 * only what it needs.
 */
import type { PlanSettings } from "../config/plan_settings.ts";
import { systemClock } from "../runtime/clock.ts";
import { createLogger, type Logger } from "../runtime/logger.ts";
import { createTracer } from "../runtime/open_telemetry.ts";
import { escapeControls } from "../runtime/visible_text.ts";
import type { PrintContext } from "./mode_context.ts";
import type { PlanOutcome } from "./plan_outcome.ts";
import { formatPlan, formatPlanJson } from "./plan_text.ts";

/** Most problems of a file that are printed. */
const PROBLEM_COUNT_MAX = 100;

/** Prints a plan; resolves to the exit code. Standard output carries nothing but the plan. */
export async function runPlan(settings: PlanSettings, context: PrintContext): Promise<number> {
  const { stdout, stderr, isColored } = context;
  const { logLevel: level, logFormat: format } = settings;
  const now = () => systemClock.now();
  const logger = createLogger({ level: () => level, format, write: stderr, now });
  const tracer = createTracer(context.version.version);
  const outcome = await tracer.inSpan(
    { name: "plan" },
    () => makePlan(settings, { context, logger }),
  );
  if (outcome.kind === "refused") {
    stderr(formatRefusal(outcome));
    return 1;
  }
  const { plan } = outcome;
  stdout(settings.output === "json" ? formatPlanJson(plan) : formatPlan(plan, { isColored }));
  return 0;
}

async function makePlan(
  { source }: PlanSettings,
  { context, logger }: { readonly context: PrintContext; readonly logger: Logger },
): Promise<PlanOutcome> {
  const deps = { clock: systemClock, logger };
  if (source.kind === "files") {
    const { planFromFiles } = await import("./plan_from_files.ts");
    return await planFromFiles(source, deps);
  }
  const { planFromCollector } = await import("./plan_from_collector.ts");
  const userAgent = `machinery-status-collector/${context.version.version}`;
  return await planFromCollector(source, { ...deps, userAgent });
}

function formatRefusal(
  { message, problems }: Extract<PlanOutcome, { readonly kind: "refused" }>,
): string {
  const rest = problems.length - PROBLEM_COUNT_MAX;
  const lines = [
    ...problems.slice(0, PROBLEM_COUNT_MAX),
    ...(rest > 0 ? [`… and ${rest} more`] : []),
  ];
  return [
    escapeControls(message) + (lines.length > 0 ? ":" : ""),
    ...lines.map((line) => `  ${escapeControls(line)}`),
    "",
  ].join("\n");
}
