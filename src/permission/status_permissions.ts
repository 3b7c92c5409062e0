/** What the command `status` may do with its settings: reach the collector, read its own files. */
import { STATUS_SETTINGS, type StatusSettings } from "../config/status_settings.ts";
import type { Permissions } from "./permissions.ts";
import { listSettingPermissions } from "./setting_permissions.ts";

/** Gives the permissions. */
export function listStatusPermissions(settings: StatusSettings): Permissions {
  return listSettingPermissions(STATUS_SETTINGS, { ...settings });
}
