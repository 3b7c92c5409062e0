/** Says who may come in: everybody, or whoever the files of credentials name. */
import type { AccessParts, ServerAccess } from "./server_access.ts";

/** Lets everybody do everything. */
const OPEN_ACCESS: ServerAccess = {
  isRestricted: false,
  isReadingPublic: true,
  authenticate: () => Promise.resolve(null),
  problems: [],
  follow: () => Promise.resolve(),
};

/** Reads the files for the first time; throws `ConfigError` where one cannot be used. */
export async function createAccess(parts: AccessParts): Promise<ServerAccess> {
  const { tokensFile, oidcFile } = parts.settings;
  if (tokensFile === undefined && oidcFile === undefined) return OPEN_ACCESS;
  // What verifies signatures takes some MB, and is not needed where nobody signs.
  const { createGuardedAccess } = await import("./create_guarded_access.ts");
  return await createGuardedAccess(parts);
}
