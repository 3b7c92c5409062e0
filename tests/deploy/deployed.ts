/** The deployments that each folder of `deploy/` makes, with the settings of the programs that they start. */
import assert from "node:assert/strict";
import { INFORMER_SETTINGS } from "../../src/config/informer_settings.ts";
import { SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import type { Setting, SettingResult } from "../../src/config/setting.ts";
import {
  buildManifests,
  BUILT_FOLDERS,
  findContainer,
  listManifests,
  type Manifest,
} from "./built_manifests.ts";

/** A folder's deployment, beside all that is in the folder. */
export interface Deployed {
  readonly folder: string;
  /** Whether it has values that are somebody's own. */
  readonly isOverlay: boolean;
  readonly manifests: readonly Manifest[];
  readonly deployment: Manifest;
}

const MODES: Readonly<Record<string, readonly Setting<unknown>[]>> = {
  server: Object.values(SERVER_SETTINGS.settings),
  informer: Object.values(INFORMER_SETTINGS.settings),
};

/** All of them. */
export async function listDeployed(): Promise<readonly Deployed[]> {
  const all = await Promise.all(BUILT_FOLDERS.map(async (folder) => {
    const manifests = await buildManifests(folder);
    const isOverlay = folder.startsWith("overlays/");
    return listManifests(manifests, "Deployment")
      .map((deployment) => ({ folder, isOverlay, manifests, deployment }));
  }));
  const deployed = all.flat();
  assert.equal(deployed.length, 7);
  return deployed;
}

/** The settings of the program that a deployment starts. */
export function listSettings(deployment: Manifest): readonly Setting<unknown>[] {
  const settings = MODES[findContainer(deployment).args[0] ?? ""];
  assert.ok(settings);
  return settings;
}

/** What becomes of a setting that nobody gives. */
export function readAbsent(setting: Setting<unknown>): SettingResult<unknown> {
  return setting.read({
    flag: undefined,
    isTerminal: false,
    variable: () => undefined,
    readTextFile: () => "",
  });
}
