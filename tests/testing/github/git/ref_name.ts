/** The rules of `git check-ref-format` for full reference names. */

/** Whether Git accepts this name, such as `refs/heads/a/b`. */
export function isValidRefName(name: string): boolean {
  // deno-lint-ignore no-control-regex -- Git forbids exactly these
  if (/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{/.test(name)) return false;
  if (name.endsWith(".") || name === "@") return false;
  return name.split("/").every((part) =>
    part !== "" && !part.startsWith(".") && !part.endsWith(".lock")
  );
}
