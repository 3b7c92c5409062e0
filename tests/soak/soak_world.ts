/**
 * All processes of a soak: the real server and an informer for each cluster, against clusters and a
 * GitHub that are processes of their own. Restarts what is measured; what surrounds it stays.
 */
import { PLATFORM_GROUP } from "../../demo/kubernetes/platform_resources.ts";
import { startInformerChild } from "../bench/informer_child.ts";
import { findFreePort } from "../modes/informer_world.ts";
import { defaultToken } from "../testing/github/github_double.ts";
import { type LogRecord, ProgramProcess } from "../testing/program_process.ts";
import { ServerProcess } from "../testing/server_process.ts";
import type { ClaimTruth } from "./claim_script.ts";
import { askFor } from "./control_door.ts";
import type { RepositoryView } from "./github_child.ts";
import type { SoakRow, Truth } from "./soak_judge.ts";
import { readRegistry, type SoakEntry, writeRegistry } from "./soak_registry.ts";
import { CLUSTERS, type SoakSize } from "./soak_size.ts";

/** A process around what is measured. */
interface Surrounding {
  readonly process: ProgramProcess;
  /** Where it takes commands. */
  readonly control: string;
  /** Where it is what it stands for. */
  readonly url: string;
}

/** A cluster and its informer. */
interface Site {
  readonly name: string;
  readonly folder: string;
  readonly cluster: Surrounding;
}

/** Everything; what it starts ends with it. */
export class SoakWorld implements AsyncDisposable {
  /** The registry's rows as people wrote them. */
  readonly entries: readonly SoakEntry[];
  readonly #size: SoakSize;
  readonly #sites: readonly Site[];
  readonly #github: Surrounding;
  readonly #folder: string;
  readonly #port = findFreePort();
  readonly #informers = new Map<string, ProgramProcess>();
  /** Every server and informer that ever ran, by name. */
  readonly #past: { readonly name: string; readonly process: ProgramProcess }[] = [];
  #server: ProgramProcess | undefined;

  private constructor(parts: {
    readonly size: SoakSize;
    readonly sites: readonly Site[];
    readonly github: Surrounding;
    readonly folder: string;
    readonly entries: readonly SoakEntry[];
  }) {
    this.#size = parts.size;
    this.#sites = parts.sites;
    this.#github = parts.github;
    this.#folder = parts.folder;
    this.entries = parts.entries;
  }

  /** Starts everything; claims do not change yet. */
  static async start(size: SoakSize): Promise<SoakWorld> {
    const folder = await Deno.makeTempDir();
    const registry = writeRegistry(size);
    await Deno.writeTextFile(`${folder}/registry.yaml`, registry);
    const github = await startSurrounding("github_child.ts", [`${folder}/registry.yaml`]);
    const sites = await Promise.all(CLUSTERS.map(async (name, index): Promise<Site> => {
      const own = `${folder}/${name}`;
      await Deno.mkdir(own);
      const args = [own, index + 1, size.claimsPerCluster, size.changesPerSecond].map(String);
      return { name, folder: own, cluster: await startSurrounding("cluster_child.ts", args) };
    }));
    const entries = readRegistry(registry);
    const world = new SoakWorld({ size, sites, github, folder, entries });
    await world.#startServer();
    for (const site of sites) world.#startInformer(site);
    return world;
  }

  /** What is measured, as it runs now. */
  get processes(): readonly { readonly name: string; readonly pid: number }[] {
    const server = this.#server === undefined ? [] : [{ name: "server", pid: this.#server.pid }];
    return [...server, ...[...this.#informers].map(([name, { pid }]) => ({ name, pid }))];
  }

  /** What stands around it. */
  get surroundings(): readonly { readonly name: string; readonly pid: number }[] {
    const clusters = this.#sites.map(({ name, cluster }) => ({
      name: `cluster ${name}`,
      pid: cluster.process.pid,
    }));
    return [...clusters, { name: "GitHub", pid: this.#github.process.pid }];
  }

  /** What wrote to the log, with its name. */
  get records(): readonly { readonly name: string; readonly record: LogRecord }[] {
    return this.#past.flatMap(({ name, process }) =>
      process.records.map((record) => ({ name, record }))
    );
  }

