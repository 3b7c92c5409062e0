/**
 * What stands between clients and the server, and fails as networks and hosts do: connections are
 * cut, frozen or forgotten below HTTP and TLS, so that several requests of one connection share
 * its fate.
 */
import type { Bell } from "./bell.ts";

/** Without traffic for this long, what was written to a connection has arrived. */
const SETTLE_MS = 10;
/** How long to wait for traffic before a cut. */
const TRAFFIC_WAIT_MS = 1_000;

/** One client's connection and its twin to the server. */
class Link {
  readonly #client: Deno.Conn;
  readonly #server: Deno.TcpConn;
  #sentBytes = 0;
  #isDeaf = false;
  #isClosed = false;

  constructor(client: Deno.Conn, server: Deno.TcpConn) {
    this.#client = client;
    this.#server = server;
  }

  /** The port that the server sees at the other end. */
  get port(): number {
    return this.#server.localAddr.port;
  }

  /** Bytes sent to the client. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Loses what is sent from now on. */
  deafen(): void {
    this.#isDeaf = true;
  }

  /** Carries bytes both ways until one side ends. */
  async carry(isOpen: () => Promise<void>): Promise<void> {
    await Promise.all([
      this.#pump({ from: this.#client, to: this.#server, isOpen, count: () => {} }),
      this.#pump({
        from: this.#server,
        to: this.#client,
        isOpen,
        count: (bytes) => {
          this.#sentBytes += bytes;
        },
      }),
    ]);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#client.close();
    this.#server.close();
  }

  async #pump(
    { from, to, isOpen, count }: {
      readonly from: Deno.Conn;
      readonly to: Deno.Conn;
      readonly isOpen: () => Promise<void>;
      readonly count: (bytes: number) => void;
    },
  ): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (;;) {
        const size = await from.read(buffer);
        if (size === null) break;
        await isOpen();
        let rest = buffer.subarray(0, size);
        while (rest.length > 0 && !this.#isDeaf) rest = rest.subarray(await to.write(rest));
        count(size);
      }
    } catch {
      // The other side is gone, or the connection was cut: both end it.
    } finally {
      this.close();
    }
  }
}

/** Takes connections on 127.0.0.1 and hands them to the server behind it. */
export class TcpFront {
  readonly #serverPort: number;
  readonly #bell: Bell;
  readonly #links = new Set<Link>();
  readonly #work = new Set<Promise<void>>();
  #listener: Deno.TcpListener;
  #isSilent = false;
  #isDown = false;

  constructor(
    { serverPort, port, bell }: {
      readonly serverPort: number;
      /** 0 for any that is free. */
      readonly port: number;
      readonly bell: Bell;
    },
  ) {
    this.#serverPort = serverPort;
    this.#bell = bell;
    this.#listener = this.#listen(port);
  }

  /** The port that clients use. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Freezes all connections, also those to come; they stay open. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Ends the silence; what was held back is sent. */
  speak(): void {
    this.#isSilent = false;
    this.#bell.ring();
  }

  /** Loses what is sent over the connections of these ports from now on; they stay open. */
  deafen(ports: ReadonlySet<number>): void {
    for (const link of this.#links) if (ports.has(link.port)) link.deafen();
  }

  /** Cuts all connections. */
  cut(): void {
    for (const link of this.#links) link.close();
    this.#bell.ring();
  }

  /** Cuts one connection as soon as what is written to it next has arrived. */
  async cutAfterNext(port: number): Promise<void> {
    const link = [...this.#links].find((one) => one.port === port);
    if (link === undefined) return;
    const before = link.sentBytes;
    for (let waitedMs = 0; link.sentBytes === before && waitedMs < TRAFFIC_WAIT_MS; waitedMs++) {
      await pause(1);
    }
    for (let sent = -1; sent !== link.sentBytes;) {
      sent = link.sentBytes;
      await pause(SETTLE_MS);
    }
    link.close();
  }

  /** Refuses connections, and cuts those that are open. */
  async goDown(): Promise<void> {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#listener.close();
    this.speak();
    this.cut();
    await Promise.all(this.#work);
  }

  /** Takes connections again, on the same port. */
  comeUp(): void {
    if (!this.#isDown) return;
    this.#isDown = false;
    this.#listener = this.#listen(this.port);
  }

  #listen(port: number): Deno.TcpListener {
    const listener = Deno.listen({ hostname: "127.0.0.1", port });
    this.#track(this.#accept(listener));
    return listener;
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    try {
      for await (const client of listener) this.#track(this.#connect(client));
    } catch {
      // The listener was closed while somebody knocked.
    }
  }

  async #connect(client: Deno.TcpConn): Promise<void> {
    const server = await this.#reachServer();
    if (server === null) return client.close();
    const link = new Link(client, server);
    if (this.#isDown) return link.close();
    client.setNoDelay();
    server.setNoDelay();
    this.#links.add(link);
    await link.carry(() => this.#hearSpeech(link));
    this.#links.delete(link);
  }

  /** `null` where nobody listens: then the client is not listened to, either. */
  async #reachServer(): Promise<Deno.TcpConn | null> {
    try {
      return await Deno.connect({ hostname: "127.0.0.1", port: this.#serverPort });
    } catch {
      return null;
    }
  }

  async #hearSpeech(link: Link): Promise<void> {
    while (this.#isSilent && !link.isClosed) await this.#bell.hear();
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
