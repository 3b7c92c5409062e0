/** What the collector may do with its settings: listen, reach GitHub and key sets, read their files. */
import { parseTrustList, resolveKeyPath } from "../access/trust_list.ts";
import { SERVER_SETTINGS, type ServerSettings } from "../config/server_settings.ts";
import { toUrlHost } from "../runtime/url_host.ts";
import { joinPermissions, type Permissions, toHostAndPort } from "./permissions.ts";
import { listSettingPermissions } from "./setting_permissions.ts";

/** What the collector runs from, and how its files are read. */
export interface ServerSurroundings {
  /** Paths of the program's modules and their folders; its worker thread loads them anew. */
  readonly sources: readonly string[];
  readonly readTextFile: (path: string) => string;
}

/** Gives the permissions; reads the file of issuers for the places of their keys. */
export function listServerPermissions(
  settings: ServerSettings,
  { sources, readTextFile }: ServerSurroundings,
): Permissions {
  const { host, port, oidcFile } = settings;
  return joinPermissions([
    listSettingPermissions(SERVER_SETTINGS, settings),
    { net: [`${toUrlHost(host)}:${port}`], read: sources },
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
