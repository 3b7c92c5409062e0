/**
 * The connections of a server: at most so many, each with at most so many requests, and at most so much
 * that nobody reads. Whoever has been idle for longest makes room, then whoever takes longest to send
 * a request; of slow readers the one that holds most.
 */
import type { ListenerCounts } from "./listener_counts.ts";
import type { SocketLimits } from "./socket_limits.ts";

/** What a connection is asked for and done to. */
export interface TrackedSocket {
  /** Bytes that were given to it to be sent, since it exists. */
  readonly bytesWritten: number;
  destroy(): unknown;
}

/** A request as the table sees it. */
export interface TrackedRequest {
  /** Whether its body has arrived. */
  readonly complete: boolean;
}

type TableLimits = Pick<SocketLimits, "connectionCount" | "requestCount" | "unsentBytes">;

interface Connection {
  socket: TrackedSocket;
  requestCount: number;
  lastRequest: TrackedRequest | undefined;
  /** Of what was written, what is known to have left. */
  sentBytes: number;
  unsentBytes: number;
}

/** Knows connections by a key each; a key is an address and a port. */
export class ConnectionTable {
  readonly #limits: TableLimits;
  readonly #counts: Pick<ListenerCounts, "noteCut">;
  readonly #busy = new Map<string, Connection>();
  /** In the order in which they became idle. */
  readonly #idle = new Map<string, Connection>();
  #unsentBytes = 0;

  constructor(limits: TableLimits, counts: Pick<ListenerCounts, "noteCut">) {
    this.#limits = limits;
    this.#counts = counts;
  }

  /** How many there are. */
  get size(): number {
    return this.#busy.size + this.#idle.size;
  }

  /** A connection was made, or goes on under another socket once it speaks TLS. */
  add(key: string, socket: TrackedSocket): void {
    const known = this.#find(key);
    if (known !== undefined) {
      known.socket = socket;
      return;
    }
    if (this.size >= this.#limits.connectionCount) {
      this.#counts.noteCut("too-many-connections");
      if (!this.#makeRoom()) {
        socket.destroy();
        return;
      }
    }
    const counts = { requestCount: 0, sentBytes: 0, unsentBytes: 0 };
    this.#idle.set(key, { socket, lastRequest: undefined, ...counts });
  }

  /** A connection was closed; one that was replaced under its key stays. */
  remove(key: string, socket: TrackedSocket): void {
    const connection = this.#find(key);
    if (connection?.socket !== socket) return;
    this.#busy.delete(key);
    this.#idle.delete(key);
    this.#unsentBytes -= connection.unsentBytes;
  }

  /** A request came on the connection; false where it has too many, and is closed for that. */
  begin(key: string, request: TrackedRequest): boolean {
    const connection = this.#find(key);
    if (connection === undefined) return false;
    if (connection.requestCount >= this.#limits.requestCount) {
      this.#counts.noteCut("too-many-requests");
      this.remove(key, connection.socket);
      connection.socket.destroy();
      return false;
    }
    connection.requestCount += 1;
    connection.lastRequest = request;
    this.#idle.delete(key);
    this.#busy.set(key, connection);
    return true;
  }

  /**
   * An answer was written; gives how many bytes wait for their reader. The runtime does not tell how
   * much of an answer has left: it counts until all has.
   */
  write(key: string): number {
    const connection = this.#busy.get(key);
    if (connection === undefined) return 0;
    const unsentBytes = connection.socket.bytesWritten - connection.sentBytes;
    this.#unsentBytes += unsentBytes - connection.unsentBytes;
    connection.unsentBytes = unsentBytes;
    if (this.#unsentBytes > this.#limits.unsentBytes) this.#dropSlowReaders();
    return unsentBytes;
  }

  /** The answer to a request has left, or was given up. */
  end(key: string): void {
    const connection = this.#busy.get(key);
    if (connection === undefined) return;
    connection.requestCount -= 1;
    if (connection.requestCount > 0) return;
    this.#unsentBytes -= connection.unsentBytes;
    connection.unsentBytes = 0;
    connection.sentBytes = connection.socket.bytesWritten;
    this.#busy.delete(key);
    this.#idle.set(key, connection);
  }

  /** Closes the connections on which nothing is under way. */
  closeIdle(): void {
    for (const { socket } of [...this.#idle.values()]) socket.destroy();
  }

  /** Closes all. */
  closeAll(): void {
    for (const { socket } of [...this.#idle.values(), ...this.#busy.values()]) socket.destroy();
  }

  #find(key: string): Connection | undefined {
    return this.#idle.get(key) ?? this.#busy.get(key);
  }

  /** Closes a connection on which nothing is under way, else one whose request has not arrived yet. */
  #makeRoom(): boolean {
    const [longestIdle] = this.#idle;
    const dropped = longestIdle ?? this.#findSlowest();
    if (dropped === undefined) return false;
    const [key, { socket }] = dropped;
    this.remove(key, socket);
    socket.destroy();
    return true;
  }

  #findSlowest(): [key: string, connection: Connection] | undefined {
    for (const entry of this.#busy) if (entry[1].lastRequest?.complete === false) return entry;
    return undefined;
  }

  /** Who holds most goes first; of equals, who has held it for longest. */
  #dropSlowReaders(): void {
    const holders = [...this.#busy].sort(([, a], [, b]) => b.unsentBytes - a.unsentBytes);
    for (const [key, { socket }] of holders) {
      if (this.#unsentBytes <= this.#limits.unsentBytes) return;
      this.#counts.noteCut("slow-reader");
      this.remove(key, socket);
      socket.destroy();
    }
  }
}
