/**
 * The double on a socket. A gate in front of the HTTP server holds the client's connections, since
 * the server itself could not drop one without an answer.
 */
import type { Outcome } from "./exchange.ts";
import { truncateResponse } from "./lost_connection.ts";
import { createEndlessResponse } from "./strange_body.ts";

/** A running server; closing it drops its connections, hanging calls too. */
export interface SocketServer {
  /** Such as `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export function listenOnSocket(
  exchange: (request: Request) => Promise<Outcome>,
  { basePath }: { readonly basePath: string },
): SocketServer {
  const gate = new ConnectionGate();
  const closed = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: closed.signal, onListen: () => {} },
    async (request, { remoteAddr }) => {
      const outcome = await exchange(request);
      if (outcome.kind === "answer") return outcome.response;
      if (outcome.kind === "truncate") return await truncateResponse(outcome.response);
      if (outcome.kind === "endless") return createEndlessResponse();
      if (outcome.kind === "hang") await untilAborted(request.signal, closed.signal);
      if (remoteAddr.transport === "tcp") gate.drop(remoteAddr.port);
      return new Response(null, { status: 502 });
    },
  );
  const port = gate.open(server.addr.port);
  return {
    url: `http://127.0.0.1:${port}${basePath}`,
    close: async () => {
      await gate.close();
      closed.abort();
      await server.finished;
    },
  };
}

/** Passes bytes between clients and the server, and can end a connection from outside. */
class ConnectionGate {
  readonly #links = new Map<number, () => void>();
  readonly #tasks = new Set<Promise<void>>();
  #listener: Deno.TcpListener | undefined;

  open(serverPort: number): number {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#listener = listener;
    this.#track(this.#accept(listener, serverPort));
    return listener.addr.port;
  }

  /** Ends the connection that reaches the server from this local port. */
  drop(port: number): void {
    this.#links.get(port)?.();
  }

  async close(): Promise<void> {
    this.#listener?.close();
    for (const end of [...this.#links.values()]) end();
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  async #accept(listener: Deno.TcpListener, serverPort: number): Promise<void> {
    for await (const client of listener) this.#track(this.#link(client, serverPort));
  }

  async #link(client: Deno.TcpConn, serverPort: number): Promise<void> {
    const server = await Deno.connect({ hostname: "127.0.0.1", port: serverPort });
    const { port } = server.localAddr;
    const end = () => {
      this.#links.delete(port);
      for (const connection of [client, server]) {
        try {
          connection.close();
        } catch (error) {
          if (!(error instanceof Deno.errors.BadResource)) throw error;
        }
      }
    };
    this.#links.set(port, end);
    await Promise.race([copy(client, server), copy(server, client)]);
    end();
  }

  #track(task: Promise<void>): void {
    this.#tasks.add(task);
    task.finally(() => this.#tasks.delete(task));
  }
}

// A connection that ends, by whichever side, is how every copy stops.
async function copy(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (let read = await from.read(buffer); read !== null; read = await from.read(buffer)) {
      for (let sent = 0; sent < read;) sent += await to.write(buffer.subarray(sent, read));
    }
  } catch (error) {
    if (!isConnectionEnd(error)) throw error;
  }
}

function isConnectionEnd(error: unknown): boolean {
  const { BadResource, Interrupted, BrokenPipe, ConnectionReset, ConnectionAborted } = Deno.errors;
  return [BadResource, Interrupted, BrokenPipe, ConnectionReset, ConnectionAborted]
    .some((kind) => error instanceof kind);
}

async function untilAborted(...signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  if (any.aborted) return;
  await new Promise<void>((resolve) => any.addEventListener("abort", () => resolve()));
}
