/** What every way to the collector is made of: its token, and connections that know its authority. */
import { createSecretReader, type SecretSource } from "../config/secret.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Connect } from "../runtime/http_connection.ts";
import { createCheckedConnect } from "./create_checked_connect.ts";

/** How the collector is reached, and who hears of trouble with the files. */
export interface CollectorAccessParts {
  readonly settings: {
    readonly collectorUrl: string;
    readonly collectorToken: SecretSource | undefined;
    readonly collectorCaFile: string | undefined;
  };
  readonly logger: Logger;
}

/** Connections to the collector; throws `ConfigError` for an authority that cannot be used. */
export function createCollectorConnect(parts: CollectorAccessParts): Promise<Connect> {
  const { settings: { collectorUrl: url, collectorCaFile: path }, logger } = parts;
  return createCheckedConnect({ url, path, variable: "COLLECTOR_CA_FILE", logger });
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
