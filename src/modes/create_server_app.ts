/** The HTTP API of the collector as a process: what the settings, the clock and chance give it. */
import type { ReconcileLoop } from "../collector/reconcile_loop.ts";
import type { StatusStore } from "../collector/status_store.ts";
import type { ServerSettings } from "../config/server_settings.ts";
import { createApp } from "../http/app.ts";
import type { App } from "../http/app_deps.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Tracer } from "../runtime/tracer.ts";
import type { VersionInfo } from "../version.ts";
import type { ServerAccess } from "./server_access.ts";
import { toServerReadiness } from "./server_readiness.ts";
import type { TlsFiles } from "./tls_files.ts";

/** What the app is made of. */
export interface ServerAppParts {
  readonly settings: ServerSettings;
  readonly store: StatusStore;
  readonly loop: ReconcileLoop;
  readonly access: ServerAccess;
  readonly tls: TlsFiles | undefined;
  readonly logger: Logger;
  readonly tracer: Tracer;
  readonly version: VersionInfo;
  /** Aborted when the server shuts down. */
  readonly stop: AbortSignal;
}

/** Makes the app. */
export function createServerApp(parts: ServerAppParts): App {
  const { settings, store, loop, access, tls, logger, tracer, version, stop } = parts;
  return createApp({
    store,
    reconciliation: loop,
    access,
    isDraining: () => stop.aborted,
    readiness: () =>
      toServerReadiness({
        isDraining: stop.aborted,
        last: loop.describe().last,
        accessProblems: access.problems,
        tlsProblems: tls?.problems ?? [],
        shortages: store.describeShortages(),
      }),
    version,
    logger,
    tracer,
    now: () => performance.timeOrigin + performance.now(),
    createRequestId: () => crypto.randomUUID(),
    requestsPerSecond: settings.requestsPerSecond,
    bodyLimitBytes: settings.bodyLimitBytes,
    batchLimitBytes: settings.batchLimitBytes,
    instance: crypto.randomUUID(),
  });
}
