/**
 * The bytes and ids of Git objects, equal to what `git hash-object`, `git mktree` and
 * `git commit-tree` write. Pure; keeping the objects is left to the object store.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** The object kinds of the double; annotated tags are not modelled. */
export type ObjectKind = "blob" | "tree" | "commit";

/** The modes that GitHub accepts in a tree. */
export type FileMode = "100644" | "100755" | "120000" | "040000" | "160000";

/** One row of a tree; `name` is a single path segment. */
export interface TreeEntry {
  readonly name: string;
  readonly mode: FileMode;
  readonly id: string;
}

/** Who and when, as Git writes it; `offset` is `+0000` for UTC. */
export interface GitIdentity {
  readonly name: string;
  readonly email: string;
  readonly epochSeconds: number;
  readonly offset: string;
}

/** A commit before it has an id. The message is kept byte for byte. */
export interface GitCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitIdentity;
  readonly committer: GitIdentity;
  readonly message: string;
}

/** The id of an object: SHA-1 over its header and its bytes. */
export function hashObject(kind: ObjectKind, bytes: Uint8Array): string {
  return createHash("sha1").update(`${kind} ${bytes.length}\0`).update(bytes).digest("hex");
}

/** The kind of object that a tree row of this mode names. */
export function kindOfMode(mode: FileMode): ObjectKind {
  if (mode === "040000") return "tree";
  return mode === "160000" ? "commit" : "blob";
}

/** The rows in Git's order: by bytes, a directory as if its name ended with a slash. */
export function sortTreeEntries(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const keyed = entries.map((entry) => ({
    entry,
    key: Buffer.from(entry.mode === "040000" ? `${entry.name}/` : entry.name),
  }));
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ entry }) => entry);
}

/** The bytes of a tree whose rows are already sorted. */
export function encodeTree(entries: readonly TreeEntry[]): Uint8Array {
  return Buffer.concat(entries.flatMap((entry) => [
    Buffer.from(`${entry.mode.replace(/^0/, "")} ${entry.name}\0`),
    Buffer.from(entry.id, "hex"),
  ]));
}

/** The bytes of a commit. */
export function encodeCommit(commit: GitCommit): Uint8Array {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${encodeIdentity(commit.author)}`,
    `committer ${encodeIdentity(commit.committer)}`,
    "",
    commit.message,
  ];
  return Buffer.from(lines.join("\n"));
}

function encodeIdentity({ name, email, epochSeconds, offset }: GitIdentity): string {
  const clean = (text: string) => text.replace(/[<>\n]/g, "").trim();
  return `${clean(name)} <${clean(email)}> ${epochSeconds} ${offset}`;
}
