/** What the collector may do with its settings: listen, reach GitHub and key sets, read their files. */
import { parseTrustList, resolveKeyPath } from "../src/access/trust_list.ts";
import { SERVER_SETTINGS, type ServerSettings } from "../src/config/server_settings.ts";
import { joinPermissions, type Permissions, toHostAndPort } from "./permissions.ts";
import { listSettingPermissions } from "./setting_permissions.ts";

/** Gives the permissions; reads the file of issuers for the places of their keys. */
export function listServerPermissions(
  settings: ServerSettings,
  readTextFile: (path: string) => string,
): Permissions {
  const { host, port, oidcFile } = settings;
  return joinPermissions([
    listSettingPermissions(SERVER_SETTINGS, settings),
    { net: [`${host.includes(":") ? `[${host}]` : host}:${port}`] },
    ...(oidcFile === undefined ? [] : listKeyPermissions(oidcFile, readTextFile)),
  ]);
}

function listKeyPermissions(
  listPath: string,
  readTextFile: (path: string) => string,
): readonly Partial<Permissions>[] {
  try {
    return parseTrustList(readTextFile(listPath)).map(({ keys }) =>
      keys.kind === "url"
        ? { net: [toHostAndPort(keys.url)] }
        : { read: [resolveKeyPath(keys.path, listPath)] }
    );
  } catch {
    // The collector reads it, too, and says what is wrong with it.
    return [];
  }
}
