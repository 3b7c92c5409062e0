/**
 * Answers that a client must survive, by name, for tests that loop over them: bodies that are not
 * what they say, and times to wait that are not times. Give one to a fault as its `answer`.
 */
import { Buffer } from "node:buffer";
import type { FaultAnswer } from "./fault_plan.ts";

const page = "<!DOCTYPE html><html><body>Unicorn! Please come back later.</body></html>";
const html = { "content-type": "text/html; charset=utf-8" };
const json = { "content-type": "application/json; charset=utf-8" };
const limited = { message: "You have exceeded a secondary rate limit." };
const used = { message: "API rate limit exceeded for user ID 1." };

/** Every hostile answer. Only "an endless body" needs a client that can give up. */
export const HOSTILE_ANSWERS = {
  "HTML with 200": { status: 200, body: page, headers: html },
  "HTML with 503": { status: 503, body: page, headers: html },
  "HTML that says it is JSON": { status: 200, body: page, headers: json },
  "an empty body": { status: 200, body: "", headers: json },
  "JSON that ends early": { status: 200, body: `{"ref":"refs/heads/`, headers: json },
  "null": { status: 200, body: "null", headers: json },
  "a list": { status: 200, body: [] },
  "an object without fields": { status: 200, body: {} },
  "fields of other types": {
    status: 200,
    body: { sha: 1, number: "x", object: [], tree: null, content: {}, ref: null },
  },
  "an endless body": "endless",
  "another blob": {
    status: 200,
    body: {
      sha: "0".repeat(40),
      size: 8,
      encoding: "base64",
      content: Buffer.from("tampered").toString("base64"),
    },
  },
  "a negative Retry-After": { status: 429, body: limited, headers: { "retry-after": "-1" } },
  "a huge Retry-After": { status: 429, body: limited, headers: { "retry-after": "999999999999" } },
  "a Retry-After of no number": { status: 403, body: limited, headers: { "retry-after": "soon" } },
  "a reset that is over": { status: 403, body: used, headers: resetHeaders("1") },
  "a reset in a far future": { status: 403, body: used, headers: resetHeaders("99999999999") },
  "a reset of no number": { status: 403, body: used, headers: resetHeaders("never") },
} as const satisfies Readonly<Record<string, FaultAnswer>>;

/** The name of a hostile answer. */
export type HostileName = keyof typeof HOSTILE_ANSWERS;

function resetHeaders(reset: string): Readonly<Record<string, string>> {
  return { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
}
