/** The database of a real API server. */
import { findRealBinary } from "./real_binaries.ts";
import { ServerChild } from "./server_child.ts";

/** One etcd with its data in a folder of the test. */
export class RealEtcd implements AsyncDisposable {
  readonly url: string;
  readonly #child: ServerChild;

  private constructor(url: string, child: ServerChild) {
    this.url = url;
    this.#child = child;
  }

  /** Starts it and waits until it answers. */
  static async start(
    { folder, port, peerPort }: {
      readonly folder: string;
      readonly port: number;
      readonly peerPort: number;
    },
  ): Promise<RealEtcd> {
    const [url, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
    const child = new ServerChild({
      path: findRealBinary("etcd"),
      logPath: `${folder}/etcd.log`,
      args: [
        "--name=test",
        `--data-dir=${folder}/etcd`,
        `--listen-client-urls=${url}`,
        `--advertise-client-urls=${url}`,
        `--listen-peer-urls=${peerUrl}`,
        `--initial-advertise-peer-urls=${peerUrl}`,
        `--initial-cluster=test=${peerUrl}`,
        "--quota-backend-bytes=4294967296",
        "--unsafe-no-fsync",
      ],
    });
    try {
      await child.waitUntil(() => isHealthy(url));
    } catch (error) {
      await child.kill();
      throw error;
    }
    return new RealEtcd(url, child);
  }

  /** Forgets the history of everything up to now. */
  async compact(): Promise<void> {
    const { header } = await this.#ask("range", { key: "AA==", limit: 1 });
    const { revision } = Object(header) as { revision: string };
    await this.#ask("compaction", { revision, physical: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.kill();
  }

  async #ask(what: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(`${this.url}/v3/kv/${what}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`etcd answered ${response.status}: ${await response.text()}`);
    return await response.json();
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
