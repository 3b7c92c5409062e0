/** Makes the informer's way to the collector from the settings. */
import { CollectorHttpClient } from "../client/collector_http_client.ts";
import { createCertificateReader } from "../config/certificate_reader.ts";
import type { InformerSettings } from "../config/informer_settings.ts";
import { createSecretReader } from "../config/secret.ts";
import { ConfigError, errorMessage } from "../errors.ts";
import type { Clock } from "../runtime/clock.ts";
import { type Connect, createConnect } from "../runtime/http_connection.ts";
import type { Logger } from "../runtime/logger.ts";
import { quote } from "../runtime/visible_text.ts";

/** What the client is made of. */
export interface CollectorClientParts {
  readonly settings: InformerSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly userAgent: string;
}

const CA_VARIABLE = "COLLECTOR_CA_FILE";

/** Makes the client; throws `ConfigError` for a private authority that cannot be used. */
export async function createCollectorClient(
  parts: CollectorClientParts,
): Promise<CollectorHttpClient> {
  const { settings, clock, userAgent } = parts;
  const connect = createCollectorConnect(parts);
  await checkAuthority(settings.collectorCaFile, connect);
  return new CollectorHttpClient({
    url: settings.collectorUrl,
    cluster: settings.clusterName,
    readToken: createTokenReader(parts),
    connect,
    clock,
    userAgent,
  });
}

function createTokenReader(
  { settings, logger }: CollectorClientParts,
): () => Promise<string | null> {
  const { collectorToken: source } = settings;
  if (source === undefined) return () => Promise.resolve(null);
  const token = createSecretReader({
    source,
    readTextFile: (path) => Deno.readTextFile(path),
    stat: (path) => Deno.stat(path),
    onProblem: (message) => logger.warn("Keeping the old token", { problem: message }),
  });
  return () => token.read();
}

function createCollectorConnect({ settings, logger }: CollectorClientParts): Connect {
  const { collectorCaFile: path } = settings;
  return createConnect({
    fetch: (url, init) => fetch(url, init),
    createHttpClient: (options) => Deno.createHttpClient(options),
    readCertificates: path === undefined ? null : createCertificateReader({
      path,
      variable: CA_VARIABLE,
      readTextFile: (path) => Deno.readTextFile(path),
      onProblem: (message) => logger.warn("Keeping the old certificates", { problem: message }),
    }),
  });
}

/** A first connection, which nothing is sent over, shows whether the authority can be used. */
async function checkAuthority(path: string | undefined, connect: Connect): Promise<void> {
  if (path === undefined) return;
  try {
    const connection = await connect();
    connection.close();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const message = `the file ${quote(path)} cannot be used: ${errorMessage(error)}`;
    throw new ConfigError([{ variable: CA_VARIABLE, message }]);
  }
}
