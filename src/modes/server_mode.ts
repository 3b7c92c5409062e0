/**
 * The collector as a process: puts store, app and loop together, listens, and stops gracefully. All
 * behaviour lives below; here is only the order of things.
 */
import type { PassReport } from "../collector/pass_report.ts";
import { SilenceLog } from "../collector/silence_log.ts";
import { StatusStore } from "../collector/status_store.ts";
import { FIXED_LIMITS } from "../collector/store_limits.ts";
import type { ServerSettings } from "../config/server_settings.ts";
import { systemClock } from "../runtime/clock.ts";
import { createTracer } from "../runtime/open_telemetry.ts";
import { createAccess } from "./create_access.ts";
import { createReconcileLoop } from "./create_reconcile_loop.ts";
import { createServerApp } from "./create_server_app.ts";
import { finishWithin } from "./finish_within.ts";
import { gatherProblems } from "./gather_problems.ts";
import { listen } from "./listen.ts";
import { listenForLogLevel } from "./log_level_signal.ts";
import type { ModeContext } from "./mode_context.ts";
import { openLog } from "./open_log.ts";
import { createServerMeters } from "./server_meters.ts";
import { listenForStop } from "./stop_signals.ts";
import { openTlsFiles } from "./tls_files.ts";
import { waitForAbort } from "./wait_for_abort.ts";

/** A graceful stop takes at most this long. */
const STOP_MS = 10_000;
/** Of which requests that are under way may take this much. */
const DRAIN_MS = 3_000;
/** What is kept for the very end. */
const STOP_RESERVE_MS = 500;

/** What the process gives to the server. */
export interface ServerContext extends ModeContext {
  /** The program's entry point, which also serves the registry thread. */
  readonly entryUrl: string;
  /** Ends the process at once. */
  readonly exitNow: (exitCode: number) => void;
}

/** Serves until a signal asks to stop; resolves to the exit code. */
export async function runServer(settings: ServerSettings, context: ServerContext): Promise<number> {
  const clock = systemClock;
  const now = () => clock.now();
  const { version, entryUrl } = context;
  const tracer = createTracer(version.version);
  const { logger, logLevels } = openLog(settings, {
    clock,
    tracer,
    write: context.stdout,
    waysBack: ["PUT /api/v1/log-level"],
  });
  using _levelSignal = listenForLogLevel(logLevels);
  using signals = listenForStop(context.exitNow);
  const store = new StatusStore({
    now,
    staleAfterMs: settings.staleAfterMs,
    limits: { ...settings, ...FIXED_LIMITS },
    logger,
  });
  const userAgent = `machinery-status-collector/${version.version}`;
  const parts = { settings, store, clock, logger, tracer, userAgent, entryUrl };
  const meters = createServerMeters(version);
  const onPass = (report: PassReport) => meters.metrics.notePass(report);
  const loop = await createReconcileLoop({ ...parts, onPass });
  const [access, tls] = await gatherProblems([createAccess(parts), openTlsFiles(parts)]);
  const { stop } = signals;
  const app = createServerApp({ ...parts, loop, access, tls, meters, version, logLevels, stop });
  const server = await listen(settings, {
    handler: (request, origin) => app.fetch(request, origin),
    certificate: tls?.certificate,
    logger,
    counts: meters.connections,
  });
  if (server === undefined) return 1;
  if (!access.isRestricted) {
    logger.warn("No credentials are configured: every post is accepted");
  }
  const following = Promise.all([
    meters.lag.follow(clock, stop),
    new SilenceLog(logger).follow(() => store.findSilence(), { clock, signal: stop }),
    access.follow(stop),
    tls?.follow(stop, (certificate) => server.setCertificate(certificate)),
  ]);
  loop.start();
  await waitForAbort(stop);
  const stopAt = clock.now() + STOP_MS;
  logger.info("Stopping");
  await finishWithin(() => server.shutdown(), DRAIN_MS);
  server.close();
  await loop.stop(Math.max(0, stopAt - clock.now() - STOP_RESERVE_MS));
  await finishWithin(() => following, STOP_RESERVE_MS);
  logger.info("Stopped");
  return 0;
}
