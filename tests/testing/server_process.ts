/**
 * The real server as a process of its own, as a user starts it: settings in the environment, log on
 * standard output, signals. Waiting is always for a line of its log or for its end.
 */
import { type ProgramOptions, ProgramProcess } from "./program_process.ts";

/** How the server is started. */
export interface ServerProcessOptions extends Pick<ProgramOptions, "words" | "cwd"> {
  /** Added to the settings that every test needs; an empty text takes one away. */
  readonly env: Readonly<Record<string, string>>;
  /** Longest time that any wait may take. */
  readonly deadlineMs?: number;
}

const BASE_ENV: Readonly<Record<string, string>> = {
  COLLECTOR_HOST: "127.0.0.1",
  COLLECTOR_PORT: "0",
  COLLECTOR_RECONCILE_INTERVAL: "1s",
  REGISTRY_REPO_OWNER: "acme",
  REGISTRY_REPO_NAME: "inventory",
  REGISTRY_FILE_PATH: "claims/registry.yaml",
};

/** A running server. */
export class ServerProcess extends ProgramProcess {
  #url = "";

  private constructor({ env, ...options }: ServerProcessOptions) {
    super({ ...options, args: [], env: { ...BASE_ENV, ...env } });
  }

  /** Starts a server and waits until it listens. */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    const listening = await server.waitForLog(({ message }) => message === "Listening");
    server.#url = `${listening["scheme"]}://127.0.0.1:${listening["port"]}`;
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

  /** Posts one status. */
  async post(
    claimRef: string,
    statusMessage: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const response = await fetch(`${this.#url}/api/v1/status`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ cluster: "lab", claimRef, statusMessage }),
    });
    const text = await response.text();
    if (response.status !== 201) {
      throw new Error(`The post was answered ${response.status}: ${text}`);
    }
  }
}
