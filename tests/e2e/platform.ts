/**
 * A platform of real processes: the collector against a GitHub double, informers against a stand-in of
 * the API server, and a gateway between the two that lets requests fail as a test wants it.
 */
import { Bell } from "../../demo/kubernetes/bell.ts";
import {
  type KubernetesStandIn,
  startKubernetesStandIn,
} from "../../demo/kubernetes/kubernetes_stand_in.ts";
import { TcpFront } from "../../demo/kubernetes/tcp_front.ts";
import type { Batch } from "../../src/informer/collector_client.ts";
import { findFreePort } from "../modes/informer_world.ts";
import { toLabKubeconfig } from "../testing/lab_kubeconfig.ts";
import type { PackedProgram } from "../testing/packed_program.ts";
import { ProgramProcess } from "../testing/program_process.ts";
import {
  createGitHubDouble,
  defaultToken,
  type GitHubDouble,
} from "../testing/github/github_double.ts";
import { ServerProcess } from "../testing/server_process.ts";

/** Group and kind of all claims here. */
export const CLAIM = { group: "storage.example.org", kind: "DatabaseClaim" } as const;

/** What a gateway does with a request; \`forward\` does what an honest one does. */
export type Gate = (request: Request, forward: () => Promise<Response>) => Promise<Response>;

/** Longest wait for anything. */
const DEADLINE_MS = 60_000;
const POLL_MS = 20;

/** Everything; what it starts ends with it. */
export class Platform implements AsyncDisposable {
  readonly cluster: KubernetesStandIn;
  readonly github: GitHubDouble;
  /** Bodies of the batches that reached the collector and were answered. */
  readonly batches: Batch[] = [];
  gate: Gate = (_request, forward) => forward();
  readonly #serverPort: number = findFreePort();
  readonly #stack = new AsyncDisposableStack();
  readonly #gateway: Deno.HttpServer<Deno.NetAddr>;
  readonly #front: TcpFront;
  readonly #kubeconfig: string;
  readonly #githubUrl: string;
  readonly #packed: PackedProgram | null;

