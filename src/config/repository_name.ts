/** The naming rules of Git and GitHub, as far as settings need them. */

/** Git keeps a branch as a file; this leaves room for `refs/heads/` in its name. */
const BRANCH_LENGTH_MAX = 240;
const PATH_LENGTH_MAX = 1_024;

/** An organisation or user, those with an enterprise's `_suffix` and older ones included. */
export function isOwnerName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/.test(text);
}

/** A repository's own name, without its owner. */
export function isRepositoryName(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,100}$/.test(text) && !/^\.{1,2}$|\.git$/i.test(text);
}

/** A file's path inside a repository: relative, with `/`, and nowhere else than it says. */
export function isRepositoryPath(text: string): boolean {
  if (text.length > PATH_LENGTH_MAX || !text.isWellFormed() || /[\p{Cc}\\]/u.test(text)) {
    return false;
  }
  return text.split("/").every((segment) => !/^(?:|\.|\.\.|\.git)$/i.test(segment));
}

/** A branch as `git check-ref-format --branch` allows it, not written as a full `refs/` name. */
export function isBranchName(text: string): boolean {
  if (text.length > BRANCH_LENGTH_MAX || !text.isWellFormed()) return false;
  if (/[\p{Cc} ~^:?*[\\]|\.\.|@\{/u.test(text)) return false;
  if (/^(?:@|HEAD|[0-9a-f]{40}|-.*|refs\/.*)$/.test(text) || text.endsWith(".")) return false;
  return text.split("/").every((part) => part !== "" && !/^\.|\.lock$/.test(part));
}

/** Git keeps branches as files and folders, so one cannot be a folder of the other. */
export function canBranchesCoexist(a: string, b: string): boolean {
  return a !== b && !a.startsWith(`${b}/`) && !b.startsWith(`${a}/`);
}
