/** A real server with credentials, and a GitHub for its passes, as Schemathesis meets it. */
import { toTokenDigest } from "../access/token_digest.ts";
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";
import type { LogRecord } from "../testing/program_process.ts";
import { ServerProcess } from "../testing/server_process.ts";
import type { HeldRow } from "./accepted_state.ts";
import type { Identity } from "./schemathesis_command.ts";

/** May do everything. */
export const OPERATOR: Identity = { name: "operator", token: "token-of-the-operator" };
/** Speaks for the cluster that the examples of the description name. */
export const SENDER: Identity = { name: "production-eu", token: "token-of-production-eu" };
/** Speaks for another cluster. */
export const STRANGER: Identity = { name: "lab", token: "token-of-lab" };

/** The server, and what it holds. */
export class GuardedServer implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly #server: ServerProcess;

  private constructor(stack: AsyncDisposableStack, server: ServerProcess) {
    this.#stack = stack;
    this.#server = server;
  }

  /** Starts one that has its files in the folder. */
  static async start(folder: string): Promise<GuardedServer> {
    await using stack = new AsyncDisposableStack();
    const github = createGitHubDouble({
      owner: "acme",
      repo: "inventory",
      files: { "claims/registry.yaml": "claims: []\n" },
    });
    const listening = await github.listen();
    stack.defer(() => listening.close());
    const tokens = {
      "*": await toTokenDigest(OPERATOR.token),
      [SENDER.name]: await toTokenDigest(SENDER.token),
      [STRANGER.name]: await toTokenDigest(STRANGER.token),
    };
    await Deno.writeTextFile(`${folder}/tokens.json`, JSON.stringify(tokens));
    const server = stack.use(
      await ServerProcess.start({
        env: {
          GITHUB_API_URL: listening.url,
          GITHUB_TOKEN: defaultToken,
          COLLECTOR_TOKENS_FILE: `${folder}/tokens.json`,
          COLLECTOR_RECONCILE_INTERVAL: "1h",
        },
      }),
    );
    return new GuardedServer(stack.move(), server);
  }

  /** Base address. */
  get url(): string {
    return this.#server.url;
  }

  /** What it has logged of requests. */
  get answered(): readonly LogRecord[] {
    return this.#server.records.filter(({ message }) => message === "Request answered");
  }

  /** What it has logged as its own fault. */
  get errors(): readonly LogRecord[] {
    return this.#server.records.filter(({ level }) => level === "error");
  }

  /** The description, as its readers get it. */
  async readDocument(): Promise<string> {
    return await (await this.#get("/openapi.json")).text();
  }

  /** All rows that it holds. */
  async readRows(): Promise<readonly HeldRow[]> {
    return await (await this.#get("/api/v1/status")).json();
  }

  /** All clusters that it knows. */
  async readClusters(): Promise<readonly string[]> {
    const rows: { cluster: string }[] = await (await this.#get("/api/v1/clusters")).json();
    return rows.map(({ cluster }) => cluster);
  }

  /** Codes of what it says is wrong. */
  async readReasons(): Promise<readonly string[]> {
    const { reasons = [] }: { readonly reasons?: readonly { readonly code: string }[] } =
      await (await this.#get("/readyz")).json();
    return reasons.map(({ code }) => code);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }

  async #get(path: string): Promise<Response> {
    return await fetch(`${this.url}${path}`, {
      headers: { authorization: `Bearer ${OPERATOR.token}` },
    });
  }
}