  private constructor(parts: {
    readonly github: GitHubDouble;
    readonly githubUrl: string;
    readonly kubeconfig: string;
    readonly packed: PackedProgram | null;
  }) {
    this.#packed = parts.packed;
    this.github = parts.github;
    this.#githubUrl = parts.githubUrl;
    this.#kubeconfig = parts.kubeconfig;
    this.cluster = startKubernetesStandIn();
    this.cluster.defineResource({
      group: CLAIM.group,
      versions: ["v1"],
      plural: "databaseclaims",
      kind: CLAIM.kind,
      scope: "Namespaced",
    });
    this.#gateway = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.gate(request, () => this.#forward(request.clone())),
    );
    this.#front = new TcpFront({
      serverPort: this.#gateway.addr.port,
      port: 0,
      bell: new Bell(),
    });
    this.#stack.defer(() => this.cluster.close());
    this.#stack.defer(() => this.#gateway.shutdown());
    this.#stack.defer(() => this.#front.goDown());
  }

  /** A platform without processes yet; they run the sources, or the packed program. */
  static async create(
    registry = "claims: []\n",
    packed: PackedProgram | null = null,
  ): Promise<Platform> {
    const github = createGitHubDouble({
      owner: "acme",
      repo: "inventory",
      files: { "claims/registry.yaml": registry },
    });
    const listening = await github.listen();
    const kubeconfig = await Deno.makeTempFile();
    const platform = new Platform({ github, githubUrl: listening.url, kubeconfig, packed });
    platform.#stack.defer(() => listening.close());
    platform.#stack.defer(() => Deno.remove(kubeconfig));
    await Deno.writeTextFile(kubeconfig, toLabKubeconfig(platform.cluster.url));
    return platform;
  }

  /** Base address of the collector itself. */
  get serverUrl(): string {
    return `http://127.0.0.1:${this.#serverPort}`;
  }

  /** Starts the collector, always at the same address. */
  async startServer(env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
    const packed = this.#packed?.toOptions(["server"]);
    const server = await ServerProcess.start({
      ...packed,
      env: {
        ...packed?.env,
        COLLECTOR_PORT: String(this.#serverPort),
        GITHUB_API_URL: this.#githubUrl,
        GITHUB_TOKEN: defaultToken,
        ...env,
      },
    });
    this.#stack.use(server);
    return server;
  }

  /** Starts an informer of the cluster \`lab\`. */
  startInformer(env: Readonly<Record<string, string>> = {}): ProgramProcess {
    const packed = this.#packed?.toOptions(["informer"]);
    const informer = new ProgramProcess({
      args: ["informer"],
      ...packed,
      env: {
        ...packed?.env,
        CLUSTER_NAME: "lab",
        COLLECTOR_URL: `http://127.0.0.1:${this.#front.port}`,
        CLAIM_GROUP: CLAIM.group,
        CLAIM_VERSION: "v1",
        CLAIM_RESOURCE: "databaseclaims",
        INFORMER_PORT: "0",
        INFORMER_HEARTBEAT: "1s",
        KUBECONFIG: this.#kubeconfig,
        ...env,
      },
    });
    this.#stack.use(informer);
    return informer;
  }

  /** Cuts all connections of informers. */
  cut(): void {
    this.#front.cut();
  }

  /** Puts a claim into the cluster. */
  apply(claimRef: string, options: ClaimOptions = {}): void {
    this.cluster.apply(toClaim(claimRef, options));
  }

  /** Deletes a claim. */
  remove(claimRef: string): void {
    this.cluster.remove(toClaim(claimRef));
  }

  /** What the collector holds, each claim as \`phase text\`; empty while it does not answer. */
  async readStatuses(): Promise<Readonly<Record<string, string>>> {
    try {
      const response = await fetch(`${this.serverUrl}/api/v1/status`);
      const rows: Record<string, string>[] = await response.json();
      return Object.fromEntries(
        rows.map(({ claimRef = "", phase, statusMessage }) => [
          claimRef,
          `${phase} ${statusMessage}`,
        ]),
      );
    } catch (error) {
      if (error instanceof TypeError) return {};
      throw error;
    }
  }

  /** Asks again and again until what is asked for holds. */
  async until<T>(
    question: () => Promise<T | undefined> | T | undefined,
    deadlineMs = DEADLINE_MS,
  ): Promise<T> {
    const deadline = performance.now() + deadlineMs;
    while (performance.now() < deadline) {
      const found = await question();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`What was waited for did not come: ${question}`);
  }

  /** Waits until the collector holds exactly these claims. */
  async untilStatuses(expected: Readonly<Record<string, string>>): Promise<void> {
    const wanted = JSON.stringify(sortKeys(expected));
    await this.until(async () =>
      JSON.stringify(sortKeys(await this.readStatuses())) === wanted || undefined
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.gate = () => Promise.resolve(new Response(null, { status: 503 }));
    await this.#stack.disposeAsync();
  }

  async #forward(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const body = await request.text();
    try {
      const response = await fetch(`${this.serverUrl}${url.pathname}`, {
        method: request.method,
        headers: {
          "content-type": request.headers.get("content-type") ?? "",
          "authorization": request.headers.get("authorization") ?? "",
          "traceparent": request.headers.get("traceparent") ?? "",
        },
        body,
      });
      const answer = await response.text();
      if (response.ok && url.pathname.endsWith("/batch")) this.batches.push(JSON.parse(body));
      return new Response(answer, { status: response.status, headers: response.headers });
    } catch (error) {
      if (error instanceof TypeError) return new Response(null, { status: 502 });
      throw error;
    }
  }
}

/** How a claim is. */
export interface ClaimOptions {
  /** Why it is not ready. */
  readonly complaint?: string;
  readonly label?: string;
}

/** How the collector shows a claim without a complaint. */
export const WELL = "Ready Ready: True, Synced: True";

/** How the collector shows a claim with one. */
export function ill(complaint: string): string {
  return `Unavailable Ready: False (Unavailable), Synced: True - ${complaint}`;
}

function toClaim(claimRef: string, { complaint, label = "none" }: ClaimOptions = {}) {
  const [namespace = "", name = ""] = claimRef.split("/");
  const lastTransitionTime = new Date().toISOString();
  return {
    apiVersion: `${CLAIM.group}/v1`,
    kind: CLAIM.kind,
    metadata: { namespace, name, labels: { label } },
    spec: {},
    status: {
      conditions: [
        { type: "Synced", status: "True", reason: "ReconcileSuccess", lastTransitionTime },
        complaint === undefined
          ? { type: "Ready", status: "True", reason: "Available", lastTransitionTime }
          : { type: "Ready", status: "False", reason: "Unavailable", message: complaint },
      ],
    },
  };
}

function sortKeys(record: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  return Object.entries(record).toSorted(([a], [b]) => a < b ? -1 : 1);
}
