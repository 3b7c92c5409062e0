/** Comments of ours on a pull request: each is said once, found again by a hidden key. */
import { commentsAnswer } from "./answers.ts";
import type { GitHubClient } from "./github_client.ts";
import { tryCall } from "./refusable_call.ts";

/** A comment that is said once. */
export interface KeyedComment {
  /** The pull request, and who has opened it: as a rule we. */
  readonly number: number;
  readonly author: string | undefined;
  /** Tells who we are now, as the account may be another one since; `null` where that is not known. */
  readonly readOwnLogin: (signal: AbortSignal) => Promise<string | null>;
  readonly key: string;
  readonly text: string;
}

/** Most pages of comments, of 100 each, that are looked through. */
const PAGE_COUNT_MAX = 10;
const PAGE_SIZE = 100;

/** Says it, unless we have said it before; gives a sentence where GitHub refuses the comment. */
export async function commentOnce(
  client: GitHubClient,
  comment: KeyedComment,
  signal: AbortSignal,
): Promise<string | null> {
  const { number, key, text } = comment;
  const mark = `<!-- machinery-status-collector ${key} -->`;
  if (await hasComment(client, { ...comment, mark }, signal)) return null;
  return await tryCall(client, {
    route: "POST /issues/{issue_number}/comments",
    parameters: { issue_number: number, body: `${text}\n\n${mark}` },
    action: `comment on pull request #${number} of "${client.repository}"`,
    signal,
  });
}

/** Somebody else's comment that bears our mark is not ours. */
async function hasComment(
  client: GitHubClient,
  sought: KeyedComment & { readonly mark: string },
  signal: AbortSignal,
): Promise<boolean> {
  const { number, author, mark, readOwnLogin } = sought;
  for (let page = 1; page <= PAGE_COUNT_MAX; page++) {
    const comments = await client.call({
      route: "GET /issues/{issue_number}/comments",
      parameters: { issue_number: number, per_page: PAGE_SIZE, page },
      action: `read the comments on pull request #${number} of "${client.repository}"`,
      permission: "pull requests: write",
      answer: commentsAnswer,
      signal,
    });
    const speakers = comments.filter(({ body }) => body?.includes(mark))
      .map(({ user }) => user?.login);
    if (speakers.length > 0) {
      if (author === undefined || speakers.includes(author)) return true;
      const own = await readOwnLogin(signal);
      if (own !== null && speakers.includes(own)) return true;
    }
    if (comments.length < PAGE_SIZE) return false;
  }
  // So many comments that ours may be beyond: silence is better than saying it twice.
  return true;
}
