/**
 * The pull requests of one repository: opening, changing, closing, and following their branches as
 * GitHub does. Merging, and judging whether one may be merged, live in modules of their own.
 */
import { findMergeBase, isAncestor, listCommitsBetween } from "../git/history.ts";
import type { ObjectStore } from "../git/object_store.ts";
import type { Account } from "./account.ts";
import { pullProblem, validationFailed } from "./github_refusal.ts";
import type { PullRecord } from "./pull_record.ts";
import type { RefMove, RefStore } from "./ref_store.ts";

/** GitHub's limit for the text of a pull request, in characters. */
export const bodyLengthMax = 65_536;

/** What a pull request store works with. */
export interface PullStoreDeps {
  readonly owner: string;
  readonly store: ObjectStore;
  readonly refs: RefStore;
  readonly settings: { readonly dismissesStaleApprovals: boolean };
  readonly now: () => Date;
}

/** All pull requests, numbered from 1. */
export class PullStore {
  readonly #deps: PullStoreDeps;
  readonly #pulls: PullRecord[] = [];
  readonly #listeners: (() => void)[] = [];

  constructor(deps: PullStoreDeps) {
    this.#deps = deps;
    deps.refs.onMove((move) => this.#follow(move));
  }

  /** Calls back after each change of a pull request. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The pull requests as they are now, over references that are as old. */
  copy(refs: RefStore): PullStore {
    const copy = new PullStore({ ...this.#deps, refs });
    copy.#pulls.push(...this.#pulls.map((pull) => ({ ...pull })));
    return copy;
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
      labels: [],
      requestedReviewers: [],
      requestedTeams: [],
      approvals: [],
      autoMerge: null,
    };
    this.#pulls.push(pull);
    this.#noteHead(pull);
    this.#tell();
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
    this.amend(pull, {
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body: body === "" ? null : body }),
    });
  }

  /** Sets what needs no check, and the time of the change. */
  amend(pull: PullRecord, fields: Partial<PullRecord>): void {
    Object.assign(pull, { updatedAt: this.#deps.now(), ...fields });
    this.#tell();
  }

  /** Closes a pull request without merging it. */
  close(pull: PullRecord): void {
    const now = this.#deps.now();
    this.amend(pull, { state: "closed", closedAt: now, updatedAt: now, autoMerge: null });
  }

  /** Notes that a pull request was merged by this commit. */
  markMerged(pull: PullRecord, { by, commit }: {
    readonly by: Account;
    readonly commit: string;
  }): void {
    const now = this.#deps.now();
    this.amend(pull, {
      state: "closed",
      updatedAt: now,
      closedAt: now,
      mergedAt: now,
      mergedBy: by,
      mergeCommitSha: commit,
      autoMerge: null,
    });
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
    this.amend(pull, { base: { ref: base, sha }, autoMerge: null });
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
    this.amend(pull, {
      state: "open",
      closedAt: null,
      head: { ref: head.ref, sha: headSha },
      base: { ref: base.ref, sha: baseSha },
    });
    this.#noteHead(pull);
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
    const { refs, store, settings } = this.#deps;
    if (to === null) return this.close(pull);
    const base = refs.branch(pull.base.ref) ?? pull.base.sha;
    this.amend(pull, {
      head: { ref: pull.head.ref, sha: to },
      base: { ref: pull.base.ref, sha: base },
      ...(settings.dismissesStaleApprovals ? { approvals: [] } : {}),
    });
    this.#noteHead(pull);
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

  // GitHub keeps this reference for good, so the commits stay readable without the branch.
  #noteHead({ number, head }: PullRecord): void {
    this.#deps.refs.note({ ref: `refs/pull/${number}/head`, id: head.sha });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
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
