/**
 * Reads a JSON body once: strict about type and encoding, since what is decoded wrongly here would be
 * shown to people and written to Git.
 */
import type { Context } from "@hono/hono";
import { quoteInput } from "../contract/describe_input.ts";
import type { AppEnv } from "./app_deps.ts";
import { respondError } from "./error_response.ts";
import { isTooDeep, JSON_DEPTH_MAX } from "./json_depth.ts";
import { type BodyRefusal, type BodyRules, readBody } from "./read_body.ts";

/** What came: nothing, a JSON value, or something that has been answered with an error. */
export type JsonBody =
  | { readonly kind: "empty" }
  | { readonly kind: "value"; readonly value: unknown }
  | {
    readonly kind: "refused";
    readonly response: BodyRefusal | ReturnType<typeof respondError<400 | 415>>;
  };

const JSON_TYPE = /^application\/(?:[\w!#$&^.+-]+\+)?json\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i;
const UTF_8_NAMES: ReadonlySet<string> = new Set(["utf-8", "utf8"]);

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** Reads the body of a request; an empty one needs no content type. */
export async function readJsonBody(c: Context<AppEnv>, rules: BodyRules): Promise<JsonBody> {
  const body = await readBody(c, { ...rules, use: (bytes) => parseBody(c, bytes) });
  return body instanceof Response ? { kind: "refused", response: body } : body;
}

function parseBody(c: Context<AppEnv>, bytes: Uint8Array): JsonBody {
  if (bytes.byteLength === 0) return { kind: "empty" };
  c.set("bodyBytes", bytes.byteLength);
  const problem = findEncodingProblem(c.req.header("content-encoding")) ??
    findTypeProblem(c.req.header("content-type"));
  if (problem !== undefined) {
    return { kind: "refused", response: respondError(c, { status: 415, error: problem }) };
  }
  if (isTooDeep(bytes)) {
    return refuse(c, `Expected at most ${JSON_DEPTH_MAX} arrays and objects inside each other`);
  }
  const text = decode(bytes);
  if (text === undefined) return refuse(c, "Expected UTF-8, got bytes that are none");
  try {
    return { kind: "value", value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(c, "Expected JSON, got a text that is none");
  }
}

/** Reads the body of a request that makes no sense without one: an empty one is refused. */
export async function requireJsonBody(
  c: Context<AppEnv>,
  rules: BodyRules,
): Promise<Exclude<JsonBody, { readonly kind: "empty" }>> {
  const body = await readJsonBody(c, rules);
  if (body.kind !== "empty") return body;
  const details = [{ field: "body", message: "Required, expected a JSON object" }];
  const error = "Cannot accept an empty body";
  return { kind: "refused", response: respondError(c, { status: 400, error, details }) };
}

/** A small body could hide a large one. */
function findEncodingProblem(encoding: string | undefined): string | undefined {
  if (encoding === undefined || /^identity$/i.test(encoding)) return undefined;
  return `Expected a body that is not compressed, got content encoding ${quoteInput(encoding)}`;
}

function findTypeProblem(contentType: string | undefined): string | undefined {
  // By far the most frequent value, worth no regular expression.
  if (contentType === "application/json") return undefined;
  if (contentType === undefined) return 'Expected content type "application/json", got none';
  if (!JSON_TYPE.test(contentType)) {
    return `Expected content type "application/json", got ${quoteInput(contentType)}`;
  }
  const charset = CHARSET.exec(contentType)?.[1];
  if (charset === undefined || UTF_8_NAMES.has(charset.toLowerCase())) return undefined;
  return `Expected charset "utf-8", got ${quoteInput(charset)}`;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function refuse(c: Context<AppEnv>, message: string): JsonBody {
  const error = "Cannot read the body: expected JSON in UTF-8";
  const details = [{ field: "body", message }];
  return { kind: "refused", response: respondError(c, { status: 400, error, details }) };
}
