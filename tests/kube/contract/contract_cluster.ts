/**
 * PORT of the watcher's contract: an API server, the stand-in or the real one, to which a test does
 * what happens to clusters. Each call has taken effect when it returns.
 */
import type { KubeAccess } from "../../../src/kube/kube_access.ts";

/** A resource of a test's own group. */
export interface ContractResource {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  /** The first one is stored. */
  readonly versions: readonly string[];
  readonly scope: "Namespaced" | "Cluster";
}

/** An object by its resource, name and, unless it is cluster-scoped, namespace. */
export interface ContractRef {
  readonly resource: ContractResource;
  readonly name: string;
  readonly namespace?: string;
}

/** An API server in the hands of a test. */
export interface ContractCluster extends AsyncDisposable {
  /** The watcher's way: with the rights that `allow` gave, over connections that `cut` cuts. */
  readonly access: KubeAccess;
  /** Serves a resource that the watcher may watch. */
  define(resource: ContractResource): Promise<void>;
  /** Removes the definition and all objects. */
  undefine(resource: ContractResource): Promise<void>;
  /** Creates an object, or changes it. */
  put(ref: ContractRef): Promise<void>;
  remove(ref: ContractRef): Promise<void>;
  /** Cuts all connections of the watcher; the next ones are taken. */
  cut(): void;
  /** Forgets the history: versions known so far are expired, and connections are cut. */
  forget(): Promise<void>;
  /** Forgets what happened before now, for whoever is in the middle of a list. */
  forgetPages(): Promise<void>;
  /** Goes away; connections are refused. */
  goDown(): Promise<void>;
  /** Is back, with all that it knew. */
  comeUp(): Promise<void>;
  forbid(resource: ContractResource): Promise<void>;
  allow(resource: ContractResource): Promise<void>;
  /** Makes the token of the access worthless; `forgetCredentials` finds a new one where `next` says. */
  revokeToken(next: "at-hand" | "missing"): Promise<void>;
  /** Puts a new token to where the access finds it. */
  replaceToken(): Promise<void>;
}
