/** What a plan may do with its settings: reach a collector, or read the files that it is made of. */
import { PLAN_SETTINGS, type PlanSettings } from "../config/plan_settings.ts";
import { joinPermissions, type Permissions } from "./permissions.ts";
import { listSettingPermissions } from "./setting_permissions.ts";

/** Gives the permissions. */
export function listPlanPermissions({ source }: PlanSettings): Permissions {
  return joinPermissions([
    listSettingPermissions(PLAN_SETTINGS, { ...source }),
    source.kind === "collector" ? {} : {
      read: [source.statusesPath, source.registryPath, source.manifestsPath]
        .filter((path) => path !== undefined),
    },
  ]);
}
