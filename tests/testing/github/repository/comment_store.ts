/** The comments below pull requests, in the order in which they were made. */
import type { Account } from "./account.ts";
import { validationFailed } from "./github_refusal.ts";
import { bodyLengthMax, type PullStore } from "./pull_store.ts";
import type { PullRecord } from "./pull_record.ts";

/** One comment. */
export interface CommentRecord {
  readonly id: number;
  /** Of the pull request. */
  readonly number: number;
  readonly author: Account;
  readonly body: string;
  readonly createdAt: Date;
}

/** What a comment store works with. */
export interface CommentStoreDeps {
  readonly pulls: PullStore;
  readonly now: () => Date;
}

/** All comments of one repository. */
export class CommentStore {
  readonly #deps: CommentStoreDeps;
  readonly #comments: CommentRecord[] = [];

  constructor(deps: CommentStoreDeps) {
    this.#deps = deps;
  }

  /** The comments of a pull request, oldest first. */
  list(number: number): readonly CommentRecord[] {
    return this.#comments.filter((comment) => comment.number === number);
  }

  /** Adds a comment, or throws what GitHub would answer. */
  add(
    { pull, author, body }: {
      readonly pull: PullRecord;
      readonly author: Account;
      readonly body: string;
    },
  ): CommentRecord {
    if (body.trim() === "") throw refuse("Body can't be blank");
    if ([...body].length > bodyLengthMax) {
      throw refuse(`Body is too long (maximum is ${bodyLengthMax} characters)`);
    }
    const createdAt = this.#deps.now();
    const { number } = pull;
    const { login, type } = author;
    const id = 5_000_001 + this.#comments.length;
    const comment = { id, number, author: { login, type }, body, createdAt };
    this.#comments.push(comment);
    this.#deps.pulls.amend(pull, { updatedAt: createdAt });
    return comment;
  }
}

function refuse(message: string): Error {
  const [code, field] = ["unprocessable", "data"];
  return validationFailed({ resource: "IssueComment", code, field, message });
}
