/** A real API server, as the watcher's contract sees a cluster: a service account of its own for each. */
import { Bell } from "../../../demo/kubernetes/bell.ts";
import { TcpFront } from "../../../demo/kubernetes/tcp_front.ts";
import { RealApiClient, RealApiError } from "../../testing/kubernetes/real_api_client.ts";
import type { RealApiServer } from "../../testing/kubernetes/real_api_server.ts";
import {
  RealResourceBuilder,
  type RightHolder,
} from "../../testing/kubernetes/real_resource_builder.ts";
import type { ContractCluster, ContractRef, ContractResource } from "./contract_cluster.ts";
import { TokenAccess } from "./token_access.ts";

/** A test's view of a server that it shares with others. */
export class RealCluster implements ContractCluster {
  readonly access: TokenAccess;
  readonly #server: RealApiServer;
  readonly #builder: RealResourceBuilder;
  readonly #front: TcpFront;
  readonly #account: string;
  readonly #granted = new Set<string>();
  #token: string;
  #changeCount = 0;

  private constructor(parts: {
    readonly server: RealApiServer;
    readonly builder: RealResourceBuilder;
    readonly account: string;
    readonly token: string;
  }) {
    this.#server = parts.server;
    this.#builder = parts.builder;
    this.#account = parts.account;
    this.#token = parts.token;
    this.#front = new TcpFront({ serverPort: parts.server.port, port: 0, bell: new Bell() });
    this.access = new TokenAccess({
      baseUrl: `https://127.0.0.1:${this.#front.port}`,
      token: parts.token,
      ca: parts.server.identity.ca,
    });
  }

  /** A view with a service account of that name. */
  static async open(server: RealApiServer, account: string): Promise<RealCluster> {
    const builder = new RealResourceBuilder(server.client);
    await builder.addAccount(account);
    const token = await builder.createToken(account);
    return new RealCluster({ server, builder, account, token });
  }

  async define(resource: ContractResource): Promise<void> {
    await this.#builder.define(resource);
    // A right outlives what it is for.
    if (!this.#granted.has(resource.plural)) await this.allow(resource);
  }

  async undefine(resource: ContractResource): Promise<void> {
    await this.#builder.undefine(toReal(resource));
  }

  async put(ref: ContractRef): Promise<void> {
    this.#changeCount += 1;
    const { resource, name, namespace } = ref;
    const metadata = {
      name,
      labels: { change: String(this.#changeCount) },
      ...(namespace === undefined ? {} : { namespace }),
    };
    const object = {
      apiVersion: `${resource.group}/${resource.versions[0]}`,
      kind: resource.kind,
      metadata,
    };
    try {
      await this.#server.client.create(toReal(resource), object);
    } catch (error) {
      if (!(error instanceof RealApiError) || error.status !== 409) throw error;
      await this.#server.client.patch(toReal(resource), ref, { metadata });
    }
  }

  async remove(ref: ContractRef): Promise<void> {
    await this.#server.client.remove(toReal(ref.resource), ref);
  }

  cut(): void {
    this.#front.cut();
  }

  async forget(): Promise<void> {
    // What was watched is kept in the server's memory, so that compaction alone is not noticed.
    await this.goDown();
    await this.#server.compact();
    await this.comeUp();
  }

  async forgetPages(): Promise<void> {
    await this.#server.compact();
  }

  async goDown(): Promise<void> {
    await this.#front.goDown();
    await this.#server.kill();
  }

  async comeUp(): Promise<void> {
    await this.#server.start();
    this.#front.comeUp();
  }

  async forbid(resource: ContractResource): Promise<void> {
    await this.#builder.revoke(toReal(resource), this.#holder);
  }

  async allow(resource: ContractResource): Promise<void> {
    await this.#builder.grant(toReal(resource), this.#holder);
    this.#granted.add(resource.plural);
  }

  async revokeToken(next: "at-hand" | "missing"): Promise<void> {
    const { url, identity: { ca } } = this.#server;
    using client = new RealApiClient({ url, token: this.#token, ca });
    await this.#builder.removeAccount(this.#account);
    await this.#builder.addAccount(this.#account);
    // The server remembers for some seconds that the token was good.
    await this.#builder.until(() => isRefused(client));
    if (next === "at-hand") await this.replaceToken();
  }

  async replaceToken(): Promise<void> {
    this.#token = await this.#builder.createToken(this.#account);
    this.access.renew(this.#token);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#front.goDown();
  }

  get #holder(): RightHolder {
    return { account: this.#account };
  }
}

function toReal({ group, plural, versions: [version = "v1"] }: ContractResource) {
  return { group, plural, version };
}

async function isRefused(client: RealApiClient): Promise<boolean> {
  try {
    await client.ask("GET", "/api/v1");
    return false;
  } catch (error) {
    return error instanceof RealApiError && error.status === 401;
  }
}
