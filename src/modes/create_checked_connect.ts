/** Makes connections that know a private authority, and finds out at the start whether it is usable. */
import { createCertificateReader } from "../config/certificate_reader.ts";
import { ConfigError, errorMessage } from "../errors.ts";
import { type Connect, createConnect } from "../runtime/http_connection.ts";
import type { Logger } from "../runtime/logger.ts";
import { createHttpClient, createOutboundFetch } from "../runtime/outbound.ts";
import { quote } from "../runtime/visible_text.ts";

/** Where to, which authority, and who hears of trouble with its file. */
export interface CheckedConnectParts {
  /** Base address of the server; nothing else can be reached. */
  readonly url: string;
  /** File of certificates in PEM; `undefined` for the system's authorities only. */
  readonly path: string | undefined;
  /** The variable that named the file, for messages. */
  readonly variable: string;
  readonly logger: Logger;
}

/** Throws `ConfigError` for an authority that cannot be used. */
export async function createCheckedConnect(parts: CheckedConnectParts): Promise<Connect> {
  const { path, variable } = parts;
  const connect = createUncheckedConnect(parts);
  if (path === undefined) return connect;
  try {
    // Nothing is sent over it: making it shows whether the authority can be used.
    (await connect()).close();
    return connect;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const message = `the file ${quote(path)} cannot be used: ${errorMessage(error)}`;
    throw new ConfigError([{ variable, message }]);
  }
}

function createUncheckedConnect({ url, path, variable, logger }: CheckedConnectParts): Connect {
  return createConnect({
    fetch: createOutboundFetch(url),
    createHttpClient,
    readCertificates: path === undefined ? null : createCertificateReader({
      path,
      variable,
      readTextFile: (path) => Deno.readTextFile(path),
      onProblem: (message) => logger.warn("Keeping the old certificates", { problem: message }),
    }),
  });
}
