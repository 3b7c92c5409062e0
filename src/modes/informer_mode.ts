/**
 * The informer as a process: puts access, client, core and probes together, and stops gracefully. All
 * behaviour lives below; here is only the order of things.
 */
import type { InformerSettings } from "../config/informer_settings.ts";
import { createInformerApp } from "../http/informer_app.ts";
import { systemClock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { LoopLag } from "../runtime/loop_lag.ts";
import { createTracer } from "../runtime/open_telemetry.ts";
import type { Tracer } from "../runtime/tracer.ts";
import type { Informer } from "../informer/informer.ts";
import type { HttpListener } from "../transport/http_listener.ts";
import type { InformerSurroundings } from "./choose_kube_access.ts";
import { createCollectorClient } from "./create_collector_client.ts";
import { createInformer } from "./create_informer.ts";
import { finishWithin } from "./finish_within.ts";
import { toInformerReadiness } from "./informer_readiness.ts";
import { listen } from "./listen.ts";
import { listenForLogLevel } from "./log_level_signal.ts";
import type { ModeContext } from "./mode_context.ts";
import { openLog } from "./open_log.ts";
import { readProcessFacts } from "./process_facts.ts";
import { listenForStop } from "./stop_signals.ts";
import { waitForAbort } from "./wait_for_abort.ts";

/** A graceful stop takes at most this long. */
const STOP_MS = 10_000;
/** Of which watches and the request under way may take this much to end. */
const END_MS = 2_000;
/** What is kept for the very end. */
const STOP_RESERVE_MS = 500;
/** Probes come from outside of the pod. */
const PROBE_HOST = "0.0.0.0";

/** What the process gives to the informer. */
export interface InformerContext extends ModeContext {
  readonly surroundings: InformerSurroundings;
  /** Ends the process at once. */
  readonly exitNow: (exitCode: number) => void;
}

/** Watches and tells until a signal asks to stop; resolves to the exit code. */
export async function runInformer(
  settings: InformerSettings,
  context: InformerContext,
): Promise<number> {
  const clock = systemClock;
  const tracer = createTracer(context.version.version);
  const { logger, logLevels } = openLog(settings, {
    clock,
    tracer,
    write: context.stdout,
    waysBack: [],
  });
  using _levelSignal = listenForLogLevel(logLevels);
  using signals = listenForStop(context.exitNow);
  const userAgent = `machinery-status-collector/${context.version.version}`;
  const parts = { settings, clock, logger, tracer, userAgent };
  const client = await createCollectorClient(parts);
  const informer = await createInformer({ ...parts, surroundings: context.surroundings, client });
  const { stop } = signals;
  const lag = new LoopLag(() => performance.now());
  const probes = settings.port === 0
    ? null
    : await serveProbes({ ...parts, informer, context, lag, stop });
  if (probes === undefined) return 1;
  const following = probes === null ? Promise.resolve() : lag.follow(clock, stop);
  const running = informer.run(stop);
  await Promise.race([running, waitForAbort(stop)]);
  const stopAt = clock.now() + STOP_MS - STOP_RESERVE_MS;
  logger.info("Stopping");
  await finishWithin(() => Promise.all([running, following]), END_MS);
  await finishWithin((signal) => informer.flush(signal), Math.max(0, stopAt - clock.now()));
  client.close();
  await finishWithin(() => probes?.shutdown() ?? Promise.resolve(), STOP_RESERVE_MS);
  probes?.close();
  logger.info("Stopped", { pending: informer.describe().counts.pending });
  return 0;
}

async function serveProbes(
  parts: {
    readonly informer: Informer;
    readonly settings: InformerSettings;
    readonly context: InformerContext;
    readonly logger: Logger;
    readonly tracer: Tracer;
    readonly lag: LoopLag;
    readonly stop: AbortSignal;
  },
): Promise<HttpListener | undefined> {
  const { informer, settings, context, logger, tracer, lag, stop } = parts;
  let wasSynchronised = false;
  const app = createInformerApp({
    readiness: () => {
      const report = informer.describe();
      wasSynchronised ||= report.isSynchronised;
      return toInformerReadiness({ isDraining: stop.aborted, wasSynchronised, report });
    },
    report: () => informer.describe(),
    renderMetrics: async () => {
      // Loaded where somebody asks: it takes some 20 MB.
      const { renderInformerMetrics } = await import("../metrics/informer_metrics.ts");
      return await renderInformerMetrics({
        report: informer.describe(),
        claims: informer.countClaims(),
        build: context.version,
        process: readProcessFacts(lag),
      });
    },
    version: context.version,
    logger,
    tracer,
    steadyNow: () => performance.now(),
    createRequestId: () => crypto.randomUUID(),
  });
  const address = { host: PROBE_HOST, port: settings.port };
  return await listen(address, { handler: (request) => app.fetch(request), logger });
}
