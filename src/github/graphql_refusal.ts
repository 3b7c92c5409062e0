/**
 * GitHub's GraphQL answers its refusals with 200. Those that are about the question become a typed
 * error, which the asker decides on; those about rights, limits and GitHub's own state are what they
 * are over REST.
 */
import { z } from "zod";
import { AccessError, UnavailableError } from "../errors.ts";
import { type PlacedPurpose, redact, toRight } from "./github_error.ts";

/** The question was refused; its asker knows what that means. */
export class GraphQlRefusal extends Error {
  override readonly name = "GraphQlRefusal";
  /** GitHub's sentences, at least one, e.g. `Pull request is in clean status`. */
  readonly messages: readonly string[];
  /** GitHub's words for them, where there are some, e.g. `UNPROCESSABLE`. */
  readonly types: readonly string[];
  /** This GitHub has no GraphQL at all. */
  readonly isMissing: boolean;

  constructor(
    message: string,
    details: {
      readonly messages: readonly string[];
      readonly types: readonly string[];
      readonly isMissing: boolean;
    },
  ) {
    super(message);
    this.messages = details.messages;
    this.types = details.types;
    this.isMissing = details.isMissing;
  }
}

/** What every GraphQL answer is. */
export const graphQlAnswer = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), type: z.string().optional() })).optional(),
});

/** One row of its `errors`. */
type GraphQlProblem = NonNullable<z.infer<typeof graphQlAnswer>["errors"]>[number];

/** How much of GitHub's sentences is shown. */
const SHOWN_LENGTH_MAX = 200;

/** The error to throw for a list of problems, which has one at least. */
export function toGraphQlError(
  problems: readonly GraphQlProblem[],
  purpose: PlacedPurpose,
): Error {
  const messages = problems.map(({ message }) => redact(message, purpose));
  const types = [...new Set(problems.flatMap(({ type }) => type ?? []))];
  const line = messages.join("; ").replace(/[\p{Cc}\p{Cf}\s]+/gu, " ");
  const shown = line.length > SHOWN_LENGTH_MAX ? `${line.slice(0, SHOWN_LENGTH_MAX - 1)}…` : line;
  const refused = `Cannot ${purpose.action}: GitHub refused (${shown})`;
  const is = (pattern: RegExp): boolean => messages.some((message) => pattern.test(message));
  if (types.includes("RATE_LIMITED") || is(/secondary rate limit/i)) {
    return new UnavailableError(refused);
  }
  if (types.includes("SERVICE_UNAVAILABLE") || is(/^Something went wrong while executing/)) {
    return new UnavailableError(refused);
  }
  if (types.includes("INSUFFICIENT_SCOPES") || is(/^Resource not accessible by/)) {
    const message = `${refused}, expected a token with ${toRight(purpose)}`;
    return new AccessError(message, { status: 403 });
  }
  return new GraphQlRefusal(refused, { messages, types, isMissing: false });
}

/** The error for a GitHub whose GraphQL answers 404. */
export function toMissingGraphQl({ action }: PlacedPurpose): GraphQlRefusal {
  const message = "GitHub offers no GraphQL here";
  return new GraphQlRefusal(`Cannot ${action}: ${message}`, {
    messages: [message],
    types: [],
    isMissing: true,
  });
}
