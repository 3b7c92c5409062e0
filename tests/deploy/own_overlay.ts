/** Overlays as somebody makes their own: copies of those of `deploy/`, beside them, with changes. */
import { copyFolder } from "../testing/kubernetes/copy_folder.ts";
import { buildManifests, DEPLOY_FOLDER, type Labels, type Manifest } from "./built_manifests.ts";

/** An overlay that comes with the project. */
export type Example = "tokens" | "app-and-oidc" | "another-cluster";

/** What somebody does to their copy. */
export interface OwnChanges {
  /** Changes its `kustomization.yaml`. */
  readonly change?: (text: string) => string;
  /** Texts of other files, by name. */
  readonly files?: Labels;
}

/** What the copy of an overlay makes. */
export async function buildOwn(
  example: Example,
  { change = (text) => text, files = {} }: OwnChanges,
): Promise<readonly Manifest[]> {
  const root = await Deno.makeTempDir();
  try {
    const deploy = `${root}/deploy`;
    await copyFolder(DEPLOY_FOLDER, deploy);
    const own = `${deploy}/overlays/own`;
    await copyFolder(`${deploy}/overlays/${example}`, own);
    const path = `${own}/kustomization.yaml`;
    await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${own}/${name}`, text);
    }
    return await buildManifests("overlays/own", deploy);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** The change that moves all of it to another namespace. */
export function moveTo(namespace: string): (text: string) => string {
  return (text) => text.replace(/^namespace: .*$/m, `namespace: ${namespace}`);
}
