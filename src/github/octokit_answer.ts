/** Tells the errors that Octokit made of an answer from those that it made of a missing one. */

/** Status and headers of an answer; the names of the headers are in lower case. */
export interface OctokitAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** The answer behind an error of Octokit, which gives a status, 500, to what was not answered, too. */
export function readAnswerOf(error: unknown): OctokitAnswer | undefined {
  if (!(error instanceof Error)) return undefined;
  return (error as Error & { readonly response?: OctokitAnswer }).response;
}
