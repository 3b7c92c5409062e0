/** Which build this is. A build replaces this module; what is here is a plain run of the sources. */

/** What only a build knows. */
export interface BuildInfo {
  /** Semantic version, or `dev`. */
  readonly version: string;
  /** Full Git commit id, or `unknown`. */
  readonly commit: string;
  /** Build date as RFC 3339, or `unknown`. */
  readonly date: string;
}

/** The facts of this build. */
export const BUILD_INFO: BuildInfo = { version: "dev", commit: "unknown", date: "unknown" };
