/** The stand-in of the demo, as the watcher's contract sees a cluster. */
import {
  type KubernetesObject,
  type KubernetesStandIn,
  type KubernetesStandInOptions,
  startKubernetesStandIn,
} from "../../../demo/kubernetes/kubernetes_stand_in.ts";
import type { ContractCluster, ContractRef, ContractResource } from "./contract_cluster.ts";
import { TokenAccess } from "./token_access.ts";

/** A stand-in that asks for a token. */
export class StandInCluster implements ContractCluster {
  readonly access: TokenAccess;
  readonly #api: KubernetesStandIn;
  #changeCount = 0;
  #tokenCount = 1;

  constructor(options: KubernetesStandInOptions = {}) {
    this.#api = startKubernetesStandIn({ ...options, token: "token-1" });
    this.access = new TokenAccess({ baseUrl: this.#api.url, token: "token-1" });
  }

  define(resource: ContractResource): Promise<void> {
    this.#api.defineResource(resource);
    return Promise.resolve();
  }

  undefine(resource: ContractResource): Promise<void> {
    this.#api.removeResource(resource);
    return Promise.resolve();
  }

  put(ref: ContractRef): Promise<void> {
    this.#changeCount += 1;
    const object = toObject(ref);
    const labels = { change: String(this.#changeCount) };
    this.#api.apply({ ...object, metadata: { ...object.metadata, labels } });
    return Promise.resolve();
  }

  remove(ref: ContractRef): Promise<void> {
    this.#api.remove(toObject(ref));
    return Promise.resolve();
  }

  cut(): void {
    this.#api.cutConnections();
  }

  forget(): Promise<void> {
    this.#api.cutConnections();
    this.#api.expireHistory();
    return Promise.resolve();
  }

  forgetPages(): Promise<void> {
    this.#api.expireHistory();
    return Promise.resolve();
  }

  async goDown(): Promise<void> {
    await this.#api.goDown();
  }

  comeUp(): Promise<void> {
    this.#api.comeUp();
    return Promise.resolve();
  }

  forbid(resource: ContractResource): Promise<void> {
    this.#api.forbid(resource);
    return Promise.resolve();
  }

  allow(resource: ContractResource): Promise<void> {
    this.#api.allow(resource);
    return Promise.resolve();
  }

  revokeToken(next: "at-hand" | "missing"): Promise<void> {
    this.#tokenCount += 1;
    this.#api.setToken(`token-${this.#tokenCount}`);
    return next === "at-hand" ? this.replaceToken() : Promise.resolve();
  }

  replaceToken(): Promise<void> {
    this.access.renew(`token-${this.#tokenCount}`);
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api.close();
  }
}

function toObject({ resource, name, namespace }: ContractRef): KubernetesObject {
  const { group, kind, versions: [version = ""] } = resource;
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: `${group}/${version}`, kind, metadata };
}
