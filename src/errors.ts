/**
 * The error taxonomy: an error's class says what its caller does next, and `disposition` is the one
 * place that turns any thrown value into that decision. Anything outside the taxonomy is a bug.
 */

/** One wrong or missing setting and what was expected instead. */
export interface ConfigProblem {
  /** The environment variable, e.g. `COLLECTOR_PORT`. */
  readonly variable: string;
  /** One sentence without a final period: what is wrong and what was expected. */
  readonly message: string;
}

/** The settings cannot be used; carries every problem at once. A person must act; exit code 2. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly ConfigProblem[];
  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map((problem) => `${problem.variable}: ${problem.message}`).join("\n"));
    this.problems = problems;
  }
}

/** A place in a text, both counted from 1; the column counts UTF-16 code units. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** The registry file is not one that can be edited safely; a person must act. */
export class RegistryFormatError extends Error {
  override readonly name = "RegistryFormatError";
  /** What is wrong, without the place. */
  readonly reason: string;
  readonly position: TextPosition;
  constructor(reason: string, position: TextPosition) {
    super(`${reason} (line ${position.line}, column ${position.column})`);
    this.reason = reason;
    this.position = position;
  }
}

/** A remote system refused: wrong name, missing right or bad credential. A person must act. */
export class AccessError extends Error {
  override readonly name = "AccessError";
  /** The HTTP status of the refusal: 401, 403, 404 or 405. */
  readonly status: number;
  constructor(message: string, options: { readonly status: number; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.status = options.status;
  }
}

/** Somebody else was faster; the same work on a fresh read is worth another try now. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";
}

/** A remote system cannot answer now; back off, at least for `retryAfterMs` where it is known. */
export class UnavailableError extends Error {
  override readonly name = "UnavailableError";
  /** What the remote system asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  constructor(
    message: string,
    options: { readonly retryAfterMs?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** What a loop does after a failure. */
export type Disposition =
  | { readonly kind: "wait-for-person" }
  | { readonly kind: "retry-now" }
  | { readonly kind: "back-off"; readonly retryAfterMs: number | undefined }
  | { readonly kind: "stopped" }
  | { readonly kind: "bug" };

/** Decides what to do next about any thrown value. */
export function disposition(error: unknown): Disposition {
  if (
    error instanceof AccessError || error instanceof RegistryFormatError ||
    error instanceof ConfigError
  ) {
    return { kind: "wait-for-person" };
  }
  if (error instanceof ConflictError) return { kind: "retry-now" };
  if (error instanceof UnavailableError) {
    return { kind: "back-off", retryAfterMs: error.retryAfterMs };
  }
  if (error instanceof DOMException && error.name === "AbortError") return { kind: "stopped" };
  return { kind: "bug" };
}

/** The message of any thrown value, for people. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
