/** The one form of all error answers, and how the API description tells of them. */
import { z } from "@hono/zod-openapi";
import type { Context, TypedResponse } from "@hono/hono";
import { quoteInput } from "../contract/describe_input.ts";
import type { AppEnv } from "./app_deps.ts";
import { ERROR_EXAMPLES, type ErrorExample, toErrorBody } from "./error_examples.ts";

const errorSchema = z.object({
  error: z.string().meta({
    description: "What went wrong and what was expected, in one sentence",
    example: 'Cannot accept the request: invalid values for "cluster"',
  }),
  requestId: z.string().meta({
    description: "The id under which the log tells more, as in `X-Request-ID`",
    example: "b7f8a1c2-7c9d-4d0e-9f55-0c9f1f6f2b11",
  }),
  details: z.array(z.object({
    field: z.string().meta({
      description: "The field or query parameter, `body` for the body as a whole",
      example: "cluster",
    }),
    message: z.string().meta({
      description: "What was expected there, and what came",
      example: "Required, expected a printable text of 1 to 253 characters",
    }),
  })).optional().meta({ description: "Every problem of the request" }),
}).meta({ id: "Error", description: "Any error" });

/** The body of any error. */
export type ErrorBody = z.infer<typeof errorSchema>;

/** Fields without a meaning that are named, and characters of a name: foreign input. */
const UNKNOWN_COUNT_MAX = 4;
const UNKNOWN_LENGTH_MAX = 25;

const DESCRIPTIONS = {
  400: "Malformed or invalid; `details` lists every problem",
  401: "No credential was shown, or none that is known here",
  403: "The credential does not allow that",
  404: "Nothing of that name is known",
  405: "The path takes other methods, those in `Allow`",
  409: "What the request refers to is not there any more",
  413: "The body is too large",
  415: "The body is not JSON in UTF-8",
  429: "Too many requests of this credential or address; try again after `Retry-After` seconds",
  500: "A bug; the log tells more under the request's id",
  503: "The collector cannot take requests now; try again after `Retry-After` seconds",
} as const;

/** The statuses that errors have. */
export type ErrorStatus = keyof typeof DESCRIPTIONS;

/** What an error answer says. */
export interface ErrorAnswer<Status extends ErrorStatus> {
  readonly status: Status;
  /** Capital first, no final period, at most 100 characters of foreign input. */
  readonly error: string;
  readonly details?: NonNullable<ErrorBody["details"]>;
  /** When the same may do, in whole seconds: `Retry-After`. */
  readonly retryAfterS?: number;
  readonly headers?: Record<string, string>;
}

/** Answers with an error. */
export function respondError<Status extends ErrorStatus>(
  c: Context<AppEnv>,
  answer: ErrorAnswer<Status>,
): Response & TypedResponse<ErrorBody, Status, "json"> {
  const { status, error, details, retryAfterS, headers } = answer;
  const body: ErrorBody = { error, requestId: c.get("requestId") };
  if (details !== undefined && details.length > 0) body.details = details;
  if (retryAfterS === undefined) return c.json(body, status, headers);
  return c.json(body, status, { ...headers, "retry-after": String(retryAfterS) });
}

/** Answers 400 with every problem that a schema found. */
export function respondInvalid(
  c: Context<AppEnv>,
  error: { readonly issues: readonly z.core.$ZodIssue[] },
): Response & TypedResponse<ErrorBody, 400, "json"> {
  const details = error.issues.flatMap((issue) =>
    toFields(issue).map((field) => ({ field, message: issue.message }))
  );
  const fields = [...new Set(details.map((detail) => `"${detail.field}"`))].join(", ");
  return respondError(c, {
    status: 400,
    error: `Cannot accept the request: invalid values for ${fields}`,
    details,
  });
}

/** What a problem is about; fields that nobody knows have names that are foreign input. */
function toFields(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code !== "unrecognized_keys") {
    return [issue.path.length === 0 ? "body" : issue.path.join(".")];
  }
  return issue.keys.slice(0, UNKNOWN_COUNT_MAX).map((key) => {
    const path = [...issue.path, quoteInput(key, UNKNOWN_LENGTH_MAX).slice(1, -1)];
    return path.join(".");
  });
}

/** Answers for a body that could not be read to its end: its sender hung up, nothing is broken. */
export function respondCutShort(
  c: Context<AppEnv>,
): Response & TypedResponse<ErrorBody, 400, "json"> {
  return respondError(c, { status: 400, error: "Cannot read the body: the connection ended" });
}

/** Headers that some errors always have. */
const HEADERS: { readonly [Status in ErrorStatus]?: ErrorResponseSpec["headers"] } = {
  401: { "WWW-Authenticate": describeHeader("The scheme that is expected", { enum: ["Bearer"] }) },
  429: { "Retry-After": describeSeconds() },
  503: { "Retry-After": describeSeconds() },
};

function describeSeconds(): HeaderSpec {
  return describeHeader("Seconds to wait", { type: "integer", minimum: 1 });
}

function describeHeader(description: string, schema: Partial<HeaderSpec["schema"]>): HeaderSpec {
  return { description, required: true, schema: { type: "string", ...schema } };
}

/** A header as the API description tells of it. */
type HeaderSpec = {
  readonly description: string;
  readonly required: true;
  readonly schema: {
    readonly type: "string" | "integer";
    readonly enum?: string[];
    readonly minimum?: number;
  };
};

/** One error response as the API description tells of it. */
export interface ErrorResponseSpec {
  readonly description: string;
  readonly headers?: Record<string, HeaderSpec>;
  readonly content: {
    readonly "application/json": {
      readonly schema: typeof errorSchema;
      readonly example: ErrorBody;
    };
  };
}

/** The error responses of an operation, for its route. */
export function describeErrors<Status extends ErrorStatus>(
  ...statuses: readonly Status[]
): { [Each in Status]: ErrorResponseSpec } {
  const specs = statuses.map((status) => [status, describeError(status, ERROR_EXAMPLES[status])]);
  return Object.fromEntries(specs);
}

/** One error response of an operation that words it in its own way. */
export function describeError(
  status: ErrorStatus,
  { description = DESCRIPTIONS[status], ...example }: ErrorExample & {
    readonly description?: string;
  },
): ErrorResponseSpec {
  return {
    description,
    ...(HEADERS[status] === undefined ? {} : { headers: HEADERS[status] }),
    content: { "application/json": { schema: errorSchema, example: toErrorBody(example) } },
  };
}
