/** Servers that stand in for a collector in the tests of its client: one that answers, one that breaks. */
import type { Batch, SinglePost } from "../../src/informer/collector_client.ts";
import {
  type Connect,
  createConnect,
  type HttpConnection,
} from "../../src/runtime/http_connection.ts";

/** A request as the stub got it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A server with what it was asked. */
export interface CollectorStub extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
}

/** What a stub answers with. */
export type Answer = (request: Request) => Response | Promise<Response>;

/** A certificate of the server and its key, in PEM. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

export const BATCH: Batch = {
  protocol: 1,
  session: { id: "session-1", startedAt: "2026-01-31T12:00:00.000Z" },
  sequence: 1,
  upserts: [{ claimRef: "team-a/db", group: "storage.example.org", kind: "VolumeClaim" }],
  deletions: [],
};

export const SINGLE: SinglePost = {
  claimRef: "team-a/db",
  group: "storage.example.org",
  kind: "VolumeClaim",
  statusMessage: "Ready: True, Synced: True",
  phase: "Ready",
  observedAt: "2026-01-31T12:00:00.000Z",
};

export const BATCH_ANSWER = { protocol: 1, instance: "instance-1", accepted: 1, rejected: [] };

/** Answers each request in the same way. */
export function serveStub(answer: Answer, certificate?: ServerCertificate): CollectorStub {
  const seen: SeenRequest[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, ...certificate },
    async (request) => {
      const { method, headers } = request;
      seen.push({
        method,
        path: new URL(request.url).pathname,
        headers,
        body: request.body === null ? null : await request.json(),
      });
      return await answer(request);
    },
  );
  const scheme = certificate === undefined ? "http" : "https";
  return {
    url: `${scheme}://127.0.0.1:${server.addr.port}`,
    seen,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** What a broken server does with a request: writes some text, and then hangs up or keeps still. */
export interface Breakage {
  readonly write: string;
  readonly then: "hang-up" | "keep-still" | "go-on";
}

/** A server on the bare socket. */
export interface BrokenServer extends AsyncDisposable {
  readonly url: string;
  /** How many connections there were. */
  connectionCount(): number;
  /** Resolves when so many requests have come. */
  waitForRequests(count: number): Promise<void>;
}

/** A server that does the next of the breakages at each request; `go-on` keeps the connection. */
export function serveBroken(...breakages: readonly Breakage[]): BrokenServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const sockets = new Set<Deno.Conn>();
  const waiters = new Set<() => void>();
  const counts = { connections: 0, requests: 0 };

  const serve = async (socket: Deno.Conn): Promise<void> => {
    const buffer = new Uint8Array(65_536);
    while (await socket.read(buffer) !== null) {
      const breakage = breakages[Math.min(counts.requests, breakages.length - 1)];
      counts.requests += 1;
      await socket.write(new TextEncoder().encode(breakage?.write));
      for (const wake of waiters) wake();
      if (breakage?.then === "hang-up") break;
    }
    socket.close();
    sockets.delete(socket);
  };
  const accepting = (async () => {
    const served: Promise<void>[] = [];
    for await (const socket of listener) {
      counts.connections += 1;
      sockets.add(socket);
      // The client may hang up at any time.
      served.push(serve(socket).catch(() => {}));
    }
    await Promise.all(served);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    connectionCount: () => counts.connections,
    waitForRequests: async (count) => {
      while (counts.requests < count) {
        await new Promise<void>((resolve) => waiters.add(resolve));
      }
    },
    [Symbol.asyncDispose]: async () => {
      listener.close();
      for (const socket of sockets) {
        try {
          socket.close();
        } catch {
          // It has been closed by its reader.
        }
      }
      await accepting;
    },
  };
}

/** The real way to connect, which counts. */
export function createTestConnect(
  readCertificates: (() => Promise<string>) | null = null,
): {
  readonly connect: Connect;
  readonly openCount: () => number;
  readonly madeCount: () => number;
} {
  const counts = { made: 0, closed: 0 };
  const connectReally = createConnect({
    fetch: (url, init) => fetch(url, init),
    createHttpClient: (options) => Deno.createHttpClient(options),
    readCertificates,
  });
  return {
    connect: async () => {
      const connection: HttpConnection = await connectReally();
      counts.made += 1;
      return {
        fetch: (url, init) => connection.fetch(url, init),
        close: () => {
          counts.closed += 1;
          connection.close();
        },
      };
    },
    openCount: () => counts.made - counts.closed,
    madeCount: () => counts.made,
  };
}
