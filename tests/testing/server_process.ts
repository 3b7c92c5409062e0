/**
 * The real server as a process of its own, as a user starts it: settings in the environment, log on
 * standard output, signals. Waiting is always for a line of its log or for its end.
 */
import { TextLineStream } from "./text_line_stream.ts";

/** One line of the server's log. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** How the server is started. */
export interface ServerProcessOptions {
  /** Added to the settings that every test needs; an empty text takes one away. */
  readonly env: Readonly<Record<string, string>>;
  /** Longest time that any wait may take. */
  readonly deadlineMs?: number;
}

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const DEADLINE_MS = 60_000;

const BASE_ENV: Readonly<Record<string, string>> = {
  COLLECTOR_HOST: "127.0.0.1",
  COLLECTOR_PORT: "0",
  COLLECTOR_RECONCILE_INTERVAL: "1s",
  REGISTRY_REPO_OWNER: "acme",
  REGISTRY_REPO_NAME: "inventory",
  REGISTRY_FILE_PATH: "claims/registry.yaml",
  LOG_FORMAT: "json",
};

/** A running server. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #deadlineMs: number;
  readonly #waiters = new Set<() => void>();
  readonly records: LogRecord[] = [];
  /** Lines that are no JSON, and everything on standard error. */
  readonly noise: string[] = [];
  /** How the process ended. */
  readonly ended: Promise<Deno.CommandStatus>;
  #status: Deno.CommandStatus | undefined;
  #url = "";

  private constructor(options: ServerProcessOptions) {
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--quiet", MAIN],
      env: { ...inheritedEnv(), ...BASE_ENV, ...options.env },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reading = [
      this.#read(this.#child.stdout, (line) => this.#note(line)),
      this.#read(this.#child.stderr, (line) => void this.noise.push(line)),
    ];
    this.ended = Promise.all(reading).then(() => this.#child.status).then((status) => {
      this.#status = status;
      this.#wakeAll();
      return status;
    });
  }

  /** Starts a server and waits until it listens. */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    const listening = await server.waitForLog(({ message }) => message === "Listening");
    server.#url = `http://127.0.0.1:${listening["port"]}`;
    return server;
  }

  /** Starts one that is expected to end by itself. */
  static run(options: ServerProcessOptions): ServerProcess {
    return new ServerProcess(options);
  }

  /** Base address. */
  get url(): string {
    return this.#url;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Posts one status. */
  async post(claimRef: string, statusMessage: string): Promise<void> {
    const response = await fetch(`${this.#url}/api/v1/status`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ cluster: "lab", claimRef, statusMessage }),
    });
    const text = await response.text();
    if (response.status !== 201) {
      throw new Error(`The post was answered ${response.status}: ${text}`);
    }
  }

  /** The first record, from the `from`-th on, that matches; fails if the process ends before. */
  async waitForLog(match: (record: LogRecord) => boolean, from = 0): Promise<LogRecord> {
    let deadlineTimer: ReturnType<typeof setTimeout> | undefined;
    const deadline = new Promise<"late">((resolve) => {
      deadlineTimer = setTimeout(() => resolve("late"), this.#deadlineMs);
    });
    try {
      while (true) {
        const found = this.records.slice(from).find(match);
        if (found !== undefined) return found;
        if (this.#status !== undefined) throw new Error(`The server ended: ${this.#describe()}`);
        const woken = new Promise<"woken">((resolve) => this.#waiters.add(() => resolve("woken")));
        if (await Promise.race([woken, deadline]) === "late") {
          throw new Error(`No such line in the log: ${this.#describe()}`);
        }
      }
    } finally {
      clearTimeout(deadlineTimer);
    }
  }

  /** Sends a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#status === undefined) this.#child.kill("SIGKILL");
    await this.ended;
  }

  async #read(
    stream: ReadableStream<Uint8Array<ArrayBuffer>>,
    take: (line: string) => void,
  ): Promise<void> {
    const lines = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
    for await (const line of lines) take(line);
  }

  #note(line: string): void {
    if (line.startsWith("{")) this.records.push(JSON.parse(line));
    else this.noise.push(line);
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }

  #describe(): string {
    return JSON.stringify({ log: this.records.slice(-10), noise: this.noise.slice(-20) });
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
