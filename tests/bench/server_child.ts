/** A server for measuring: its log is read, as somebody must, but only scanned for what is awaited. */

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** A running server. */
export interface ServerChild extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  /** Waits for a line of the log that holds the text, and gives it. */
  waitFor(text: string): Promise<string>;
}

/** Starts a server and waits until it listens. */
export async function startServerChild(
  env: Readonly<Record<string, string>>,
): Promise<ServerChild> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", "--v8-flags=--max-semi-space-size=4", MAIN],
    env: {
      COLLECTOR_HOST: "127.0.0.1",
      COLLECTOR_PORT: "0",
      REGISTRY_REPO_OWNER: "acme",
      REGISTRY_REPO_NAME: "inventory",
      REGISTRY_FILE_PATH: "claims/registry.yaml",
      LOG_FORMAT: "json",
      ...env,
    },
    stdout: "piped",
  }).spawn();
  const log = new LogScanner();
  const drained = log.drain(child.stdout);
  const listening = await log.waitFor('"Listening"');
  return {
    pid: child.pid,
    port: Number(/"port":(\d+)/.exec(listening)?.[1]),
    waitFor: (text) => log.waitFor(text),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await Promise.all([child.status, drained]);
    },
  };
}

/** Looks at the log only while somebody waits for a line. */
class LogScanner {
  #waiting: { readonly text: string; readonly found: (line: string) => void } | undefined;
  #unread = "";

  async drain(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      if (this.#waiting === undefined) continue;
      this.#unread += decoder.decode(chunk, { stream: true });
      const lines = this.#unread.split("\n");
      this.#unread = lines.pop() ?? "";
      const { text, found } = this.#waiting;
      const line = lines.find((candidate) => candidate.includes(text));
      if (line === undefined) continue;
      this.#waiting = undefined;
      found(line);
    }
  }

  waitFor(text: string): Promise<string> {
    return new Promise((found) => this.#waiting = { text, found });
  }
}
