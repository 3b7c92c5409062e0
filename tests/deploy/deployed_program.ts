/**
 * What the container of a deployment is given, as far as a process can have it without a kubelet: its
 * arguments, its variables, and its volumes as files of a folder, laid out as the kubelet does it.
 */
import assert from "node:assert/strict";
import {
  findContainer,
  findManifest,
  type Labels,
  type Manifest,
  readConfigMap,
  readVariables,
  toDeployedSpec,
  type TokenPlace,
  type Volume,
} from "./built_manifests.ts";

/** What a cluster has that no manifest holds. */
export interface ClusterParts {
  /** Texts of Secrets by name. */
  readonly secrets: Readonly<Record<string, Labels>>;
  /** Signs what a projected volume asks for. */
  readonly signToken?: (place: TokenPlace) => Promise<string>;
}

/** A container that could start; its files are removed with it. */
export class DeployedProgram implements AsyncDisposable {
  readonly args: readonly string[];
  /** Variables that name files name those of the folder. */
  readonly env: Labels;
  readonly #folder: string;
  #generation = 0;

  private constructor(parts: {
    readonly args: readonly string[];
    readonly env: Labels;
    readonly folder: string;
  }) {
    this.args = parts.args;
    this.env = parts.env;
    this.#folder = parts.folder;
  }

  /** Makes the files of a deployment. */
  static async mount(
    manifests: readonly Manifest[],
    { name, parts }: { readonly name: string; readonly parts: ClusterParts },
  ): Promise<DeployedProgram> {
    const deployment = findManifest(manifests, { kind: "Deployment", name });
    const { args, volumeMounts = [] } = findContainer(deployment);
    const { volumes = [] } = toDeployedSpec(deployment).template.spec;
    const folder = await Deno.makeTempDir();
    const variables = Object.entries(readVariables(manifests, deployment));
    const env = Object.fromEntries(variables.map(([variable, value]) => [
      variable,
      variable.endsWith("_FILE") ? `${folder}${value}` : value,
    ]));
    const program = new DeployedProgram({ args, env, folder });
    for (const { name, mountPath } of volumeMounts) {
      const volume = volumes.find((one) => one.name === name);
      assert.ok(volume, `There is no volume ${name}`);
      await program.write(mountPath, await readVolume(volume, { manifests, parts }));
    }
    return program;
  }

  /** Puts files into a mounted folder, in the place of those that are there, all at once. */
  async write(mountPath: string, files: Labels): Promise<void> {
    const folder = `${this.#folder}${mountPath}`;
    const generation = `..${this.#generation++}`;
    await Deno.mkdir(`${folder}/${generation}`, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${generation}/${name}`, text);
    }
    await Deno.symlink(generation, `${folder}/..next`);
    await Deno.rename(`${folder}/..next`, `${folder}/..data`);
    for (const name of Object.keys(files)) {
      await Deno.symlink(`..data/${name}`, `${folder}/${name}`).catch((error) => {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

async function readVolume(
  { name, configMap, secret, projected }: Volume,
  { manifests, parts }: { readonly manifests: readonly Manifest[]; readonly parts: ClusterParts },
): Promise<Labels> {
  if (configMap !== undefined) return readConfigMap(manifests, configMap.name);
  if (secret !== undefined) {
    const texts = parts.secrets[secret.secretName];
    assert.ok(texts, `There is no Secret ${secret.secretName}`);
    return texts;
  }
  const places = projected?.sources.map(({ serviceAccountToken }) => serviceAccountToken) ?? [];
  assert.ok(places.length > 0 && parts.signToken !== undefined, `Nobody can make ${name}`);
  const { signToken } = parts;
  const files = places.map(async (place) => [place.path, await signToken(place)] as const);
  return Object.fromEntries(await Promise.all(files));
}
