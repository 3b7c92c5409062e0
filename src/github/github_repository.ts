/**
 * The registry repository on GitHub: Git data calls for the branch, one pull request, every step
 * idempotent, nothing forced that is not ours. Implements the collector's port.
 */
import type {
  FileVersion,
  Observation,
  ProposalRequest,
  PullRequestState,
  RegistryRepository,
  RepositoryState,
} from "../collector/registry_repository.ts";
import { AccessError } from "../errors.ts";
import { compareAnswer, type PullAnswer } from "./answers.ts";
import { toBlobId } from "./git_blob.ts";
import { decodeText, GitReader } from "./git_reader.ts";
import { GitWriter } from "./git_writer.ts";
import type { GitHubClient } from "./github_client.ts";
import { createGitHubFileTree } from "./github_file_tree.ts";
import { inspectBranch } from "./own_commit.ts";
import { PullRequests } from "./pull_requests.ts";
import { isRecent, WriteMemory } from "./write_memory.ts";

/** Which file and branches. */
export interface GitHubRepositoryDeps {
  readonly client: GitHubClient;
  readonly filePath: string;
  readonly baseBranch: string;
  /** The one branch that is ours. */
  readonly headBranch: string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** The port over GitHub's API. */
export class GitHubRepository implements RegistryRepository {
  readonly #deps: GitHubRepositoryDeps;
  readonly #reader: GitReader;
  readonly #writer: GitWriter;
  readonly #pulls: PullRequests;
  readonly #memory: WriteMemory;

  constructor(deps: GitHubRepositoryDeps) {
    const { client, baseBranch, headBranch } = deps;
    this.#deps = deps;
    this.#reader = new GitReader(client);
    this.#memory = new WriteMemory(deps.now);
    this.#pulls = new PullRequests({ client, baseBranch, headBranch, memory: this.#memory });
    this.#writer = new GitWriter({
      client,
      reader: this.#reader,
      memory: this.#memory,
      branch: headBranch,
    });
  }

  async observe(signal: AbortSignal): Promise<Observation> {
    const { baseBranch, headBranch, filePath } = this.#deps;
    const commit = await this.#reader.readBranch(baseBranch, signal);
    const pulls = await this.#pulls.readNewest(signal);
    const pull = pulls.find(({ base }) => base.ref === baseBranch);
    const head = await this.#reader.findBranch(headBranch, signal);
    const message = findRetargeted(pulls, baseBranch) ??
      this.#memory.findStale({ head, pull }) ??
      await this.#findMissingMerge({ base: commit, pull, signal });
    if (message !== undefined) return { kind: "waiting", message };
    const branch = head === undefined
      ? null
      : await inspectBranch(this.#reader, { commit: head, path: filePath, signal });
    const file = await this.#findFile(commit, signal);
    const pullRequest = await this.#toState(pull, signal);
    return { kind: "current", state: { base: { commit, file }, branch, pullRequest } };
  }

  async readFile(file: FileVersion, signal: AbortSignal): Promise<string> {
    return decodeText(await this.#reader.readBlob(file.blob, signal));
  }

  async identify(text: string): Promise<FileVersion> {
    return { blob: await toBlobId(new TextEncoder().encode(text)) };
  }

  openTree(state: RepositoryState): ReturnType<typeof createGitHubFileTree> {
    return createGitHubFileTree({ reader: this.#reader, commit: state.base.commit });
  }

  async propose(
    request: ProposalRequest,
    signal: AbortSignal,
  ): Promise<{ number: number; url: string }> {
    const { state, text, title, body } = request;
    if (text !== null) {
      const commit = await this.#writer.commitFile({
        baseCommit: state.base.commit,
        path: this.#deps.filePath,
        text,
        message: request.commitMessage,
      }, signal);
      await this.#writer.moveBranch({ from: state.branch?.commit, to: commit }, signal);
    }
    const open = state.pullRequest?.state === "open" ? state.pullRequest : undefined;
    if (open === undefined) return await this.#pulls.create({ title, body }, signal);
    if (open.title !== title || open.body !== body) {
      await this.#pulls.update(open.number, { fields: { title, body }, signal });
    }
    return { number: open.number, url: open.url };
  }

  async withdraw(state: RepositoryState, signal: AbortSignal): Promise<void> {
    if (state.pullRequest?.state === "open") {
      await this.#pulls.update(state.pullRequest.number, { fields: { state: "closed" }, signal });
    }
    if (state.branch?.isOwn) await this.#writer.deleteBranch(state.branch.commit, signal);
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
    const comparison = await this.#deps.client.find({
      route: "GET /compare/{basehead}",
      parameters: { basehead: `${merge}...${base}` },
      action: `compare the merge of pull request #${pull.number} with the base branch`,
      permission: "contents: read",
      answer: compareAnswer,
      signal,
    });
    const holdsMerge = comparison?.status === "ahead" || comparison?.status === "identical";
    return holdsMerge
      ? undefined
      : `GitHub shows the base branch without the merge of pull request #${pull.number} yet`;
  }

  async #findFile(commit: string, signal: AbortSignal): Promise<FileVersion> {
    const { client, filePath, baseBranch } = this.#deps;
    const { tree } = await this.#reader.readCommit(commit, signal);
    const row = await this.#reader.findRow({ tree: tree.sha, path: filePath }, signal);
    if (row?.type === "blob" && row.mode !== "120000") return { blob: row.sha };
    throw new AccessError(
      `Cannot find the file "${filePath}" on the branch "${baseBranch}" of "${client.repository}"`,
      { status: 404 },
    );
  }

  async #toState(
    pull: PullAnswer | undefined,
    signal: AbortSignal,
  ): Promise<PullRequestState | null> {
    if (pull === undefined) return null;
    const state = pull.merged_at !== null ? "merged" : pull.state;
    return {
      number: pull.number,
      url: pull.html_url,
      state,
      title: pull.title,
      body: pull.body ?? "",
      isOutdated: state === "open" && await this.#pulls.isOutdated(pull.number, signal),
    };
  }
}

/** One that a person has sent elsewhere is theirs, and so is the branch while it is open. */
function findRetargeted(pulls: readonly PullAnswer[], baseBranch: string): string | undefined {
  const pull = pulls.find(({ state, base }) => state === "open" && base.ref !== baseBranch);
  if (pull === undefined) return undefined;
  const name = JSON.stringify(pull.base.ref.slice(0, 100));
  return `Pull request #${pull.number} goes from our branch to ${name}, so it is left alone`;
}
