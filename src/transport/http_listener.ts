/**
 * Listens for HTTP or HTTPS and hands requests to a handler. Whoever is slow is cut off: the runtime's
 * own `Deno.serve` waits for ever, Node's server does not. Nothing here knows what is asked.
 */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Logger } from "../runtime/logger.ts";
import type { ServerCertificate } from "./certificate.ts";
import { ConnectionTable } from "./connection_table.ts";
import { ListenerCounts } from "./listener_counts.ts";
import { createRefusals, type Refusals } from "./refusals.ts";
import { RequestEnds } from "./request_ends.ts";
import { SOCKET_LIMITS, type SocketLimits } from "./socket_limits.ts";

/** What is known of a request beside the request. */
export interface RequestOrigin {
  /** Address of the other side, which may be a proxy; none where it has hung up. */
  readonly remoteAddress: string | undefined;
  /** Calls once the answer has left, or its reader has. */
  readonly whenSent: (done: () => void) => void;
}

/** Answers requests; a handler that throws is answered 500. */
export type RequestHandler = (
  request: Request,
  origin: RequestOrigin,
) => Response | Promise<Response>;

/** Where to listen, and for whom. */
export interface HttpListenerOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** `null` for HTTP without TLS. */
  readonly certificate: ServerCertificate | null;
  readonly handler: RequestHandler;
  readonly logger: Logger;
  readonly limits?: SocketLimits;
  /** Where it counts, for whoever wants to read them. */
  readonly counts?: ListenerCounts;
  /** Makes the id of a request that never reached the handler. */
  readonly createRequestId: () => string;
}

/** A server that listens. */
export interface HttpListener {
  readonly host: string;
  readonly port: number;
  /** New connections get this certificate; nothing for HTTP without TLS. */
  setCertificate(certificate: ServerCertificate): void;
  /** Listens no more, closes idle connections, and waits for requests under way. */
  shutdown(): Promise<void>;
  /** Closes all connections at once. */
  close(): void;
}

/** Smaller answers fit into the buffers of the system, and leave at once. */
const LARGE_ANSWER_BYTES = 65_536;

/** Listens; rejects where the address cannot be listened on. */
export async function listenHttp(options: HttpListenerOptions): Promise<HttpListener> {
  const { host, port, certificate, limits = SOCKET_LIMITS } = options;
  const { counts = new ListenerCounts() } = options;
  const state: ListenerState = {
    table: new ConnectionTable(limits, counts),
    refusals: createRefusals({ ...options, counts }),
    counts,
    isClosing: false,
  };
  const listener = createListener(options, state);
  const tls = certificate === null ? null : createTlsServer({
    ...toServerOptions(limits),
    ...toTlsOptions(certificate),
    handshakeTimeout: limits.handshakeMs,
  }, listener);
  const server: Server = tls ?? createServer(toServerOptions(limits), listener);
  server.timeout = limits.silenceMs;
  trackConnections(server, state);
  const address = await startListening(server, { host, port });
  return {
    ...address,
    setCertificate: (next) => tls?.setSecureContext(toTlsOptions(next)),
    shutdown: async () => {
      state.isClosing = true;
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      state.table.closeIdle();
      await closed.promise;
    },
    close: () => state.table.closeAll(),
  };
}

function toServerOptions(limits: SocketLimits): ServerOptions {
  return {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: limits.checkMs,
    maxHeaderSize: limits.headerBytes,
    // Refused by the adapter, in the form of all errors.
    requireHostHeader: false,
  };
}

interface ListenerState {
  readonly table: ConnectionTable;
  readonly refusals: Refusals;
  readonly counts: ListenerCounts;
  isClosing: boolean;
}

function createListener(
  { handler, limits = SOCKET_LIMITS }: HttpListenerOptions,
  state: ListenerState,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  const { table, refusals, counts } = state;
  const { answerMs } = limits;
  const ends = new RequestEnds();
  const answer = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const { remoteAddress } = incoming.socket;
      const whenSent = (done: () => void): void => ends.whenOver(outgoing, done);
      const response = await handler(request, { remoteAddress, whenSent });
      if (state.isClosing) outgoing.setHeader("connection", "close");
      return response;
    },
    // The library would replace the global Request and Response of the whole process.
    { overrideGlobalObjects: false, errorHandler: refusals.answer },
  );
  return (incoming, outgoing) => {
    const key = toKey(incoming.socket);
    // Probes of old load balancers name no host, and HTTP/1.0 does not ask for one.
    if (incoming.httpVersion === "1.0") incoming.headers.host ??= "localhost";
    if (!table.begin(key, incoming)) return;
    refusals.begin(incoming, outgoing);
    ends.begin({ incoming, outgoing }, () => {
      table.end(key);
      if (state.isClosing) table.closeIdle();
    });
    void answer(incoming, outgoing).then(() => {
      if (table.write(key) > LARGE_ANSWER_BYTES) closeLate(outgoing, { afterMs: answerMs, counts });
    });
  };
}

/** Closes the connection if the answer has not left in time. */
function closeLate(
  outgoing: ServerResponse,
  { afterMs, counts }: { readonly afterMs: number; readonly counts: ListenerCounts },
): void {
  const timer = setTimeout(() => {
    counts.noteCut("slow-reader");
    outgoing.destroy();
  }, afterMs);
  outgoing.once("close", () => clearTimeout(timer));
}

function trackConnections(server: Server, { table, refusals, counts }: ListenerState): void {
  const track = (socket: Socket) => {
    const key = toKey(socket);
    table.add(key, socket);
    socket.once("close", () => table.remove(key, socket));
  };
  server.on("connection", track);
  server.on("connection", (socket: Socket) => {
    counts.noteOpened();
    socket.once("close", () => counts.noteClosed());
  });
  server.on("timeout", (socket: Socket) => {
    counts.noteCut("silent");
    socket.destroy();
  });
  server.on("secureConnection", track);
  server.on("clientError", refusals.refuse);
  server.on("checkExpectation", refusals.refuseExpectation);
}

/** Both sockets of a connection that speaks TLS have it. */
function toKey({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function toTlsOptions({ certificate, key }: ServerCertificate): {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: "TLSv1.2";
} {
  return { cert: certificate, key, minVersion: "TLSv1.2" };
}

async function startListening(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly host: string; readonly port: number }> {
  const started = Promise.withResolvers<void>();
  server.once("error", started.reject);
  server.listen(port, host, () => started.resolve());
  await started.promise;
  server.removeListener("error", started.reject);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Expected an IP address");
  return { host: address.address, port: address.port };
}
