/** The informer's manifests as objects, in the order of their kustomization, and put into a real API server. */
import assert from "node:assert/strict";
import { load } from "js-yaml";
import type {
  JsonObject,
  RealApiClient,
  RealResource,
} from "../testing/kubernetes/real_api_client.ts";

/** A manifest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** What tests look at of a deployment. */
export interface DeployedSpec {
  readonly strategy: { readonly type: string };
  readonly template: {
    readonly metadata: JsonObject;
    readonly spec: JsonObject & { readonly containers: readonly DeployedContainer[] };
  };
}

/** The only container. */
export interface DeployedContainer {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly ports: readonly { readonly containerPort: number }[];
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
}

const FOLDER = new URL("../../deploy/informer/", import.meta.url);
const PLURALS: Readonly<Record<string, string>> = {
  Namespace: "namespaces",
  ServiceAccount: "serviceaccounts",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  Deployment: "deployments",
};

/** All manifests that the kustomization names; fails where a file of the folder is not named. */
export async function readManifests(): Promise<readonly Manifest[]> {
  const { resources } = await readYaml("kustomization.yaml") as { resources: readonly string[] };
  const files = (await Array.fromAsync(Deno.readDir(FOLDER))).map(({ name }) => name);
  assert.deepEqual([...resources, "kustomization.yaml"].sort(), files.sort());
  return await Promise.all(resources.map(async (name) => await readYaml(name) as Manifest));
}

/** The manifest of a kind. */
export function findManifest(manifests: readonly Manifest[], kind: string): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind);
  assert.ok(found, kind);
  return found;
}

/** Creates everything, and fails where the server does not know a field. */
export async function applyManifests(
  client: RealApiClient,
  manifests: readonly Manifest[],
): Promise<void> {
  for (const manifest of manifests) {
    const path = toPath(toResource(manifest), manifest.metadata.namespace);
    await client.ask("POST", `${path}?fieldValidation=Strict`, manifest);
  }
}

/** The path of all objects of a resource. */
export function toPath({ group, version, plural }: RealResource, namespace?: string): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${plural}`;
}

function toResource({ apiVersion, kind }: Manifest): RealResource {
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  const plural = PLURALS[kind];
  assert.ok(plural !== undefined, kind);
  return { group, version, plural };
}

async function readYaml(name: string): Promise<unknown> {
  return load(await Deno.readTextFile(new URL(name, FOLDER)));
}
