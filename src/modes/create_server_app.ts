/** The HTTP API of the collector as a process: what the settings, the clock and chance give it. */
import type { ReconcileLoop } from "../collector/reconcile_loop.ts";
import type { StatusStore } from "../collector/status_store.ts";
import type { ServerSettings } from "../config/server_settings.ts";
import { createApp } from "../http/app.ts";
import type { App } from "../http/app_deps.ts";
import type { LogLevelSwitch } from "../runtime/log_level_switch.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Tracer } from "../runtime/tracer.ts";
import type { VersionInfo } from "../version.ts";
import type { ServerAccess } from "./server_access.ts";
import { renderServerMetrics, type ServerMeters } from "./server_meters.ts";
import { toServerReadiness } from "./server_readiness.ts";
import type { TlsFiles } from "./tls_files.ts";

/** What the app is made of. */
export interface ServerAppParts {
  readonly settings: ServerSettings;
  readonly store: StatusStore;
  readonly loop: ReconcileLoop;
  readonly access: ServerAccess;
  readonly tls: TlsFiles | undefined;
  readonly meters: ServerMeters;
  readonly logger: Logger;
  readonly logLevels: LogLevelSwitch;
  readonly tracer: Tracer;
  readonly version: VersionInfo;
  /** Aborted when the server shuts down. */
  readonly stop: AbortSignal;
}

/** Makes the app. */
export function createServerApp(parts: ServerAppParts): App {
  const { settings, store, loop, access, tls, meters, logger, logLevels, stop } = parts;
  const readiness = () =>
    toServerReadiness({
      isDraining: stop.aborted,
      now: Date.now(),
      loop: loop.describe(),
      silence: store.findSilence(),
      accessProblems: access.problems,
      tlsProblems: tls?.problems ?? [],
      shortages: store.describeShortages(),
    });
  return createApp({
    store,
    reconciliation: loop,
    access,
    isDraining: () => stop.aborted,
    readiness,
    renderMetrics: () => renderServerMetrics(meters, { store, loop, readiness }),
    noteRequest: (request) => meters.metrics.noteRequest(request),
    version: parts.version,
    logger,
    logLevels,
    tracer: parts.tracer,
    now: () => performance.timeOrigin + performance.now(),
    createRequestId: () => crypto.randomUUID(),
    requestsPerSecond: settings.requestsPerSecond,
    bodyLimitBytes: settings.bodyLimitBytes,
    batchLimitBytes: settings.batchLimitBytes,
    instance: crypto.randomUUID(),
  });
}
