/** A connection to a browser by its DevTools protocol: commands with their answers, and events. */

/** What an answer or an event carries. */
export type DevToolsValues = Readonly<Record<string, unknown>>;

/** Something that has happened in a session. */
export interface DevToolsEvent {
  readonly method: string;
  readonly params: DevToolsValues;
}

interface Message extends Partial<DevToolsEvent> {
  readonly id?: number;
  readonly result?: DevToolsValues;
  readonly error?: { readonly message: string };
}

/** Owns the socket. */
export class DevToolsSocket implements Disposable {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<DevToolsValues>>();
  readonly #watchers = new Set<(event: DevToolsEvent) => void>();
  readonly #closing = Promise.withResolvers<void>();
  #count = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#take(JSON.parse(data));
    socket.onclose = () => this.#failAll();
  }

  /** Connects. */
  static async open(url: string): Promise<DevToolsSocket> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error(`Cannot connect to the browser at "${url}"`));
    });
    return new DevToolsSocket(socket);
  }

  /** Sends a command, to the browser or to one of its sessions, and gives its answer. */
  async send(
    method: string,
    { sessionId, ...params }: DevToolsValues = {},
  ): Promise<DevToolsValues> {
    const id = ++this.#count;
    const answer = Promise.withResolvers<DevToolsValues>();
    this.#waiting.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return await answer.promise;
  }

  /** Resolves when the browser has gone. */
  get closed(): Promise<void> {
    return this.#closing.promise;
  }

  /** Hears of all events from now on. */
  watch(watcher: (event: DevToolsEvent) => void): void {
    this.#watchers.add(watcher);
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #take({ id, result = {}, error, method, params = {} }: Message): void {
    if (id === undefined) {
      if (method !== undefined) { for (const watch of this.#watchers) watch({ method, params }); }
      return;
    }
    const answer = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) answer?.resolve(result);
    else answer?.reject(new Error(`The browser refused a command: ${error.message}`));
  }

  #failAll(): void {
    this.#closing.resolve();
    for (const answer of this.#waiting.values()) answer.reject(new Error("The browser has ended"));
  }
}
