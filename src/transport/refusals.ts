/**
 * Answers what never becomes a request for the handler: bytes that are no HTTP, headers that are too
 * large, senders that are too slow, addresses that are none. In the form of all other errors.
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { RequestError } from "@hono/node-server";
import type { Logger } from "../runtime/logger.ts";
import type { ListenerCounts, RefusalReason } from "./listener_counts.ts";

/** How refusals reach the other side. */
export interface Refusals {
  /** A request came; its answer will be this one. */
  begin(incoming: IncomingMessage, outgoing: ServerResponse): void;
  /** Answers a request that expects what no server here can do. */
  refuseExpectation(incoming: IncomingMessage, outgoing: ServerResponse): void;
  /** Closes the socket: behind an answer that is due, else with one of its own. */
  refuse(error: Error & { readonly code?: string }, socket: Duplex): void;
  /** The answer for what the adapter could not turn into a request, or the handler has thrown. */
  answer(error: unknown): Response;
}

/** How long a refused sender may go on sending before the connection is cut, in milliseconds. */
const LINGER_MS = 500;

interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly reason: RefusalReason;
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: 431, error: "The header is too large", reason: "large-header" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, error: "The request took too long", reason: "timeout" },
};
const NO_HTTP: Refusal = {
  status: 400,
  error: "Expected a request in HTTP/1.1",
  reason: "no-http",
};

/** Makes the refusals of one listener. */
export function createRefusals(
  deps: {
    readonly logger: Logger;
    readonly createRequestId: () => string;
    readonly counts: Pick<ListenerCounts, "noteRefused">;
  },
): Refusals {
  const { counts } = deps;
  const requests = new WeakMap<Duplex, Exchange>();
  return {
    begin: (incoming, outgoing) => {
      requests.set(incoming.socket, { incoming, outgoing });
    },
    refuseExpectation: (_incoming, outgoing) => {
      counts.noteRefused("expectation");
      const body = {
        error: 'Expected "100-continue" or nothing',
        requestId: deps.createRequestId(),
      };
      const text = JSON.stringify(body);
      outgoing.writeHead(417, {
        ...toHeaders(body),
        "content-length": text.length,
        connection: "close",
      });
      outgoing.end(text);
    },
    refuse: (error, socket) => {
      const last = requests.get(socket);
      if (last !== undefined && isAnswerDue(last)) {
        last.outgoing.once("close", () => socket.destroy());
        return;
      }
      const isAnswering = last !== undefined && last.outgoing.headersSent &&
        !last.outgoing.writableFinished;
      if (socket.destroyed || !socket.writable || isAnswering) return void socket.destroy();
      const { status, error: message, reason } = REFUSALS[error.code ?? ""] ?? NO_HTTP;
      counts.noteRefused(reason);
      const requestId = deps.createRequestId();
      deps.logger.debug("Connection refused", { requestId, status, error: message });
      endWith(socket, toRawAnswer(status, { error: message, requestId }));
    },
    answer: (error) => {
      const requestId = deps.createRequestId();
      if (error instanceof RequestError) {
        counts.noteRefused("no-address");
        const message = "Expected a path and a Host header that make an address";
        return toResponse(400, { error: message, requestId });
      }
      deps.logger.error("Request failed", {
        requestId,
        error: error instanceof Error ? error.message : "Something that is no error was thrown",
        stack: error instanceof Error ? error.stack : undefined,
      });
      return toResponse(500, { error: "Internal error", requestId });
    },
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** A request that came whole was taken: what comes behind it changes nothing of its answer. */
function isAnswerDue({ incoming, outgoing }: Exchange): boolean {
  return incoming.complete && !outgoing.headersSent && !outgoing.destroyed;
}

/** What is still arriving is read for a moment: a reset would make the other side lose the answer. */
function endWith(socket: Duplex, text: string): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
  socket.on("error", () => socket.destroy());
  socket.resume();
  socket.end(text);
}

interface ErrorBody {
  readonly error: string;
  readonly requestId: string;
}

/** The headers that every answer of the app has, too. */
function toHeaders({ requestId }: ErrorBody): Record<string, string> {
  return {
    "content-type": "application/json",
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  };
}

function toResponse(status: number, body: ErrorBody): Response {
  return new Response(JSON.stringify(body), { status, headers: toHeaders(body) });
}

function toRawAnswer(status: number, body: ErrorBody): string {
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(toHeaders(body)).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${text.length}`,
    "connection: close",
  ];
  return `${lines.join("\r\n")}\r\n\r\n${text}`;
}
