/**
 * What settings ask for, by the names of their variables: `_FILE` names a file to read, `_URL` a
 * server to reach. A new setting that keeps to these names needs nothing here.
 */
import type { SettingTable } from "../config/parse_settings.ts";
import { joinPermissions, type Permissions, toHostAndPort } from "./permissions.ts";

/** The permissions for all settings of a table, each with its value, if it has one. */
export function listSettingPermissions(
  { settings }: SettingTable,
  values: Readonly<Record<string, unknown>>,
): Permissions {
  return joinPermissions([
    { env: ["NO_COLOR"] },
    ...Object.entries(settings).flatMap(([key, { variable, flag }]) => [
      { env: flag === null ? [variable, `${variable}_FILE`] : [variable] },
      toValuePermissions(variable, values[key]),
    ]),
  ]);
}

function toValuePermissions(variable: string, value: unknown): Partial<Permissions> {
  if (isFileSecret(value)) return { read: [value.path] };
  if (typeof value !== "string") return {};
  if (variable.endsWith("_FILE")) return { read: [value] };
  return variable.endsWith("_URL") ? { net: [toHostAndPort(value)] } : {};
}

function isFileSecret(value: unknown): value is { readonly path: string } {
  return typeof value === "object" && value !== null && "path" in value &&
    typeof value.path === "string";
}
