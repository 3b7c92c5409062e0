/** A listener for one test, with limits short enough to see them pass. */
import {
  type HttpListener,
  listenHttp,
  type RequestHandler,
} from "../../src/transport/http_listener.ts";
import type { ServerCertificate } from "../../src/transport/certificate.ts";
import { ListenerCounts } from "../../src/transport/listener_counts.ts";
import { SOCKET_LIMITS, type SocketLimits } from "../../src/transport/socket_limits.ts";
import { createMemoryLogger, type MemoryLogger } from "../testing/memory_logger.ts";

/** Short times; sizes as they are. */
export const SHORT_LIMITS: SocketLimits = {
  ...SOCKET_LIMITS,
  headersMs: 300,
  requestMs: 900,
  idleMs: 400,
  silenceMs: 2_000,
  answerMs: 400,
  handshakeMs: 300,
  checkMs: 50,
};

/** What a test may choose. */
export interface ListeningOptions {
  readonly handler?: RequestHandler;
  readonly limits?: SocketLimits;
  readonly certificate?: ServerCertificate;
}

/** A listener, what it logged and what reached its handler; closed with its scope. */
export interface Listening extends AsyncDisposable {
  readonly listener: HttpListener;
  readonly port: number;
  readonly logger: MemoryLogger;
  readonly counts: ListenerCounts;
  /** `<method> <path> <body>` of each request. */
  readonly requests: readonly string[];
}

/** Listens on a free port; answers with the body that came unless the test has a handler. */
export async function startListening(options: ListeningOptions = {}): Promise<Listening> {
  const logger = createMemoryLogger();
  const requests: string[] = [];
  const counts = new ListenerCounts();
  const echo: RequestHandler = async (request) => {
    const { pathname } = new URL(request.url);
    const text = await request.text();
    requests.push(`${request.method} ${pathname} ${text}`);
    return new Response(text);
  };
  const listener = await listenHttp({
    host: "127.0.0.1",
    port: 0,
    certificate: options.certificate ?? null,
    handler: options.handler ?? echo,
    logger,
    limits: options.limits ?? SHORT_LIMITS,
    createRequestId: () => "id-1",
    counts,
  });
  return {
    listener,
    port: listener.port,
    logger,
    counts,
    requests,
    [Symbol.asyncDispose]: async () => {
      const closed = listener.shutdown();
      listener.close();
      await closed;
    },
  };
}
