/** What every way to the collector is made of: its token, and connections that know its authority. */
import { createCertificateReader } from "../config/certificate_reader.ts";
import { createSecretReader, type SecretSource } from "../config/secret.ts";
import { ConfigError, errorMessage } from "../errors.ts";
import type { Logger } from "../runtime/logger.ts";
import { type Connect, createConnect } from "../runtime/http_connection.ts";
import { quote } from "../runtime/visible_text.ts";

/** How the collector is reached, and who hears of trouble with the files. */
export interface CollectorAccessParts {
  readonly settings: {
    readonly collectorToken: SecretSource | undefined;
    readonly collectorCaFile: string | undefined;
  };
  readonly logger: Logger;
}

const CA_VARIABLE = "COLLECTOR_CA_FILE";

/** Connections to the collector; throws `ConfigError` for an authority that cannot be used. */
export async function createCollectorConnect(parts: CollectorAccessParts): Promise<Connect> {
  const connect = createUncheckedConnect(parts);
  await checkAuthority(parts.settings.collectorCaFile, connect);
  return connect;
}

/** Gives the token as it is now, or `null` where there is none. */
export function createTokenReader(
  { settings, logger }: CollectorAccessParts,
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

function createUncheckedConnect({ settings, logger }: CollectorAccessParts): Connect {
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
