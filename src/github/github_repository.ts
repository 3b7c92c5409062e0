/**
 * The registry repository on GitHub: Git data calls for the branch, one pull request, every step
 * idempotent, nothing forced that is not ours. Implements the collector's port.
 */
import type { CarriesProposal } from "../collector/carried_proposal.ts";
import type {
  AutoMergeAnswer,
  FileVersion,
  MergeAnswer,
  MergeRequest,
  Observation,
  ProposalRequest,
  ProposedPullRequest,
  PullRequestState,
  Quota,
  RegistryRepository,
  RepositoryState,
} from "../collector/registry_repository.ts";
import { AccessError, ConflictError } from "../errors.ts";
import { checkAccess } from "./access_check.ts";
import { BaseHistory } from "./base_history.ts";
import { BranchInspector } from "./branch_inspector.ts";
import { toBlobId } from "../collector/blob_id.ts";
import { decodeText, GitReader } from "./git_reader.ts";
import { GitWriter } from "./git_writer.ts";
import type { GitHubClient } from "./github_client.ts";
import { createGitHubFileTree } from "./github_file_tree.ts";
import { Observer } from "./observer.ts";
import { OwnLogin } from "./own_login.ts";
import type { Permission } from "./permission.ts";
import { commentOnce } from "./pull_comments.ts";
import { disableAutoMerge, enableAutoMerge, mergePull } from "./pull_merger.ts";
import { PullRequests } from "./pull_requests.ts";
import { addLabels, requestReviews } from "./pull_setup.ts";
import { RefMover } from "./ref_mover.ts";
import { WriteMemory } from "./write_memory.ts";

/** Which file and branches. */
export interface GitHubRepositoryDeps {
  readonly client: GitHubClient;
  readonly filePath: string;
  readonly baseBranch: string;
  /** The one branch that is ours. */
  readonly headBranch: string;
  readonly carriesProposal: CarriesProposal;
  /** The rights that are needed beside reading. */
  readonly permissions: readonly Permission[];
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** The port over GitHub's API. */
export class GitHubRepository implements RegistryRepository {
  readonly #deps: GitHubRepositoryDeps;
  readonly #reader: GitReader;
  readonly #writer: GitWriter;
  readonly #refs: RefMover;
  readonly #pulls: PullRequests;
  readonly #memory: WriteMemory;
  readonly #observer: Observer;
  readonly #login: OwnLogin;
  #repositoryId: string | undefined;

  constructor(deps: GitHubRepositoryDeps) {
    const { client, headBranch: branch, filePath: path, carriesProposal } = deps;
    this.#deps = deps;
    this.#login = new OwnLogin(client);
    const reader = this.#reader = new GitReader(client);
    const memory = this.#memory = new WriteMemory(deps.now);
    const pulls = this.#pulls = new PullRequests({ ...deps, memory });
    this.#writer = new GitWriter({ client, reader });
    const readRepositoryId = (signal: AbortSignal) => this.#checkAccess(signal);
    this.#refs = new RefMover({ ...deps, reader, memory, branch, readRepositoryId });
    const history = new BaseHistory(client);
    const { now } = deps;
    const inspector = new BranchInspector({
      reader,
      path,
      name: branch,
      carriesProposal,
      history,
      now,
    });
    this.#observer = new Observer({ ...deps, reader, pulls, memory, inspector, history });
  }

  get quotas(): readonly Quota[] {
    return this.#deps.client.quota;
  }