  /** What was written beside the log: nothing, where all is well. */
  get noise(): readonly string[] {
    return [...this.#past, ...this.#sites.map(({ name, cluster }) => ({ name, ...cluster }))]
      .flatMap(({ name, process }) => process.noise.map((line) => `${name} wrote: ${line}`));
  }

  /** Ends the server and starts the next one at the same address; the exit code of a stop. */
  async restartServer(signal: "SIGTERM" | "SIGKILL"): Promise<number | undefined> {
    this.#server?.kill(signal);
    const status = await this.#server?.ended;
    await this.#startServer();
    return status?.code;
  }

  /** Kills the informer of a cluster and starts the next one. */
  async restartInformer(cluster: number): Promise<void> {
    const site = this.#site(cluster);
    const informer = this.#informers.get(`informer ${site.name}`);
    informer?.kill("SIGKILL");
    await informer?.ended;
    this.#startInformer(site);
  }

  /** Cuts all connections to the API server of a cluster. */
  async cut(cluster: number): Promise<void> {
    await askFor(this.#site(cluster).cluster.control, "cut");
  }

  /** Lets GitHub answer 502, or be itself again. */
  async setGitHub(state: "break" | "mend"): Promise<void> {
    await askFor(this.#github.control, state);
  }

  /** A person merges the pull request; whether there was one. */
  merge(): Promise<boolean> {
    return askFor(this.#github.control, "merge");
  }

  /** Lets claims change, or be as they are. */
  async setChanges(state: "start" | "stop"): Promise<void> {
    for (const { cluster } of this.#sites) await askFor(cluster.control, state);
  }

  /** How many changes there were, all clusters together. */
  async countChanges(): Promise<number> {
    const counts = this.#sites.map(({ cluster }) => askFor<number>(cluster.control, "count"));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  /** What is true of all claims. */
  async readTruth(): Promise<Truth> {
    const truths = this.#sites.map(async ({ name, cluster }) =>
      [name, await askFor<readonly ClaimTruth[]>(cluster.control, "truth")] as const
    );
    return Object.fromEntries(await Promise.all(truths));
  }

  /** What the collector tells of all claims. */
  async readRows(): Promise<readonly SoakRow[]> {
    const response = await fetch(`${this.#serverUrl}/api/v1/status`);
    if (response.ok) return await response.json();
    throw new Error(`The status was answered ${response.status}: ${await response.text()}`);
  }

  /** Asks for a pass now, and for the metrics as a scraper does. */
  async askServer(path: "api/v1/reconcile" | "metrics"): Promise<void> {
    const method = path === "metrics" ? "GET" : "POST";
    const response = await fetch(`${this.#serverUrl}/${path}`, { method });
    await response.body?.cancel();
  }

  /** The repository as people see it. */
  readRepository(): Promise<RepositoryView> {
    return askFor(this.#github.control, "view");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process } of this.#past) await process[Symbol.asyncDispose]();
    for (const { cluster } of this.#sites) await cluster.process[Symbol.asyncDispose]();
    await this.#github.process[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
  }

  get #serverUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  #site(index: number): Site {
    const site = this.#sites[index];
    if (site === undefined) throw new Error(`Cannot find the cluster ${index}`);
    return site;
  }

  async #startServer(): Promise<void> {
    const process = await ServerProcess.start({
      env: {
        COLLECTOR_PORT: String(this.#port),
        COLLECTOR_RECONCILE_INTERVAL: this.#size.reconcileInterval,
        GITHUB_API_URL: this.#github.url,
        GITHUB_TOKEN: defaultToken,
      },
    });
    this.#server = process;
    this.#past.push({ name: "server", process });
  }

  #startInformer({ name, folder, cluster }: Site): void {
    const process = startInformerChild({
      folder,
      apiUrl: cluster.url,
      collectorUrl: this.#serverUrl,
      resource: "databaseclaims,harvestervms",
      env: { CLUSTER_NAME: name, CLAIM_GROUP: PLATFORM_GROUP },
    });
    this.#informers.set(`informer ${name}`, process);
    this.#past.push({ name: `informer ${name}`, process });
  }
}

async function startSurrounding(
  entry: "cluster_child.ts" | "github_child.ts",
  args: readonly string[],
): Promise<Surrounding> {
  const process = new ProgramProcess({ entry: new URL(entry, import.meta.url), args, env: {} });
  const { control, url } = await process.waitForLog("Listening");
  return { process, control: String(control), url: String(url) };
}
