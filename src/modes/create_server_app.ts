/** The HTTP API of the collector as a process: what the settings, the clock and chance give it. */
import type { StatusStore } from "../collector/status_store.ts";
import type { ServerSettings } from "../config/server_settings.ts";
import { createApp } from "../http/app.ts";
import type { App, AppDeps, Reconciliation } from "../http/app_deps.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Tracer } from "../runtime/tracer.ts";
import type { VersionInfo } from "../version.ts";
import type { ServerAccess } from "./server_access.ts";
import { renderServerMetrics, type ServerMeters } from "./server_meters.ts";
import { toServerReadiness } from "./server_readiness.ts";
import type { TlsFiles } from "./tls_files.ts";

/** What the app is made of. */
export interface ServerAppParts {
  readonly settings: Pick<
    ServerSettings,
    "requestsPerSecond" | "bodyLimitBytes" | "batchLimitBytes"
  >;
  readonly store: StatusStore;
  readonly loop: Reconciliation;
  readonly clock: Pick<Clock, "now">;
  readonly access: ServerAccess;
  readonly tls: Pick<TlsFiles, "problems"> | undefined;
  readonly meters: ServerMeters;
  readonly logger: Logger;
  readonly logLevels: AppDeps["logLevels"];
  readonly tracer: Tracer;
  readonly version: VersionInfo;
  /** Aborted when the server shuts down. */
  readonly stop: AbortSignal;
}

/** Makes the app. */
export function createServerApp(parts: ServerAppParts): App {
  const { settings, store, loop, clock, access, tls, meters, logger, logLevels, stop } = parts;
  const readiness = () =>
    toServerReadiness({
      isDraining: stop.aborted,
      now: clock.now(),
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
    now: () => clock.now(),
    steadyNow: () => performance.now(),
    createRequestId: () => crypto.randomUUID(),
    requestsPerSecond: settings.requestsPerSecond,
    bodyLimitBytes: settings.bodyLimitBytes,
    batchLimitBytes: settings.batchLimitBytes,
    instance: crypto.randomUUID(),
  });
}
