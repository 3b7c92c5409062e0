/**
 * The pull requests of one repository: opening, changing, closing, and following their branches as
 * GitHub does. Merging builds commits and lives in its own module.
 */
import { findMergeBase, isAncestor, listCommitsBetween } from "../git/history.ts";
import type { ObjectStore } from "../git/object_store.ts";
import { type Account, identityOf, webFlow } from "./account.ts";
import { pullProblem, validationFailed } from "./github_refusal.ts";
import { MergeTester } from "./mergeability.ts";
import type { Mergeability, PullRecord } from "./pull_record.ts";
import type { RefMove, RefStore } from "./ref_store.ts";

/** GitHub's limit for the text of a pull request, in characters. */
export const bodyLengthMax = 65_536;

/** What a pull request store works with. */
export interface PullStoreDeps {
  readonly owner: string;
  readonly store: ObjectStore;
  readonly refs: RefStore;
  readonly settings: { readonly requireUpToDate: boolean };
  readonly now: () => Date;
}

/** All pull requests, numbered from 1. */
export class PullStore {
  readonly #deps: PullStoreDeps;
  readonly #tester: MergeTester;
  readonly #pulls: PullRecord[] = [];
  readonly #overrides = new Map<number, Mergeability>();

  constructor(deps: PullStoreDeps) {
    this.#deps = deps;
    this.#tester = new MergeTester(deps.store);
    deps.refs.onMove((move) => this.#follow(move));
  }

  /** Every pull request, oldest first. */
  list(): readonly PullRecord[] {
    return this.#pulls;
  }

  /** One pull request, or undefined. */
  find(number: number): PullRecord | undefined {
    return this.#pulls[number - 1];
  }

  /** Opens a pull request, or throws what GitHub would answer. */
  open({ title, body, base, head, draft, author }: {
    readonly title: string;
    readonly body: string | null;
    readonly base: string;
    readonly head: string;
    readonly draft: boolean;
    readonly author: Account;
  }): PullRecord {
    requireBody(body);
    const branch = this.#headBranch(head);
    const [baseSha, headSha] = [this.#deps.refs.branch(base), this.#deps.refs.branch(branch ?? "")];
    const invalid = (field: string) => ({ resource: "PullRequest", field, code: "invalid" });
    if (baseSha === undefined || headSha === undefined || branch === undefined) {
      throw validationFailed(
        ...(baseSha === undefined ? [invalid("base")] : []),
        ...(headSha === undefined ? [invalid("head")] : []),
      );
    }
    if (this.#findOpen({ base, head: branch }) !== undefined) {
      const label = `${this.#deps.owner}:${branch}`;
      throw validationFailed(pullProblem(`A pull request already exists for ${label}.`));
    }
    this.#requireCommits({ base, baseSha, head: branch, headSha });
    const now = this.#deps.now();
    const pull: PullRecord = {
      number: this.#pulls.length + 1,
      title,
      body,
      draft,
      author,
      state: "open",
      base: { ref: base, sha: baseSha },
      head: { ref: branch, sha: headSha },
      createdAt: now,
      updatedAt: now,
      closedAt: null,
      mergedAt: null,
      mergedBy: null,
      mergeCommitSha: null,
    };
    this.#pulls.push(pull);
    return pull;
  }

  /** Changes title and text, then the base, then the state; throws what GitHub would answer. */
  change(pull: PullRecord, { title, body, base, state }: {
    readonly title?: string;
    readonly body?: string | null;
    readonly base?: string;
    readonly state?: "open" | "closed";
  }): void {
    if (title === "") {
      throw validationFailed({ resource: "PullRequest", code: "missing_field", field: "title" });
    }
    if (body !== undefined) requireBody(body);
    if (base !== undefined && base !== pull.base.ref) this.#changeBase(pull, base);
    if (state === "open" && pull.state === "closed") this.#reopen(pull);
    if (state === "closed" && pull.state === "open") this.close(pull);
    if (title !== undefined) pull.title = title;
    if (body !== undefined) pull.body = body === "" ? null : body;
    pull.updatedAt = this.#deps.now();
  }

  /** Closes a pull request without merging it. */
  close(pull: PullRecord): void {
    const now = this.#deps.now();
    Object.assign(pull, { state: "closed", closedAt: now, updatedAt: now });
  }

  /** Notes that a pull request was merged by this commit. */
  markMerged(pull: PullRecord, { by, commit }: {
    readonly by: Account;
    readonly commit: string;
  }): void {
    this.close(pull);
    Object.assign(pull, { mergedAt: pull.closedAt, mergedBy: by, mergeCommitSha: commit });
  }

  /** What GitHub says now about merging; for an open one this also makes the test merge commit. */
  judge(pull: PullRecord): Mergeability {
    if (pull.state === "closed") return { mergeable: null, state: "unknown" };
    const base = this.#deps.refs.branch(pull.base.ref) ?? pull.base.sha;
    const head = pull.head.sha;
    const override = this.#overrides.get(pull.number);
    const tree = this.#tester.mergedTree({ base, head });
    if (tree !== undefined && override?.mergeable !== null) {
      const at = pull.updatedAt;
      pull.mergeCommitSha = this.#deps.store.putCommit({
        tree,
        parents: [base, head],
        author: identityOf(pull.author, at),
        committer: webFlow(at),
        message: `Merge ${head} into ${base}`,
      });
    }
    const upToDate = this.#deps.settings.requireUpToDate ? "required" : "optional";
    return override ?? this.#tester.judge({ base, head, draft: pull.draft, upToDate });
  }

