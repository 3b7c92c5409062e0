/** Keeps one collector running at one address, restarts it, and notices when it dies by itself. */
import type { LogTail } from "../program/log_tail.ts";
import type { ProgramProcess } from "../program/program_process.ts";
import { CollectorApi } from "./collector_api.ts";
import { launchCollector, readPort } from "./collector_process.ts";

/** What the host works with. */
export interface CollectorHostDeps {
  readonly githubUrl: string;
  readonly log: LogTail;
  /** Called with name and exit code of a collector that nobody has stopped. */
  readonly onDeath: (name: string, exitCode: number) => void;
}

/** Where the collector lives. */
export class CollectorHost {
  readonly #deps: CollectorHostDeps;
  readonly api: CollectorApi = new CollectorApi(() => this.url);
  #process: ProgramProcess | undefined;
  #port = 0;

  constructor(deps: CollectorHostDeps) {
    this.#deps = deps;
  }

  /** Its base address; the same after a restart. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it, with an empty memory, and waits until it listens. */
  async start(): Promise<void> {
    const { githubUrl, log, onDeath } = this.#deps;
    const process = launchCollector({ githubUrl, log, port: this.#port });
    this.#process = process;
    void process.ended.then((exitCode) => {
      if (this.#process === process) onDeath("collector", exitCode);
    });
    const port = await readPort(process);
    if (port === undefined) throw new Error("The collector ended before it listened");
    this.#port = port;
  }

  /** Asks it to stop and waits for its end; gives the exit code, 0 where none runs. */
  async stop(): Promise<number> {
    const process = this.#process;
    this.#process = undefined;
    return process === undefined ? 0 : await process.stop();
  }
}
