/**
 * What errors look like, for the API description: the very words that the handlers use, which a test
 * compares. An operation that words an error in its own way brings its own example.
 */
import type { ErrorBody, ErrorStatus } from "./error_response.ts";

/** What an example of an error says. */
export interface ErrorExample {
  readonly error: string;
  readonly details?: NonNullable<ErrorBody["details"]>;
}

/** The id that requests of examples have. */
export const EXAMPLE_REQUEST_ID = "b7f8a1c2-7c9d-4d0e-9f55-0c9f1f6f2b11";

/** The usual words of each status, with the limits that a server has by default. */
export const ERROR_EXAMPLES: Readonly<Record<ErrorStatus, ErrorExample>> = {
  400: toInvalid("cluster", "Required, expected a printable text of 1 to 253 characters"),
  401: { error: "A credential is needed: expected a bearer token that is known here" },
  403: { error: "This credential does not allow that" },
  404: { error: 'Nothing is at "/api/v2", see "/openapi.json" for what there is' },
  405: { error: 'Method "PATCH" is not allowed here, expected GET, HEAD' },
  409: { error: "Protocol 2 is not spoken here, expected 1 to 1" },
  413: { error: "Body is too large, expected at most 65536 bytes" },
  415: { error: 'Expected content type "application/json", got "text/plain"' },
  429: { error: "Too many requests: expected at most 1000 a second, try again in 1 second" },
  500: { error: "Internal error" },
  503: { error: "Cannot accept posts: the collector shuts down, try again in 5 seconds" },
};

/** The example of a request with one wrong value. */
export function toInvalid(field: string, message: string): ErrorExample {
  return {
    error: `Cannot accept the request: invalid values for "${field}"`,
    details: [{ field, message }],
  };
}

/** The body of the answer. */
export function toErrorBody({ error, details }: ErrorExample): ErrorBody {
  const body: ErrorBody = { error, requestId: EXAMPLE_REQUEST_ID };
  if (details !== undefined) body.details = details;
  return body;
}
