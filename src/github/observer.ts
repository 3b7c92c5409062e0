/**
 * Reads where base branch, own branch and own pull request stand, with few and cheap calls, and says
 * when what was read is too old to work on.
 */
import type {
  BranchState,
  FileVersion,
  Observation,
  PullRequestState,
} from "../collector/registry_repository.ts";
import { AccessError } from "../errors.ts";
import type { PullAnswer } from "./answers.ts";
import type { BaseHistory } from "./base_history.ts";
import type { BranchInspector } from "./branch_inspector.ts";
import type { GitReader } from "./git_reader.ts";
import type { GitHubClient } from "./github_client.ts";
import type { PullRequests } from "./pull_requests.ts";
import { isRecent, type WriteMemory } from "./write_memory.ts";

/** What the observer works with. */
export interface ObserverDeps {
  readonly client: Pick<GitHubClient, "repository">;
  readonly reader: GitReader;
  readonly pulls: PullRequests;
  readonly memory: WriteMemory;
  readonly inspector: BranchInspector;
  readonly history: BaseHistory;
  readonly filePath: string;
  readonly baseBranch: string;
  readonly headBranch: string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

interface BaseContext {
  readonly base: { readonly commit: string; readonly file: FileVersion };
  readonly signal: AbortSignal;
}

interface FoundBranch {
  readonly branch: BranchState;
  /** Whether GitHub was asked in this pass what the base branch holds. */
  readonly isAsked: boolean;
}

const DOUBT = "GitHub shows the base branch without the commit that our branch is built on";

/** Observes one repository. */
export class Observer {
  readonly #deps: ObserverDeps;
  /** A head of ours that the base branch has left behind, and since when. */
  #uprooted: { readonly head: string; readonly since: number } | undefined;

  constructor(deps: ObserverDeps) {
    this.#deps = deps;
  }

  /** Reads everything that a pass begins with. */
  async observe(signal: AbortSignal): Promise<Observation> {
    const { reader, pulls, memory, history, baseBranch, headBranch } = this.#deps;
    const commit = await reader.readBranch(baseBranch, signal);
    const newest = await pulls.readNewest(signal);
    const pull = newest.find(({ base }) => base.ref === baseBranch);
    const head = await reader.findBranch(headBranch, signal);
    const message = findRetargeted(newest, baseBranch) ?? memory.findStale({ head, pull }) ??
      findContradiction({ head, pull }) ??
      await this.#findMissingMerge({ base: commit, pull, signal });
    if (message !== undefined) return toWaiting(message);
    history.noteHead(commit);
    const file = await this.findFile(commit, signal);
    if (file === null) throw this.#missingFile();
    const base = { commit, file };
    const found = head === undefined ? null : await this.#inspect(head, { base, signal });
    if (found === "doubted") return toWaiting(DOUBT);
    const branch = found?.branch ?? null;
    const pullRequest = await this.#toState(pull, { base, found, signal });
    const merged = newest.find(({ base, merged_at }) =>
      base.ref === baseBranch && merged_at !== null
    );
    const mergedCommit = merged?.head.sha ?? null;
    return { kind: "current", state: { base, branch, pullRequest, mergedCommit } };
  }

