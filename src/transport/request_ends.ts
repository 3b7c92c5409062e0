/**
 * When a request is over: its answer has left, its reader has, or their connection is closed. An
 * answer that waits behind others on a connection is told of by the connection alone.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

/** Knows the requests under way of each connection. */
export class RequestEnds {
  readonly #bySocket = new WeakMap<object, Set<() => void>>();
  /** By the answer. */
  readonly #waiting = new WeakMap<object, (() => void)[]>();

  /** A request has begun; calls `end` once, when it is over. */
  begin(
    { incoming: { socket }, outgoing }: {
      readonly incoming: IncomingMessage;
      readonly outgoing: ServerResponse;
    },
    end: () => void,
  ): void {
    const under = this.#underWay(socket);
    const waiting = [end];
    const finish = (): void => {
      if (!under.delete(finish)) return;
      this.#waiting.delete(outgoing);
      for (const each of waiting) each();
    };
    under.add(finish);
    this.#waiting.set(outgoing, waiting);
    outgoing.once("close", finish);
  }

  /** Calls back when the request is over, at once where it is already. */
  whenOver(outgoing: object, done: () => void): void {
    const waiting = this.#waiting.get(outgoing);
    if (waiting === undefined) done();
    else waiting.push(done);
  }

  /** One listener a connection, however many requests it has. */
  #underWay(socket: IncomingMessage["socket"]): Set<() => void> {
    const known = this.#bySocket.get(socket);
    if (known !== undefined) return known;
    const under = new Set<() => void>();
    this.#bySocket.set(socket, under);
    socket.once("close", () => {
      for (const finish of [...under]) finish();
    });
    return under;
  }
}
