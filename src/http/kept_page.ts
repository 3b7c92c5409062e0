/**
 * Pages that are made once and kept as bytes. Whoever has the newest already is told so, and what has
 * not left counts: many small pages that nobody reads would fill the memory together.
 */
import { createHash } from "node:crypto";
import type { Context } from "@hono/hono";
import type { AppEnv } from "./app_deps.ts";
import type { ByteRoom } from "./byte_room.ts";
import { matchesEntityTag } from "./entity_tag.ts";
import { describeError, respondError } from "./error_response.ts";
import { holdUntilSent } from "./held_bytes.ts";

/** A page. */
export interface KeptPage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** A strong entity tag. */
  readonly tag: string;
}

/** The header of its answers, as the description has it. */
export const ENTITY_TAG = {
  description: "Changes with the description only",
  required: true,
  schema: { type: "string" as const, pattern: '^"[A-Za-z0-9_-]+"$' },
};

/** Whoever finds no room shall wait so long, in seconds. */
const RETRY_AFTER_S = 5;
const BUSY = "Cannot show the description: too many pages are under way, try again in " +
  `${RETRY_AFTER_S} seconds`;

/** What is answered where there is no room, as the description has it. */
export const BUSY_RESPONSE = describeError(503, { error: BUSY });

/** Makes one of a text. */
export function keepPage(text: string): KeptPage {
  const bytes = new TextEncoder().encode(text);
  return { bytes, tag: `"${createHash("sha256").update(bytes).digest("base64url")}"` };
}

/** Answers with the page, with 304, or with 503 where there is no room for another one. */
export function respondKeptPage(
  c: Context<AppEnv>,
  { page: { bytes, tag }, room, headers }: {
    readonly page: KeptPage;
    readonly room: ByteRoom;
    readonly headers: Readonly<Record<string, string>>;
  },
): Response {
  if (matchesEntityTag(c.req.header("if-none-match"), tag)) {
    return c.body(null, 304, { etag: tag });
  }
  if (!holdUntilSent(c, { room, byteCount: bytes.byteLength })) {
    return respondError(c, { status: 503, error: BUSY, retryAfterS: RETRY_AFTER_S });
  }
  return c.body(bytes, 200, { ...headers, etag: tag });
}
