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
import { compareAnswer, type PullAnswer } from "./answers.ts";
import type { BranchInspector } from "./branch_inspector.ts";
import type { GitReader } from "./git_reader.ts";
import type { GitHubClient } from "./github_client.ts";
import type { PullRequests } from "./pull_requests.ts";
import { isRecent, type WriteMemory } from "./write_memory.ts";

/** What the observer works with. */
export interface ObserverDeps {
  readonly client: GitHubClient;
  readonly reader: GitReader;
  readonly pulls: PullRequests;
  readonly memory: WriteMemory;
  readonly inspector: BranchInspector;
  readonly filePath: string;
  readonly baseBranch: string;
  readonly headBranch: string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Observes one repository. */
export class Observer {
  readonly #deps: ObserverDeps;

  constructor(deps: ObserverDeps) {
    this.#deps = deps;
  }

  /** Reads everything that a pass begins with. */
  async observe(signal: AbortSignal): Promise<Observation> {
    const { reader, pulls, memory, inspector, baseBranch, headBranch } = this.#deps;
    const commit = await reader.readBranch(baseBranch, signal);
    const newest = await pulls.readNewest(signal);
    const pull = newest.find(({ base }) => base.ref === baseBranch);
    const head = await reader.findBranch(headBranch, signal);
    const message = findRetargeted(newest, baseBranch) ?? memory.findStale({ head, pull }) ??
      await this.#findMissingMerge({ base: commit, pull, signal });
    if (message !== undefined) return { kind: "waiting", message };
    const branch = head === undefined ? null : await inspector.inspect(head, signal);
    const file = await this.findFile(commit, signal);
    if (file === null) throw this.#missingFile();
    const base = { commit, file };
    const pullRequest = await this.#toState(pull, { base, branch, signal });
    const merged = newest.find(({ base, merged_at }) =>
      base.ref === baseBranch && merged_at !== null
    );
    const mergedCommit = merged?.head.sha ?? null;
    return { kind: "current", state: { base, branch, pullRequest, mergedCommit } };
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
    if (await isAncestor(this.#deps.client, { ancestor: merge, commit: base }, signal)) {
      return undefined;
    }
    return `GitHub shows the base branch without the merge of pull request #${pull.number} yet`;
  }

  async #toState(
    pull: PullAnswer | undefined,
    context: {
      readonly base: { readonly commit: string; readonly file: FileVersion };
      readonly branch: BranchState | null;
      readonly signal: AbortSignal;
    },
  ): Promise<PullRequestState | null> {
    if (pull === undefined) return null;
    const { base, branch, signal } = context;
    const state = pull.merged_at !== null ? "merged" : pull.state;
    // A proposal on the newest base cannot conflict; one on another file is rebuilt anyway.
    const mayBeOutdated = state === "open" && branch?.isOwn === true &&
      branch.baseCommit !== base.commit && branch.baseFile?.blob === base.file.blob;
    return {
      number: pull.number,
      url: pull.html_url,
      state,
      title: pull.title,
      body: pull.body ?? "",
      isOutdated: mayBeOutdated && await this.#deps.pulls.isOutdated(pull.number, signal),
      headCommit: pull.head.sha,
      updatedAt: Date.parse(pull.updated_at),
      mergedAt: pull.merged_at === null ? null : Date.parse(pull.merged_at),
      isDraft: pull.draft ?? false,
    };
  }
}

/** Whether one commit is in the history of another. */
export async function isAncestor(
  client: GitHubClient,
  commits: { readonly ancestor: string; readonly commit: string },
  signal: AbortSignal,
): Promise<boolean> {
  const { ancestor, commit } = commits;
  if (ancestor === commit) return true;
  const comparison = await client.find({
    route: "GET /compare/{basehead}",
    parameters: { basehead: `${ancestor}...${commit}`, per_page: 1 },
    action: `compare two commits of "${client.repository}"`,
    permission: "contents: read",
    answer: compareAnswer,
    signal,
  });
  return comparison?.status === "ahead" || comparison?.status === "identical";
}

/** One that a person has sent elsewhere is theirs, and so is the branch while it is open. */
function findRetargeted(pulls: readonly PullAnswer[], baseBranch: string): string | undefined {
  const pull = pulls.find(({ state, base }) => state === "open" && base.ref !== baseBranch);
  if (pull === undefined) return undefined;
  const name = JSON.stringify(pull.base.ref.slice(0, 100));
  return `Pull request #${pull.number} goes from our branch to ${name}, so it is left alone`;
}
