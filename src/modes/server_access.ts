/** Who may come in, as the server keeps it: with what is wrong, and following its files. */
import type { ServerSettings } from "../config/server_settings.ts";
import type { Access } from "../http/access.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";

/** What access is made of. */
export interface AccessParts {
  readonly settings: Pick<ServerSettings, "tokensFile" | "oidcFile" | "publicRead">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Who may come in, and how that stands. */
export interface ServerAccess extends Access {
  /** What is wrong with the files and keys now, each a sentence. */
  readonly problems: readonly string[];
  /** Follows files and keys until the signal is aborted. */
  follow(signal: AbortSignal): Promise<void>;
}
