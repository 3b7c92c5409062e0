/**
 * A mode of the program as a process of its own: settings in the environment, log on standard output,
 * signals. Waiting is always for a line of its log or for its end.
 */
import { TextLineStream } from "./text_line_stream.ts";

/** One line of the log. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** How a process is started. */
export interface ProgramOptions {
  /** Words after the entry point. */
  readonly args?: readonly string[];
  /** All that there is in its environment, beside what Deno itself needs. */
  readonly env: Readonly<Record<string, string>>;
  /** Another entry point than `main.ts`. */
  readonly entry?: URL;
  /** Flags of `deno run`. */
  readonly runFlags?: readonly string[];
  /** All words after `deno`, where it is not a mere run of the entry point with all rights. */
  readonly words?: readonly string[];
  /** Where it is started, if not here. */
  readonly cwd?: string;
  /** Whether it starts others, which must not outlive it. */
  readonly isTree?: boolean;
  /** Longest time that any wait may take. */
  readonly deadlineMs?: number;
}

const MAIN = new URL("../../main.ts", import.meta.url);
const DEADLINE_MS = 60_000;

/** A running process. */
export class ProgramProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #waiters = new Set<() => void>();
  readonly records: LogRecord[] = [];
  /** Lines that are no JSON, and everything on standard error. */
  readonly noise: string[] = [];
  /** How the process ended. */
  readonly ended: Promise<Deno.CommandStatus>;
  readonly #deadlineMs: number;
  readonly #isTree: boolean;
  #hasEnded = false;

  constructor(options: ProgramOptions) {
    const { args = [], env, entry = MAIN, runFlags = [], deadlineMs } = options;
    this.#deadlineMs = deadlineMs ?? DEADLINE_MS;
    this.#isTree = options.isTree === true && Deno.build.os !== "windows";
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        ...options.words ?? [
          ..."run --allow-all --quiet".split(" "),
          ...runFlags,
          entry.href,
          ...args,
        ],
      ],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      // Deno asks once a day whether there is a newer one, by whatever proxy a test listens on.
      env: { ...inheritedEnv(), DENO_NO_UPDATE_CHECK: "1", LOG_FORMAT: "json", ...env },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      detached: this.#isTree,
    }).spawn();
    const reading = [
      this.#read(this.#child.stdout, (line) => {
        if (line.startsWith("{")) this.records.push(JSON.parse(line));
        else this.noise.push(line);
      }),
      this.#read(this.#child.stderr, (line) => void this.noise.push(line)),
    ];
    this.ended = Promise.all(reading).then(() => this.#child.status).then((status) => {
      this.#hasEnded = true;
      this.#wakeAll();
      return status;
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /**
   * The first record, from the `from`-th on, that matches or whose message begins so; fails if the
   * process ends before.
   */
  async waitForLog(
    match: string | ((record: LogRecord) => boolean),
    from = 0,
  ): Promise<LogRecord> {
    const isMatch = typeof match === "string"
      ? ({ message }: LogRecord) => String(message).startsWith(match)
      : match;
    return await this.#waitFor(() => this.records.slice(from).find(isMatch));
  }

  /** The first line that matches and is no JSON, or is on standard error. */
  async waitForLine(isMatch: (line: string) => boolean): Promise<string> {
    return await this.#waitFor(() => this.noise.find(isMatch));
  }

  /** Sends a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) Deno.kill(this.#isTree ? -this.pid : this.pid, "SIGKILL");
    await this.ended;
  }

  async #waitFor<T>(find: () => T | undefined): Promise<T> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), this.#deadlineMs);
    late.signal.addEventListener("abort", () => this.#wakeAll());
    try {
      while (true) {
        const found = find();
        if (found !== undefined) return found;
        if (this.#hasEnded || late.signal.aborted) {
          const seen = { log: this.records.slice(-10), noise: this.noise.slice(-20) };
          throw new Error(`What was waited for did not come: ${JSON.stringify(seen)}`);
        }
        await new Promise<void>((resolve) => this.#waiters.add(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async #read(
    stream: ReadableStream<Uint8Array<ArrayBuffer>>,
    take: (line: string) => void,
  ): Promise<void> {
    const lines = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
    for await (const line of lines) {
      take(line);
      this.#wakeAll();
    }
  }

  #wakeAll(): void {
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }
}

/** What Deno itself needs; nothing that could be a setting. */
function inheritedEnv(): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR", "DENO_CERT", "SSL_CERT_FILE", "NPM_CONFIG_REGISTRY"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
