/** Says who may come in: everybody, or whoever the files of credentials name. */
import type { ServerSettings } from "../config/server_settings.ts";
import type { Access } from "../http/authorize.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";

/** What access is made of. */
export interface AccessParts {
  readonly settings: Pick<ServerSettings, "tokensFile" | "oidcFile" | "publicRead">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Who may come in, and how that stands. */
export interface CollectorAccess extends Access {
  /** What is wrong with the files and keys now, each a sentence. */
  readonly problems: readonly string[];
  /** Follows files and keys until the signal is aborted. */
  follow(signal: AbortSignal): Promise<void>;
}

/** Lets everybody do everything. */
const OPEN_ACCESS: CollectorAccess = {
  isRestricted: false,
  isReadingPublic: true,
  authenticate: () => Promise.resolve(null),
  problems: [],
  follow: () => Promise.resolve(),
};

/** Reads the files for the first time; throws `ConfigError` where one cannot be used. */
export async function createAccess(parts: AccessParts): Promise<CollectorAccess> {
  const { tokensFile, oidcFile } = parts.settings;
  if (tokensFile === undefined && oidcFile === undefined) return OPEN_ACCESS;
  // What verifies signatures takes some MB, and is not needed where nobody signs.
  const { createGuardedAccess } = await import("./guarded_access.ts");
  return await createGuardedAccess(parts);
}
