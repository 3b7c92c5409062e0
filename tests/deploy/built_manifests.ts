/** What `kustomize build` makes of a folder of `deploy/`, as objects, and what tests look at in them. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { loadAll } from "js-yaml";
import type { JsonObject } from "../testing/kubernetes/real_api_client.ts";
import { runCleanTool } from "../testing/tools/check_tool.ts";

/** A manifest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** What tests look at of a deployment. */
export interface DeployedSpec {
  readonly replicas: number;
  readonly strategy: { readonly type: string };
  readonly selector: { readonly matchLabels: Labels };
  readonly template: {
    readonly metadata: { readonly labels: Labels };
    readonly spec: PodSpec;
  };
}

/** Labels of a pod, or those that are asked for. */
export type Labels = Readonly<Record<string, string>>;

/** What runs. */
export interface PodSpec extends JsonObject {
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly DeployedContainer[];
  readonly volumes?: readonly Volume[];
}

/** The only container. */
export interface DeployedContainer extends JsonObject {
  readonly image: string;
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly volumeMounts?: readonly VolumeMount[];
}

/** What the kubelet asks. */
export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

/** Where a volume is. */
export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
}

/** A volume is one of three. */
export interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly secret?: { readonly secretName: string };
  readonly projected?: {
    readonly sources: readonly { readonly serviceAccountToken: TokenPlace }[];
  };
}

/** A token that the cluster signs. */
export interface TokenPlace {
  readonly path: string;
  readonly audience: string;
  readonly expirationSeconds: number;
}

/** The folder of all manifests. */
export const DEPLOY_FOLDER: string = fileURLToPath(new URL("../../deploy", import.meta.url));

/** Each folder that somebody may apply. */
export const BUILT_FOLDERS = [
  "namespace",
  "collector",
  "informer",
  "overlays/tokens",
  "overlays/app-and-oidc",
  "overlays/another-cluster",
] as const;

/** What one of them makes; `root` is another place for all of `deploy/`, with an overlay more. */
export async function buildManifests(
  folder: (typeof BUILT_FOLDERS)[number] | "overlays/own",
  root: string = DEPLOY_FOLDER,
): Promise<readonly Manifest[]> {
  return loadAll(await runCleanTool("kustomize", ["build", `${root}/${folder}`])) as Manifest[];
}

/** The manifests of a kind. */
export function listManifests(manifests: readonly Manifest[], kind: string): readonly Manifest[] {
  return manifests.filter((manifest) => manifest.kind === kind);
}

/** The manifest of a name. */
export function findManifest(
  manifests: readonly Manifest[],
  { kind, name }: { readonly kind: string; readonly name: string },
): Manifest {
  const found = listManifests(manifests, kind).find(({ metadata }) => metadata.name === name);
  assert.ok(found, `${kind} ${name}`);
  return found;
}

/** What a deployment says. */
export function toDeployedSpec(deployment: Manifest): DeployedSpec {
  return deployment["spec"] as DeployedSpec;
}

/** The container of a deployment, which has one. */
export function findContainer(deployment: Manifest): DeployedContainer {
  const [container, ...others] = toDeployedSpec(deployment).template.spec.containers;
  assert.ok(container);
  assert.deepEqual(others, []);
  return container;
}

/** The texts of a ConfigMap. */
export function readConfigMap(manifests: readonly Manifest[], name: string): Labels {
  return findManifest(manifests, { kind: "ConfigMap", name })["data"] as Labels;
}

/** All variables that a deployment gives its program. */
export function readVariables(manifests: readonly Manifest[], deployment: Manifest): Labels {
  const { env = [], envFrom } = findContainer(deployment);
  return Object.assign(
    {},
    ...envFrom.map(({ configMapRef }) => readConfigMap(manifests, configMapRef.name)),
    Object.fromEntries(env.map(({ name, value }) => [name, value])),
  );
}
