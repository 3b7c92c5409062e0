/** Versions as Semantic Versioning 2.0 writes them, without build metadata: an image's tag takes none. */

/** The parts of a version. */
export interface VersionName {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** What follows the hyphen, such as `rc.1`; empty for a release. */
  readonly preRelease: string;
}

const NUMBER = "0|[1-9]\\d{0,8}";
const WORD = "0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*";
const VERSION = new RegExp(
  `^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-((?:${WORD})(?:\\.(?:${WORD}))*))?$`,
);

/** Takes it apart; `null` where it is none. A leading `v` belongs to a tag, not to a version. */
export function parseVersionName(text: string): VersionName | null {
  const [, major, minor, patch, preRelease = ""] = VERSION.exec(text) ?? [];
  if (major === undefined) return null;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), preRelease };
}

/** Puts it together again. */
export function formatVersionName({ major, minor, patch, preRelease }: VersionName): string {
  return `${major}.${minor}.${patch}${preRelease === "" ? "" : `-${preRelease}`}`;
}
