/**
 * Answers what never becomes a request for the handler: bytes that are no HTTP, headers that are too
 * large, senders that are too slow, addresses that are none. In the form of all other errors.
 */
import { STATUS_CODES } from "node:http";
import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { RequestError } from "@hono/node-server";
import type { Logger } from "../runtime/logger.ts";

/** How refusals reach the other side. */
export interface Refusals {
  /** A request came on the socket; its answer will be this one. */
  begin(socket: Duplex, outgoing: ServerResponse): void;
  /** Answers on the socket itself, unless an answer is under way, and closes it. */
  refuse(error: Error & { readonly code?: string }, socket: Duplex): void;
  /** The answer for what the adapter could not turn into a request, or the handler has thrown. */
  answer(error: unknown): Response;
}

/** How long a refused sender may go on sending before the connection is cut, in milliseconds. */
const LINGER_MS = 500;

const REASONS: Readonly<Record<string, { readonly status: number; readonly error: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, error: "The header is too large" },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, error: "The request took too long" },
};
const NO_HTTP = { status: 400, error: "Expected a request in HTTP/1.1" };

/** Makes them. */
export function createRefusals(
  deps: { readonly logger: Logger; readonly createRequestId: () => string },
): Refusals {
  const answers = new WeakMap<Duplex, ServerResponse>();
  return {
    begin: (socket, outgoing) => {
      answers.set(socket, outgoing);
    },
    refuse: (error, socket) => {
      const answer = answers.get(socket);
      const isAnswered = answer !== undefined && answer.headersSent && !answer.writableFinished;
      if (socket.destroyed || !socket.writable || isAnswered) return void socket.destroy();
      const { status, error: message } = REASONS[error.code ?? ""] ?? NO_HTTP;
      const requestId = deps.createRequestId();
      deps.logger.debug("Connection refused", { requestId, status, error: message });
      endWith(socket, toRawAnswer(status, { error: message, requestId }));
    },
    answer: (error) => {
      const requestId = deps.createRequestId();
      if (error instanceof RequestError) {
        const message = "Expected a path and a host name that make an address";
        return Response.json({ error: message, requestId }, { status: 400 });
      }
      deps.logger.error("Request failed", {
        requestId,
        error: error instanceof Error ? error.message : "Something that is no error was thrown",
        stack: error instanceof Error ? error.stack : undefined,
      });
      return Response.json({ error: "Internal error", requestId }, { status: 500 });
    },
  };
}

/** What is still arriving is read for a moment: a reset would make the other side lose the answer. */
function endWith(socket: Duplex, text: string): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
  socket.on("error", () => socket.destroy());
  socket.resume();
  socket.end(text);
}

function toRawAnswer(
  status: number,
  body: { readonly error: string; readonly requestId: string },
): string {
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/json",
    `Content-Length: ${text.length}`,
    `X-Request-ID: ${body.requestId}`,
    "Connection: close",
  ];
  return `${lines.join("\r\n")}\r\n\r\n${text}`;
}
