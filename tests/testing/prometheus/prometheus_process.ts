/** A real Prometheus that scrapes what a test names, and answers questions about it. */
import { findFreePort } from "../../modes/informer_world.ts";
import { ServerChild } from "../kubernetes/server_child.ts";

/** What is scraped. */
export interface ScrapeTarget {
  /** Its name in the label `job`. */
  readonly job: string;
  readonly port: number;
  /** Bearer token. */
  readonly token?: string;
}

/** One value, and the labels that tell it apart. */
export interface QueriedSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const POLL_MS = 50;
const DEADLINE_MS = 60_000;

/** A running Prometheus; its data goes with it. */
export class PrometheusProcess implements AsyncDisposable {
  readonly #child: ServerChild;
  readonly #folder: string;
  readonly #url: string;

  private constructor(parts: {
    readonly child: ServerChild;
    readonly folder: string;
    readonly url: string;
  }) {
    ({ child: this.#child, folder: this.#folder, url: this.#url } = parts);
  }

  /** Starts one that scrapes each second, and waits until it is ready. */
  static async start(targets: readonly ScrapeTarget[]): Promise<PrometheusProcess> {
    const folder = await Deno.makeTempDir();
    const port = findFreePort();
    const url = `http://127.0.0.1:${port}`;
    await Deno.writeTextFile(`${folder}/prometheus.yml`, toConfiguration(targets));
    const child = new ServerChild({
      path: "prometheus",
      logPath: `${folder}/log`,
      args: [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
    });
    try {
      await child.waitUntil(() => isReady(url));
      return new PrometheusProcess({ child, folder, url });
    } catch (error) {
      await child.kill();
      throw error;
    }
  }

  /** What a query in PromQL gives now. */
  async query(expression: string): Promise<readonly QueriedSample[]> {
    const query = new URLSearchParams({ query: expression });
    const response = await fetch(`${this.#url}/api/v1/query?${query}`);
    const answer: QueryAnswer = await response.json();
    if (answer.status !== "success") throw new Error(`${expression}: ${answer.error}`);
    return answer.data.result.map(({ metric, value: [, text] }) => ({
      labels: metric,
      value: Number(text),
    }));
  }

  /** Asks until there is an answer, and gives the first value of it. */
  async until(expression: string): Promise<QueriedSample> {
    const deadline = performance.now() + DEADLINE_MS;
    while (performance.now() < deadline) {
      const [first] = await this.query(expression);
      if (first !== undefined) return first;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`There was never an answer to ${expression}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.kill();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

type QueryAnswer =
  | { readonly status: "error"; readonly error: string }
  | {
    readonly status: "success";
    readonly data: {
      readonly result: readonly {
        readonly metric: Readonly<Record<string, string>>;
        readonly value: readonly [at: number, text: string];
      }[];
    };
  };

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/-/ready`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** JSON is YAML, too. */
function toConfiguration(targets: readonly ScrapeTarget[]): string {
  return JSON.stringify({
    global: { scrape_interval: "1s", scrape_timeout: "1s" },
    scrape_configs: targets.map(({ job, port, token }) => ({
      job_name: job,
      static_configs: [{ targets: [`127.0.0.1:${port}`] }],
      ...(token === undefined ? {} : { authorization: { credentials: token } }),
    })),
  });
}
