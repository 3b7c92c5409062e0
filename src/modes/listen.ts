/** Listening, with a line in the log that says where, or why not. */
import { errorMessage } from "../errors.ts";
import type { Logger } from "../runtime/logger.ts";
import { quote } from "../runtime/visible_text.ts";
import type { ServerCertificate } from "../transport/certificate.ts";
import { ListenerCounts } from "../transport/listener_counts.ts";
import { type HttpListener, listenHttp, type RequestHandler } from "../transport/http_listener.ts";

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** Serves; `undefined` where the address cannot be listened on, which has been logged then. */
export async function listen(
  { host, port }: ListenAddress,
  deps: {
    readonly handler: RequestHandler;
    /** For HTTPS. */
    readonly certificate?: ServerCertificate | undefined;
    readonly logger: Logger;
    readonly counts?: ListenerCounts;
  },
): Promise<HttpListener | undefined> {
  const { handler, certificate = null, logger, counts = new ListenerCounts() } = deps;
  const createRequestId = () => crypto.randomUUID();
  try {
    const options = { host, port, certificate, handler, logger, createRequestId, counts };
    const listener = await listenHttp(options);
    const scheme = certificate === null ? "http" : "https";
    logger.info("Listening", { host: listener.host, port: listener.port, scheme });
    return listener;
  } catch (error) {
    logger.error(`Cannot listen on ${quote(host)} port ${port}: ${errorMessage(error)}`);
    return undefined;
  }
}
