/**
 * Says whose the head of our branch is. Ours is our commit, or a merge of the base branch on top of
 * it ("Update branch") that leaves our fields as we wrote them and all else as on that base; in both
 * cases on a commit that the base branch holds, or held when we looked.
 */
import type { BranchState } from "../collector/registry_repository.ts";
import type { CarriesProposal } from "../collector/carried_proposal.ts";
import { decodeUtf8 } from "../runtime/utf8.ts";
import type { CommitAnswer } from "./answers.ts";
import type { BaseHistory } from "./base_history.ts";
import type { GitReader } from "./git_reader.ts";
import { type CommitLook, findOnlyChange, findOwnCommit, type OwnCommit } from "./own_commit.ts";
import { isRecent } from "./write_memory.ts";

/** Most merges on top of our commit that are looked through. */
const MERGE_COUNT_MAX = 50;

/** What the inspector works with. */
export interface BranchInspectorDeps {
  readonly reader: GitReader;
  readonly path: string;
  /** The branch that bears our name. */
  readonly name: string;
  readonly carriesProposal: CarriesProposal;
  readonly history: BaseHistory;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** What a head holds, which never changes: our proposal on some commit, or something else. */
type Content = { readonly commit: string; readonly own: OwnHead | null };

type OwnHead = BranchState & { readonly baseCommit: string };

/** Looks at heads. */
export class BranchInspector {
  readonly #deps: BranchInspectorDeps;
  #content: Content | undefined;
  /** A head whose base the base branch does not hold, and since when. */
  #doubt: { readonly commit: string; readonly since: number } | undefined;

  constructor(deps: BranchInspectorDeps) {
    this.#deps = deps;
  }

  /**
   * The state of the branch whose head is this commit; `null` while it looks as if the base branch
   * did not hold what it is built on, which for two minutes may be due to old reads.
   */
  async inspect(
    commit: string,
    context: { readonly baseHead: string; readonly signal: AbortSignal },
  ): Promise<BranchState | null> {
    const { baseHead, signal } = context;
    if (this.#content?.commit !== commit) {
      this.#content = { commit, own: await this.#look(commit, signal) };
    }
    const { own } = this.#content;
    const { name } = this.#deps;
    if (own === null) return toForeign({ name, commit });
    const { history } = this.#deps;
    if (history.wasHead(own.baseCommit)) return own;
    if (await history.holds({ commit: own.baseCommit, head: baseHead }, signal)) return own;
    return this.#isDoubted(commit) ? null : toForeign({ name, commit });
  }

  /** Whether it is too early to believe what was read of the base branch. */
  #isDoubted(commit: string): boolean {
    const now = this.#deps.now();
    if (this.#doubt?.commit !== commit) this.#doubt = { commit, since: now };
    return isRecent(this.#doubt.since, now);
  }

  async #look(commit: string, signal: AbortSignal): Promise<OwnHead | null> {
    const { reader, path } = this.#deps;
    const look = { path, signal };
    const head = await reader.readCommit(commit, signal);
    const { first, mergeCount } = await this.#findFirst(head, signal);
    const own = await findOwnCommit(reader, { ...look, commit: first.sha });
    if (own === undefined) return null;
    if (mergeCount > 0) return await this.#lookAtMerge(own, { head, mergeCount, look });
    const { baseCommit: base, before, after } = own;
    return toOwn(own, { name: this.#deps.name, commit: head, base, before, after, mergeCount });
  }

  /** The commit below all merges, or a merge where there are too many. */
  async #findFirst(
    head: CommitAnswer,
    signal: AbortSignal,
  ): Promise<{ readonly first: CommitAnswer; readonly mergeCount: number }> {
    let first = head;
    let mergeCount = 0;
    for (; first.parents.length === 2 && mergeCount < MERGE_COUNT_MAX; mergeCount++) {
      const [parent] = first.parents;
      if (parent === undefined) break;
      first = await this.#deps.reader.readCommit(parent.sha, signal);
    }
    return { first, mergeCount };
  }

  async #lookAtMerge(
    own: OwnCommit,
    merge: {
      readonly head: CommitAnswer;
      readonly mergeCount: number;
      readonly look: CommitLook;
    },
  ): Promise<OwnHead | null> {
    const { reader, name, carriesProposal } = this.#deps;
    const { head, mergeCount, look } = merge;
    const { signal } = look;
    const merged = head.parents[1]?.sha;
    if (merged === undefined) return null;
    const base = await reader.readCommit(merged, signal);
    const blobs = await findOnlyChange(reader, { ...look, base, head });
    if (blobs === undefined) return null;
    const read = async (blob: string) => decodeUtf8(await reader.readBlob(blob, signal));
    const [proposedFrom, proposed] = [await read(own.before), await read(own.after)];
    const [onBase, onMerge] = [await read(blobs.before), await read(blobs.after)];
    // Bytes that are no text cannot be ours.
    if (
      proposedFrom === undefined || proposed === undefined || onBase === undefined ||
      onMerge === undefined
    ) {
      return null;
    }
    const texts = { proposedFrom, proposed, base: onBase, merged: onMerge };
    if (!await carriesProposal(texts, signal)) return null;
    return toOwn(own, { name, commit: head, base: merged, ...blobs, mergeCount });
  }
}

function toOwn(
  { answer }: OwnCommit,
  branch: {
    readonly name: string;
    readonly commit: CommitAnswer;
    readonly base: string;
    readonly before: string;
    readonly after: string;
    readonly mergeCount: number;
  },
): OwnHead {
  return {
    name: branch.name,
    commit: branch.commit.sha,
    baseCommit: branch.base,
    isOwn: true,
    isUprooted: false,
    mergeCount: branch.mergeCount,
    file: { blob: branch.after },
    baseFile: { blob: branch.before },
    committedAt: Date.parse(branch.commit.committer.date),
    isVerified: answer.verification?.verified ?? null,
  };
}

function toForeign(head: Pick<BranchState, "name" | "commit">): BranchState {
  return {
    ...head,
    baseCommit: null,
    isOwn: false,
    isUprooted: false,
    mergeCount: 0,
    file: null,
    baseFile: null,
    committedAt: null,
    isVerified: null,
  };
}
