/**
 * Says whose the head of our branch is. Ours is our commit, or a merge of the base branch on top of
 * it ("Update branch") that leaves our fields as we wrote them and all else as on that base.
 */
import type { BranchState } from "../collector/registry_repository.ts";
import type { CarriesProposal } from "../collector/carried_proposal.ts";
import { RegistryFormatError } from "../errors.ts";
import type { CommitAnswer } from "./answers.ts";
import { decodeText, type GitReader } from "./git_reader.ts";
import { type CommitLook, findOnlyChange, findOwnCommit, type OwnCommit } from "./own_commit.ts";

/** Most merges on top of our commit that are looked through. */
const MERGE_COUNT_MAX = 20;

/** What the inspector works with. */
export interface BranchInspectorDeps {
  readonly reader: GitReader;
  readonly path: string;
  readonly carriesProposal: CarriesProposal;
  /** Whether the base branch holds a commit. */
  readonly isOnBase: (commit: string, signal: AbortSignal) => Promise<boolean>;
}

/** Looks at heads; remembers the last verdict, as what a commit holds never changes. */
export class BranchInspector {
  readonly #deps: BranchInspectorDeps;
  #last: BranchState | undefined;

  constructor(deps: BranchInspectorDeps) {
    this.#deps = deps;
  }

  /** The state of the branch whose head is this commit. */
  async inspect(commit: string, signal: AbortSignal): Promise<BranchState> {
    if (this.#last?.commit !== commit) this.#last = await this.#look(commit, signal);
    return this.#last;
  }

  async #look(commit: string, signal: AbortSignal): Promise<BranchState> {
    const { reader, path } = this.#deps;
    const look = { path, signal };
    const head = await reader.readCommit(commit, signal);
    const first = await this.#findFirst(head, signal);
    const own = await findOwnCommit(reader, { ...look, commit: first.sha });
    if (own === undefined) return toForeign(commit);
    if (first === head) {
      return toOwn(own, {
        commit: head,
        base: own.baseCommit,
        before: own.before,
        after: own.after,
      });
    }
    return await this.#lookAtMerge(own, { head, look }) ?? toForeign(commit);
  }

  /** The commit below all merges, or a merge where there are too many. */
  async #findFirst(head: CommitAnswer, signal: AbortSignal): Promise<CommitAnswer> {
    let commit = head;
    for (let count = 0; commit.parents.length === 2 && count < MERGE_COUNT_MAX; count++) {
      const [parent] = commit.parents;
      if (parent === undefined) break;
      commit = await this.#deps.reader.readCommit(parent.sha, signal);
    }
    return commit;
  }

  async #lookAtMerge(
    own: OwnCommit,
    merge: { readonly head: CommitAnswer; readonly look: CommitLook },
  ): Promise<BranchState | undefined> {
    const { reader, isOnBase, carriesProposal } = this.#deps;
    const { head, look } = merge;
    const { signal } = look;
    const merged = head.parents[1]?.sha;
    if (merged === undefined || !await isOnBase(merged, signal)) return undefined;
    const base = await reader.readCommit(merged, signal);
    const blobs = await findOnlyChange(reader, { ...look, base, head });
    if (blobs === undefined) return undefined;
    const read = async (blob: string) => await readText(reader, { blob, signal });
    const [proposedFrom, proposed] = [await read(own.before), await read(own.after)];
    const [onBase, onMerge] = [await read(blobs.before), await read(blobs.after)];
    if (proposedFrom === null || proposed === null || onBase === null || onMerge === null) {
      return undefined;
    }
    const texts = { proposedFrom, proposed, base: onBase, merged: onMerge };
    if (!await carriesProposal(texts, signal)) return undefined;
    return toOwn(own, { commit: head, base: merged, ...blobs });
  }
}

/** The text of a blob; `null` for bytes that are no text. */
async function readText(
  reader: GitReader,
  { blob, signal }: { readonly blob: string; readonly signal: AbortSignal },
): Promise<string | null> {
  try {
    return decodeText(await reader.readBlob(blob, signal));
  } catch (error) {
    if (!(error instanceof RegistryFormatError)) throw error;
    return null;
  }
}

function toOwn(
  { answer }: OwnCommit,
  branch: {
    readonly commit: CommitAnswer;
    readonly base: string;
    readonly before: string;
    readonly after: string;
  },
): BranchState {
  return {
    commit: branch.commit.sha,
    baseCommit: branch.base,
    isOwn: true,
    file: { blob: branch.after },
    baseFile: { blob: branch.before },
    committedAt: Date.parse(branch.commit.committer.date),
    isVerified: answer.verification?.verified ?? null,
  };
}

function toForeign(commit: string): BranchState {
  return {
    commit,
    baseCommit: null,
    isOwn: false,
    file: null,
    baseFile: null,
    committedAt: null,
    isVerified: null,
  };
}
