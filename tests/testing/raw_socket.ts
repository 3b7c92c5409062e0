/** A connection on which a test says what it likes, byte by byte. */

/** Ends with its scope. */
export class RawSocket implements Disposable {
  readonly #connection: Deno.Conn;
  #text = "";

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** Connects to a port of this machine. */
  static async connect(port: number): Promise<RawSocket> {
    return new RawSocket(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  /** Sends all of it; false where the other side has hung up. */
  async send(text: string | Uint8Array): Promise<boolean> {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    try {
      for (let at = 0; at < bytes.length;) at += await this.#connection.write(bytes.subarray(at));
      return true;
    } catch {
      return false;
    }
  }

  /** Says that nothing more comes, and goes on reading. */
  async endSending(): Promise<void> {
    await this.#connection.closeWrite().catch(() => {});
  }

  /** All that came until the other side hung up. */
  async readToEnd(): Promise<string> {
    while (await this.#readMore());
    return this.#text;
  }

  /** All that came until the text was in it, or the other side hung up. */
  async readUntil(text: string): Promise<string> {
    while (!this.#text.includes(text) && await this.#readMore());
    return this.#text;
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #readMore(): Promise<boolean> {
    const buffer = new Uint8Array(65_536);
    const count = await this.#connection.read(buffer).catch(() => null);
    if (count === null) return false;
    this.#text += new TextDecoder("latin1").decode(buffer.subarray(0, count));
    return true;
  }
}

/** What comes for one text, until the other side hangs up. */
export async function exchange(port: number, text: string | Uint8Array): Promise<string> {
  using socket = await RawSocket.connect(port);
  await socket.send(text);
  return await socket.readToEnd();
}
