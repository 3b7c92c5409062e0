/** The rights that calls need, in GitHub's words, and whether a set of granted ones has them. */

/** A right on the repository, as GitHub's pages name it. */
export type Permission =
  | "metadata: read"
  | "contents: read"
  | "contents: write"
  | "pull requests: write"
  | "issues: write"
  | "checks: read"
  | "commit statuses: read"
  | "workflows: write";

/** Granted rights by the names of GitHub's API, e.g. `pull_requests` to `write`. */
export type GrantedPermissions = Readonly<Record<string, string>>;

/** Whether the right is among those that are granted; one to write is one to read. */
export function isGranted(permission: Permission, granted: GrantedPermissions): boolean {
  const [name = "", level = ""] = permission.split(": ");
  const key = name === "commit statuses" ? "statuses" : name.replaceAll(" ", "_");
  const levels = ["read", "write", "admin"];
  return levels.indexOf(granted[key] ?? "none") >= levels.indexOf(level);
}
