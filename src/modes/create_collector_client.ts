/** Makes the informer's way to the collector from the settings. */
import { CollectorHttpClient } from "../client/collector_http_client.ts";
import type { InformerSettings } from "../config/informer_settings.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Tracer } from "../runtime/tracer.ts";
import { createCollectorConnect, createTokenReader } from "./collector_access.ts";

/** What the client is made of. */
export interface CollectorClientParts {
  readonly settings: InformerSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tracer: Tracer;
  readonly userAgent: string;
}

/** Makes the client; throws `ConfigError` for a private authority that cannot be used. */
export async function createCollectorClient(
  parts: CollectorClientParts,
): Promise<CollectorHttpClient> {
  const { settings, clock, tracer, userAgent } = parts;
  const connect = await createCollectorConnect(parts);
  return new CollectorHttpClient({
    url: settings.collectorUrl,
    cluster: settings.clusterName,
    readToken: createTokenReader(parts),
    connect,
    clock,
    userAgent,
    tracer,
  });
}