  /** Fixes what GitHub says of a pull request; `computed` lets it find out again. */
  overrideMergeability(number: number, mergeability: Mergeability | "computed"): void {
    if (mergeability === "computed") this.#overrides.delete(number);
    else this.#overrides.set(number, mergeability);
  }

  #changeBase(pull: PullRecord, base: string): void {
    const { refs } = this.#deps;
    const refuse = (message: string) => validationFailed(pullProblem(message, "base"));
    if (pull.state === "closed") {
      throw refuse("Cannot change the base branch of a closed pull request.");
    }
    const sha = refs.branch(base);
    if (sha === undefined) throw refuse(`Proposed base branch '${base}' was not found`);
    const { ref: head, sha: headSha } = pull.head;
    const between = `base branch '${base}' and head branch '${head}'`;
    if (this.#findOpen({ base, head }) !== undefined) {
      throw refuse(`A pull request already exists for ${between}`);
    }
    if (isAncestor(this.#deps.store, { ancestor: headSha, descendant: sha })) {
      throw refuse(`There are no new commits between ${between}`);
    }
    pull.base = { ref: base, sha };
  }

  #reopen(pull: PullRecord): void {
    const { refs, store } = this.#deps;
    const { head, base } = pull;
    const refuse = (reason: string) =>
      validationFailed(pullProblem(`state cannot be changed. ${reason}`, "state"));
    if (pull.mergedAt !== null) throw refuse("The pull request has been merged.");
    const headSha = refs.branch(head.ref);
    if (headSha === undefined) throw refuse(`The ${head.ref} branch has been deleted.`);
    const baseSha = refs.branch(base.ref);
    if (baseSha === undefined) throw refuse(`The ${base.ref} branch has been deleted.`);
    if (!isAncestor(store, { ancestor: head.sha, descendant: headSha })) {
      throw refuse(`The ${head.ref} branch was force-pushed or recreated.`);
    }
    const twin = this.#findOpen({ base: base.ref, head: head.ref });
    if (twin !== undefined) {
      const { owner } = this.#deps;
      throw refuse(
        `There is already an open pull request from ${owner}:${head.ref} to ${owner}:${base.ref}.`,
      );
    }
    if (isAncestor(store, { ancestor: headSha, descendant: baseSha })) {
      throw refuse(`There are no new commits on the ${head.ref} branch.`);
    }
    Object.assign(pull, {
      state: "open",
      closedAt: null,
      head: { ref: head.ref, sha: headSha },
      base: { ref: base.ref, sha: baseSha },
    });
  }

  // A push moves an open pull request's head; a branch that is gone or has nothing of its own any
  // more closes it; a base that has come to hold the head means that it was merged by hand.
  #follow({ ref, to }: RefMove): void {
    const branch = ref.replace(/^refs\/heads\//, "");
    for (const pull of this.#pulls) {
      if (pull.state !== "open") continue;
      if (pull.head.ref === branch) this.#followHead(pull, to);
      else if (pull.base.ref === branch) this.#followBase(pull, to);
    }
  }

  #followHead(pull: PullRecord, to: string | null): void {
    const { refs, store, now } = this.#deps;
    if (to === null) return this.close(pull);
    const base = refs.branch(pull.base.ref) ?? pull.base.sha;
    pull.head = { ref: pull.head.ref, sha: to };
    pull.base = { ref: pull.base.ref, sha: base };
    pull.updatedAt = now();
    if (isAncestor(store, { ancestor: to, descendant: base })) this.close(pull);
  }

  #followBase(pull: PullRecord, to: string | null): void {
    if (to === null) return this.close(pull);
    const { store, owner } = this.#deps;
    if (!isAncestor(store, { ancestor: pull.head.sha, descendant: to })) return;
    const merge = listCommitsBetween(store, { base: pull.base.sha, head: to })
      .find((id) => store.commit(id)?.parents.slice(1).includes(pull.head.sha));
    this.markMerged(pull, {
      by: { login: owner, type: "User" },
      commit: merge ?? pull.head.sha,
    });
  }

  #findOpen(
    { base, head }: { readonly base: string; readonly head: string },
  ): PullRecord | undefined {
    return this.#pulls.find((pull) =>
      pull.state === "open" && pull.base.ref === base && pull.head.ref === head
    );
  }

  // `owner:branch` and `branch` mean the same in one repository; another owner has no branch here.
  #headBranch(head: string): string | undefined {
    const [prefix, ...rest] = head.split(":");
    if (rest.length === 0) return head;
    const own = prefix?.toLowerCase() === this.#deps.owner.toLowerCase();
    return own ? rest.join(":") : undefined;
  }

  #requireCommits({ base, baseSha, head, headSha }: {
    readonly base: string;
    readonly baseSha: string;
    readonly head: string;
    readonly headSha: string;
  }): void {
    const { store } = this.#deps;
    if (findMergeBase(store, { one: baseSha, other: headSha }) === undefined) {
      throw validationFailed(
        pullProblem(`The ${head} branch has no history in common with ${base}`),
      );
    }
    if (isAncestor(store, { ancestor: headSha, descendant: baseSha })) {
      throw validationFailed(pullProblem(`No commits between ${base} and ${head}`));
    }
  }
}

function requireBody(body: string | null): void {
  if (body === null || body.length <= bodyLengthMax || [...body].length <= bodyLengthMax) return;
  throw validationFailed({
    resource: "Issue",
    code: "custom",
    field: "body",
    message: `body is too long (maximum is ${bodyLengthMax} characters)`,
  });
}
