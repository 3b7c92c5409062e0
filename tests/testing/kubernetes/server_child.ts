/**
 * One server as a process: its log in a file, stopped, continued and killed by its own process id,
 * and never left behind, not even by a test process that ends in the middle.
 */

/** How a server is started. */
export interface ServerChildOptions {
  readonly path: string;
  readonly args: readonly string[];
  /** Where its log goes; appended to. */
  readonly logPath: string;
}

/** Longest time until a server answers. */
const READY_DEADLINE_MS = 60_000;
const POLL_MS = 50;

/** A running server. */
export class ServerChild implements AsyncDisposable {
  readonly #options: ServerChildOptions;
  readonly #child: Deno.ChildProcess;
  readonly #ended: Promise<void>;
  readonly #killAtUnload = () => this.#kill("SIGKILL");
  #hasEnded = false;

  constructor(options: ServerChildOptions) {
    const { path, args, logPath } = options;
    this.#options = options;
    this.#child = new Deno.Command(path, {
      args: [...args],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    globalThis.addEventListener("unload", this.#killAtUnload);
    const log = Deno.openSync(logPath, { create: true, append: true });
    this.#ended = this.#child.stderr.pipeTo(log.writable).then(() => this.#child.status).then(
      () => {
        this.#hasEnded = true;
        globalThis.removeEventListener("unload", this.#killAtUnload);
      },
    );
  }

  /** Waits until the server answers as it should; fails with the end of its log if it never does. */
  async waitUntil(isReady: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + READY_DEADLINE_MS;
    while (!await isReady()) {
      if (this.#hasEnded || performance.now() > deadline) {
        const log = (await Deno.readTextFile(this.#options.logPath)).slice(-2_000);
        throw new Error(`"${this.#options.path}" did not become ready: ${log}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Stops it where it is: connections stay open, nothing is answered. */
  freeze(): void {
    this.#kill("SIGSTOP");
  }

  /** Continues it. */
  thaw(): void {
    this.#kill("SIGCONT");
  }

  /** Ends it at once, frozen or not. */
  async kill(): Promise<void> {
    this.#kill("SIGKILL");
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #kill(signal: Deno.Signal): void {
    if (!this.#hasEnded) this.#child.kill(signal);
  }
}
