/** The database of a real API server. */
import { copyFolder } from "./copy_folder.ts";
import { findRealBinary } from "./real_binaries.ts";
import { ServerChild } from "./server_child.ts";

/** Where an etcd keeps its data and listens. */
export interface RealEtcdPlace {
  readonly folder: string;
  readonly port: number;
  readonly peerPort: number;
}

/** One etcd with its data in a folder of the test. */
export class RealEtcd implements AsyncDisposable {
  readonly url: string;
  readonly #place: RealEtcdPlace;
  #child: ServerChild | undefined;

  private constructor(place: RealEtcdPlace) {
    this.url = `http://127.0.0.1:${place.port}`;
    this.#place = place;
  }

  /** Starts it and waits until it answers. */
  static async start(place: RealEtcdPlace): Promise<RealEtcd> {
    const etcd = new RealEtcd(place);
    await etcd.#start();
    return etcd;
  }

  /** Forgets the history of everything up to now. */
  async compact(): Promise<void> {
    const { header } = await this.#ask("range", { key: "AA==", limit: 1 });
    const { revision } = Object(header) as { revision: string };
    await this.#ask("compaction", { revision, physical: true });
  }

  /** Keeps a copy of everything; it is away for a moment. */
  async backUp(): Promise<void> {
    await this.#child?.kill();
    await copyFolder(this.#dataFolder, this.#backupFolder);
    await this.#start();
  }

  /** Is what it was when it was backed up, its revision included; it is away for a moment. */
  async restore(): Promise<void> {
    await this.#child?.kill();
    await Deno.remove(this.#dataFolder, { recursive: true });
    await copyFolder(this.#backupFolder, this.#dataFolder);
    await this.#start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child?.kill();
  }

  get #dataFolder(): string {
    return `${this.#place.folder}/etcd`;
  }

  get #backupFolder(): string {
    return `${this.#place.folder}/etcd-backup`;
  }

  async #start(): Promise<void> {
    const { folder, peerPort } = this.#place;
    const peerUrl = `http://127.0.0.1:${peerPort}`;
    const child = new ServerChild({
      path: findRealBinary("etcd"),
      logPath: `${folder}/etcd.log`,
      args: [
        "--name=test",
        `--data-dir=${this.#dataFolder}`,
        `--listen-client-urls=${this.url}`,
        `--advertise-client-urls=${this.url}`,
        `--listen-peer-urls=${peerUrl}`,
        `--initial-advertise-peer-urls=${peerUrl}`,
        `--initial-cluster=test=${peerUrl}`,
        "--quota-backend-bytes=4294967296",
        "--unsafe-no-fsync",
      ],
    });
    this.#child = child;
    try {
      await child.waitUntil(() => isHealthy(this.url));
    } catch (error) {
      await child.kill();
      throw error;
    }
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
