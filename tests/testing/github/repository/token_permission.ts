/** What tokens may do, by the names of GitHub's API, and which of it a call needs. */

/** How far a right goes. */
export type PermissionLevel = "read" | "write";

/** The rights of a fine-grained token or an App, e.g. `pull_requests` to `write`. */
export type TokenPermissions = Readonly<Record<string, PermissionLevel>>;

/** A right that opens a call. */
export interface RequiredPermission {
  readonly name: string;
  readonly level: PermissionLevel;
}

type Row = readonly [method: RegExp, path: RegExp, names: readonly string[]];

const READ = /^(?:GET|HEAD)$/;
const ANY = /^/;

/** The first row that fits names the rights, any of which is enough. */
const ROWS: readonly Row[] = [
  [READ, /^\/?$/, ["metadata"]],
  [/^PUT$/, /^\/pulls\/\d+\/merge$/, ["contents"]],
  [ANY, /^\/pulls/, ["pull_requests"]],
  [ANY, /^\/issues/, ["issues", "pull_requests"]],
  [ANY, /^\/commits\/.+\/check-(?:runs|suites)$/, ["checks"]],
  [ANY, /^\/(?:commits\/.+\/status(?:es)?|statuses\/.+)$/, ["statuses"]],
  [ANY, /^\/(?:git|contents|compare|commits|branches|merges)/, ["contents"]],
];

/** The rights of which a call needs one; `path` is that below the repository. */
export function requiredPermissions(
  { method, path }: { readonly method: string; readonly path: string },
): readonly RequiredPermission[] {
  const level = READ.test(method) ? "read" : "write";
  const [, , names = []] =
    ROWS.find(([verb, pattern]) => verb.test(method) && pattern.test(path)) ??
      [];
  return names.map((name) => ({ name, level }));
}

/** Whether a right is among those of a token; every token may read metadata. */
export function isGranted(
  { name, level }: RequiredPermission,
  granted: TokenPermissions,
): boolean {
  const held = name === "metadata" ? "read" : granted[name];
  return held === "write" || held === level;
}
