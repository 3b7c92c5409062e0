/**
 * Reads Git objects through GitHub. What an id names never changes, so commits and trees are kept;
 * the bytes of a blob are believed only after their size and hash were checked.
 */
import type { z } from "zod";
import { RegistryFormatError, UnavailableError } from "../errors.ts";
import { decodeUtf8 } from "../runtime/utf8.ts";
import {
  blobAnswer,
  type CommitAnswer,
  commitAnswer,
  refAnswer,
  treeAnswer,
  type TreeRow,
} from "./answers.ts";
import { toBlobId } from "../collector/blob_id.ts";
import type { GitHubClient } from "./github_client.ts";

/** Most commits and most trees that are kept. */
const KEPT_MAX = 100;
/** Most bytes of the blob that we wrote last and keep. */
const KEPT_BLOB_BYTES_MAX = 4_000_000;
/** Most rows of a tree that is kept. */
const KEPT_ROWS_MAX = 200_000;

/** A tree, maybe with everything below it. */
export interface ReadTree {
  readonly rows: ReadonlyMap<string, TreeRow>;
  /** GitHub left rows out, so a missing row proves nothing. */
  readonly isTruncated: boolean;
}

/** Reads refs, commits, trees and blobs of one repository. */
export class GitReader {
  readonly #client: GitHubClient;
  readonly #commits = new Map<string, CommitAnswer>();
  readonly #trees = new Map<string, ReadTree>();
  #written: { readonly id: string; readonly bytes: Uint8Array<ArrayBuffer> } | undefined;

  constructor(client: GitHubClient) {
    this.#client = client;
  }

  /** The commit that a branch points to; throws `AccessError` where there is none. */
  async readBranch(branch: string, signal: AbortSignal): Promise<string> {
    return (await this.#client.call(this.#refCall(branch, signal))).object.sha;
  }

  /** The same, but `undefined` where the branch does not exist. */
  async findBranch(branch: string, signal: AbortSignal): Promise<string | undefined> {
    return (await this.#client.find(this.#refCall(branch, signal)))?.object.sha;
  }

  /** A commit by its id. */
  async readCommit(id: string, signal: AbortSignal): Promise<CommitAnswer> {
    return await keep(this.#commits, id, async () => {
      const action = `read the commit ${id} of "${this.#client.repository}"`;
      const answer = await this.#client.call({
        route: "GET /git/commits/{commit_sha}",
        parameters: { commit_sha: id },
        action,
        permission: "contents: read",
        answer: commitAnswer,
        signal,
      });
      refuseOther(answer, { id, action });
      return answer;
    });
  }

  /** A commit that GitHub has just shown us need not be read. */
  learnCommit(commit: CommitAnswer): void {
    this.#commits.set(commit.sha, commit);
  }

  /** The same for the rows of one directory. */
  learnTree(answer: z.infer<typeof treeAnswer>): void {
    this.#trees.set(answer.sha, toReadTree(answer));
  }

  /** The same for the bytes that we have written last. */
  learnBlob(id: string, bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.byteLength <= KEPT_BLOB_BYTES_MAX) this.#written = { id, bytes };
  }

  /** The rows of one directory. */
  async readDirectory(id: string, signal: AbortSignal): Promise<ReadTree> {
    return await keep(this.#trees, id, () => this.#fetchTree(id, { signal }));
  }

  /** The rows of a directory and of all below it, as far as GitHub lists them. */
  async readRecursively(id: string, signal: AbortSignal): Promise<ReadTree> {
    return await keep(
      this.#trees,
      `${id} recursive`,
      () => this.#fetchTree(id, { signal, recursive: "1" }),
    );
  }

  /** The row at a path below a tree, reading one directory after the other. */
  async findRow(
    place: { readonly tree: string; readonly path: string },
    signal: AbortSignal,
  ): Promise<TreeRow | undefined> {
    let tree = place.tree;
    let row: TreeRow | undefined;
    for (const segment of place.path.split("/")) {
      if (row !== undefined && row.type !== "tree") return undefined;
      const directory = await this.readDirectory(tree, signal);
      row = directory.rows.get(segment);
      if (row === undefined && directory.isTruncated) {
        throw new UnavailableError(
          `Cannot look for "${place.path}" in "${this.#client.repository}": ` +
            `GitHub lists only a part of the directory that "${segment}" would be in`,
        );
      }
      if (row === undefined) return undefined;
      tree = row.sha;
    }
    return row;
  }

  /** The bytes of a blob, verified against its id. */
  async readBlob(id: string, signal: AbortSignal): Promise<Uint8Array> {
    if (this.#written?.id === id) return this.#written.bytes;
    const action = `read the blob ${id} of "${this.#client.repository}"`;
    const answer = await this.#client.call({
      route: "GET /git/blobs/{file_sha}",
      parameters: { file_sha: id },
      action,
      permission: "contents: read",
      answer: blobAnswer,
      signal,
    });
    const bytes = decodeBase64(answer, action);
    if (bytes.byteLength !== answer.size || await toBlobId(bytes) !== id) {
      throw new UnavailableError(`Cannot ${action}: the content does not have the promised hash`);
    }
    return bytes;
  }

  #refCall(branch: string, signal: AbortSignal) {
    return {
      route: "GET /git/ref/{ref}",
      parameters: { ref: `heads/${branch}` },
      action: `read the branch "${branch}" of "${this.#client.repository}"`,
      permission: "contents: read" as const,
      answer: refAnswer,
      signal,
    };
  }

  async #fetchTree(
    id: string,
    options: { readonly signal: AbortSignal; readonly recursive?: "1" },
  ): Promise<ReadTree> {
    const { signal, recursive } = options;
    const action = `read the tree ${id} of "${this.#client.repository}"`;
    const answer = await this.#client.call({
      route: "GET /git/trees/{tree_sha}",
      parameters: { tree_sha: id, ...(recursive === undefined ? {} : { recursive }) },
      action,
      permission: "contents: read",
      answer: treeAnswer,
      signal,
    });
    refuseOther(answer, { id, action });
    return toReadTree(answer);
  }
}

function toReadTree(answer: z.infer<typeof treeAnswer>): ReadTree {
  const rows = new Map(answer.tree.slice(0, KEPT_ROWS_MAX).map((row) => [row.path, row]));
  return { rows, isTruncated: answer.truncated === true || rows.size < answer.tree.length };
}

/** What is kept for good must be what was asked for. */
function refuseOther(
  answer: { readonly sha: string },
  asked: { readonly id: string; readonly action: string },
): void {
  if (answer.sha === asked.id) return;
  throw new UnavailableError(`Cannot ${asked.action}: GitHub answered with ${answer.sha}`);
}

/** The text of a file; throws `RegistryFormatError` for bytes that are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text;
  throw new RegistryFormatError("Cannot read the registry: expected UTF-8", { line: 1, column: 1 });
}

function decodeBase64(answer: z.infer<typeof blobAnswer>, action: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(answer.content);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UnavailableError(`Cannot ${action}: the content is not complete`, { cause: error });
  }
}

/** Takes a value from the map or makes it; forgets the oldest where there are too many. */
async function keep<Value>(
  map: Map<string, Value>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = await make();
  map.set(key, made);
  const [oldest] = map.keys();
  if (map.size > KEPT_MAX && oldest !== undefined) map.delete(oldest);
  return made;
}