  /** Our branch, and whether its roots were asked for in this very pass. */
  async #inspect(head: string, context: BaseContext): Promise<FoundBranch | "doubted"> {
    const { inspector, history, now } = this.#deps;
    const { base, signal } = context;
    const branch = await inspector.inspect(head, { baseHead: base.commit, signal });
    if (branch === null) return "doubted";
    const { baseCommit, baseFile } = branch;
    // One on another file is rebuilt anyway, on the newest base.
    if (baseCommit === null || baseFile?.blob !== base.file.blob) {
      return { branch, isAsked: false };
    }
    const held = { commit: baseCommit, head: base.commit };
    if (history.isKnown(held)) return { branch, isAsked: false };
    if (await history.holds(held, signal)) return { branch, isAsked: true };
    if (this.#uprooted?.head !== head) this.#uprooted = { head, since: now() };
    if (isRecent(this.#uprooted.since, now())) return "doubted";
    return { branch: { ...branch, isUprooted: true }, isAsked: true };
  }

  /** The registry file at a commit, or `null`. */
  async findFile(commit: string, signal: AbortSignal): Promise<FileVersion | null> {
    const { reader, filePath } = this.#deps;
    const { tree } = await reader.readCommit(commit, signal);
    const row = await reader.findRow({ tree: tree.sha, path: filePath }, signal);
    return row?.type === "blob" && row.mode !== "120000" ? { blob: row.sha } : null;
  }

  #missingFile(): AccessError {
    const { client, filePath, baseBranch } = this.#deps;
    return new AccessError(
      `Cannot find the file "${filePath}" on the branch "${baseBranch}" of "${client.repository}"`,
      { status: 404 },
    );
  }

  /** A base that does not hold a merge of the last two minutes is an old one. */
  async #findMissingMerge(
    facts: {
      readonly base: string;
      readonly pull: PullAnswer | undefined;
      readonly signal: AbortSignal;
    },
  ): Promise<string | undefined> {
    const { base, pull, signal } = facts;
    if (pull === undefined || pull.merged_at === null) return undefined;
    const merge = pull.merge_commit_sha ?? base;
    if (merge === base) return undefined;
    if (!isRecent(Date.parse(pull.merged_at), this.#deps.now())) return undefined;
    if (await this.#deps.history.holds({ commit: merge, head: base }, signal)) return undefined;
    return `GitHub shows the base branch without the merge of pull request #${pull.number} yet`;
  }

  async #toState(
    pull: PullAnswer | undefined,
    context: BaseContext & { readonly found: FoundBranch | null },
  ): Promise<PullRequestState | null> {
    if (pull === undefined) return null;
    const { base, found, signal } = context;
    const branch = found?.branch;
    const state = pull.merged_at !== null ? "merged" : pull.state;
    // A proposal on the newest base cannot conflict; one on another file is rebuilt anyway. The pass
    // that has asked for the roots leaves this question to the next one.
    const mayBeOutdated = state === "open" && branch?.isOwn === true && found?.isAsked === false &&
      branch.baseCommit !== base.commit && branch.baseFile?.blob === base.file.blob;
    return {
      number: pull.number,
      url: pull.html_url,
      state,
      title: pull.title,
      body: pull.body ?? "",
      isOutdated: mayBeOutdated && await this.#deps.pulls.isOutdated(pull.number, signal),
      headCommit: pull.head.sha,
      createdAt: Date.parse(pull.created_at),
      updatedAt: Date.parse(pull.updated_at),
      mergedAt: pull.merged_at === null ? null : Date.parse(pull.merged_at),
      isDraft: pull.draft ?? false,
      hasAutoMerge: (pull.auto_merge ?? null) !== null,
    };
  }
}

/** GitHub closes a pull request whose branch is deleted: an open one without it was read at two times. */
function findContradiction(
  { head, pull }: { readonly head: string | undefined; readonly pull: PullAnswer | undefined },
): string | undefined {
  if (pull?.state !== "open" || head !== undefined) return undefined;
  return `GitHub shows pull request #${pull.number} as open, but not its branch`;
}

function toWaiting(message: string): Observation {
  return { kind: "waiting", message };
}

/** One that a person has sent elsewhere is theirs, and so is the branch while it is open. */
function findRetargeted(pulls: readonly PullAnswer[], baseBranch: string): string | undefined {
  const pull = pulls.find(({ state, base }) => state === "open" && base.ref !== baseBranch);
  if (pull === undefined) return undefined;
  const name = JSON.stringify(pull.base.ref.slice(0, 100));
  return `Pull request #${pull.number} goes from our branch to ${name}, so it is left alone`;
}
