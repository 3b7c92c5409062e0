/**
 * A real kube-apiserver with its etcd, on free ports of 127.0.0.1 and in a folder of its own. There is
 * no controller: nothing deletes what is in a namespace or collects garbage.
 */
import { findFreePort } from "../../modes/informer_world.ts";
import { RealApiClient } from "./real_api_client.ts";
import { findRealBinary } from "./real_binaries.ts";
import { RealEtcd } from "./real_etcd.ts";
import { ADMIN_TOKEN, GUEST_TOKEN, type RealIdentity, writeIdentity } from "./real_identity.ts";
import { ServerChild } from "./server_child.ts";

/** What a test may want otherwise. */
export interface RealApiServerOptions {
  /** More flags of kube-apiserver: `--feature-gates=WatchList=false`. */
  readonly flags?: readonly string[];
}

/** The server; everything of it ends with it. */
export class RealApiServer implements AsyncDisposable {
  /** Holds all files of the server; removed at its end. */
  readonly folder: string;
  readonly port: number = findFreePort();
  readonly url: string = `https://127.0.0.1:${this.port}`;
  readonly identity: RealIdentity;
  /** May do everything. */
  readonly client: RealApiClient;
  readonly #etcd: RealEtcd;
  readonly #flags: readonly string[];
  #child: ServerChild | undefined;

  private constructor(parts: {
    readonly folder: string;
    readonly identity: RealIdentity;
    readonly etcd: RealEtcd;
    readonly flags: readonly string[];
  }) {
    this.folder = parts.folder;
    this.identity = parts.identity;
    this.#etcd = parts.etcd;
    this.#flags = parts.flags;
    this.client = new RealApiClient({
      url: this.url,
      token: ADMIN_TOKEN,
      ca: parts.identity.ca,
    });
  }

  /** Starts both and waits until the server is ready. */
  static async start({ flags = [] }: RealApiServerOptions = {}): Promise<RealApiServer> {
    await using stack = new AsyncDisposableStack();
    const folder = await Deno.makeTempDir({ prefix: "kube-" });
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const identity = await writeIdentity(folder);
    const etcd = stack.use(
      await RealEtcd.start({ folder, port: findFreePort(), peerPort: findFreePort() }),
    );
    const server = new RealApiServer({ folder, identity, etcd, flags });
    await server.start();
    stack.move();
    return server;
  }

  /** Starts the API server again, at the same address and with everything that it knew. */
  async start(): Promise<void> {
    const child = new ServerChild({
      path: findRealBinary("kube-apiserver"),
      logPath: `${this.folder}/api.log`,
      args: this.#toFlags(),
    });
    this.#child = child;
    try {
      await child.waitUntil(() => this.client.isReady());
    } catch (error) {
      await child.kill();
      throw error;
    }
  }

  /** Kills the API server; what it knew stays. */
  async kill(): Promise<void> {
    await this.#child?.kill();
    this.client.forgetConnections();
  }

  /** Stops it in the middle of whatever it does. */
  freeze(): void {
    this.#child?.freeze();
  }

  /** Lets it go on. */
  thaw(): void {
    this.#child?.thaw();
  }

  /** Makes the database forget its history. */
  async compact(): Promise<void> {
    await this.#etcd.compact();
  }

  /** Keeps a backup of everything that it knows; ends the API server and starts it again. */
  async backUp(): Promise<void> {
    await this.kill();
    await this.#etcd.backUp();
    await this.start();
  }

  /** Makes the cluster what it was when it was backed up; the API server must be down. */
  async restore(): Promise<void> {
    await this.#etcd.restore();
  }

  /** A kubeconfig with the contexts `admin` (certificate), `token`, and `guest` (without rights). */
  toKubeconfig(users: Readonly<Record<string, unknown>> = {}): string {
    const { ca, admin } = this.identity;
    const all = {
      admin: {
        "client-certificate-data": btoa(admin.cert),
        "client-key-data": btoa(admin.key),
      },
      token: { token: ADMIN_TOKEN },
      guest: { token: GUEST_TOKEN },
      ...users,
    };
    const cluster = { server: this.url, "certificate-authority-data": btoa(ca) };
    return JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "admin",
      clusters: [{ name: "test", cluster }],
      users: Object.entries(all).map(([name, user]) => ({ name, user })),
      contexts: Object.keys(all).map((name) => ({
        name,
        context: { cluster: "test", user: name },
      })),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#etcd[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }

  #toFlags(): readonly string[] {
    const { folder } = this;
    return [
      `--etcd-servers=${this.#etcd.url}`,
      "--etcd-compaction-interval=0",
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--secure-port=${this.port}`,
      "--endpoint-reconciler-type=none",
      "--service-cluster-ip-range=10.96.0.0/24",
      `--cert-dir=${folder}/certs`,
      `--tls-cert-file=${folder}/server.crt`,
      `--tls-private-key-file=${folder}/server.key`,
      `--client-ca-file=${folder}/ca.crt`,
      `--token-auth-file=${folder}/tokens.csv`,
      "--authorization-mode=RBAC",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${folder}/account.pub`,
      `--service-account-signing-key-file=${folder}/account.key`,
      "--profiling=false",
      "--v=1",
      ...this.#flags,
    ];
  }
}