  async observe(signal: AbortSignal): Promise<Observation> {
    await this.#checkAccess(signal);
    return await this.#observer.observe(signal);
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

  async findFile(commit: string, signal: AbortSignal): Promise<FileVersion | null> {
    return await this.#observer.findFile(commit, signal);
  }

  async isOutdated(number: number, signal: AbortSignal): Promise<boolean> {
    return await this.#pulls.isOutdated(number, signal);
  }

  async propose(request: ProposalRequest, signal: AbortSignal): Promise<ProposedPullRequest> {
    const { state, title, body } = request;
    const head = await this.#commit(request, signal);
    const open = state.pullRequest?.state === "open" ? state.pullRequest : undefined;
    if (open === undefined) {
      const pull = await this.#pulls.create({ title, body }, signal);
      const { number, html_url: url, created_at } = pull;
      return { number, url, createdAt: Date.parse(created_at), ...head };
    }
    const { number, url, createdAt } = open;
    if (open.title !== title || open.body !== body) {
      await this.#reword(open, { words: { title, body }, signal });
    }
    return { number, url, createdAt, ...head };
  }

  async rewrite(
    words: { readonly number: number; readonly title: string; readonly body: string },
    signal: AbortSignal,
  ): Promise<void> {
    const { number, ...fields } = words;
    await this.#pulls.update(number, { fields, signal });
  }

  async withdraw(
    request: { readonly state: RepositoryState; readonly body: string },
    signal: AbortSignal,
  ): Promise<void> {
    const { state: { branch, pullRequest }, body } = request;
    if (pullRequest?.state === "open") {
      const { number } = pullRequest;
      // First the mark, then the end: a closed one without it is taken for a person's deed.
      if (pullRequest.body !== body) {
        await this.#reword(pullRequest, { words: { body }, signal });
      }
      await this.#pulls.update(number, { fields: { state: "closed" }, signal });
    }
    if (branch !== null) await this.#refs.delete(branch.commit, signal);
  }

  async commentOnce(
    comment: { readonly number: number; readonly key: string; readonly text: string },
    signal: AbortSignal,
  ): Promise<string | null> {
    const pull = await this.#pulls.read(comment.number, signal);
    const author = pull.user?.login;
    const readOwnLogin = (signal: AbortSignal) => this.#login.read(signal);
    return await commentOnce(this.#deps.client, { ...comment, author, readOwnLogin }, signal);
  }

  async addLabels(
    request: { readonly number: number; readonly labels: readonly string[] },
    signal: AbortSignal,
  ): Promise<string | null> {
    return await addLabels(this.#deps.client, request, signal);
  }

  async requestReviews(
    request: { readonly number: number; readonly reviewers: readonly string[] },
    signal: AbortSignal,
  ): Promise<string | null> {
    return await requestReviews(this.#deps.client, request, signal);
  }

  async enableAutoMerge(request: MergeRequest, signal: AbortSignal): Promise<AutoMergeAnswer> {
    const { node_id: nodeId } = await this.#pulls.read(request.number, signal);
    return await enableAutoMerge(this.#deps.client, { ...request, nodeId }, signal);
  }

  async disableAutoMerge(
    request: { readonly number: number },
    signal: AbortSignal,
  ): Promise<string | null> {
    const { node_id: nodeId } = await this.#pulls.read(request.number, signal);
    return await disableAutoMerge(this.#deps.client, { ...request, nodeId }, signal);
  }

  async merge(request: MergeRequest, signal: AbortSignal): Promise<MergeAnswer> {
    const { client, baseBranch } = this.#deps;
    const pull = await this.#pulls.read(request.number, signal);
    const answer = await mergePull(client, { ...request, pull, baseBranch }, signal);
    if (answer.kind === "merged") this.#memory.noteMerge(request.number);
    return answer;
  }

  /** Gives an open pull request other words; one that turns out to be merged gets its own back. */
  async #reword(
    { number, title, body }: PullRequestState,
    change: {
      readonly words: Readonly<Partial<Record<"title" | "body", string>>>;
      readonly signal: AbortSignal;
    },
  ): Promise<void> {
    const { words, signal } = change;
    const { merged_at } = await this.#pulls.update(number, { fields: words, signal });
    if (merged_at === null) return;
    await this.#pulls.update(number, { fields: { title, body }, signal });
    throw new ConflictError(`Cannot change pull request #${number}: it was merged meanwhile`);
  }

  /** Makes the commit, if there is one to make, and points the branch to it. */
  async #commit(
    request: ProposalRequest,
    signal: AbortSignal,
  ): Promise<Pick<ProposedPullRequest, "headCommit" | "isVerified">> {
    const { state: { base, branch }, text, toCommitMessage, isSignedOff } = request;
    if (text === null) {
      return { headCommit: branch?.commit ?? "", isVerified: branch?.isVerified ?? null };
    }
    const commit = await this.#writer.commitFile({
      baseCommit: base.commit,
      path: this.#deps.filePath,
      text,
      toMessage: toCommitMessage,
      isSignedOff,
    }, signal);
    await this.#refs.move({ from: branch?.commit, to: commit.sha }, signal);
    this.#writer.noteUsed();
    return { headCommit: commit.sha, isVerified: commit.verification?.verified ?? null };
  }

  /** Finds out at the start what is missing, and the repository's id. */
  async #checkAccess(signal: AbortSignal): Promise<string> {
    if (this.#repositoryId !== undefined) return this.#repositoryId;
    const { problems, repository } = await checkAccess(this.#deps, signal);
    if (problems.length > 0 || repository === undefined) {
      throw new AccessError(problems.join("; "), { status: 403 });
    }
    return this.#repositoryId = repository.id;
  }
}
