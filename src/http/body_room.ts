/**
 * Bounds the bytes of bodies that are under way at once: many that are each small enough would fill
 * the memory together. What one cluster sends in batches, and what one caller sends otherwise, has a
 * share, so that slow senders do not keep the others out.
 */
import type { Context, MiddlewareHandler } from "@hono/hono";
import type { AppEnv } from "./app_deps.ts";
import { respondError } from "./error_response.ts";

/** Most bytes of all bodies that are read and handled at once. */
export const BODIES_BYTES_MAX = 67_108_864;
/** Most bytes of one share; a single body may be larger. */
export const SHARE_BYTES_MAX = 16_777_216;

/** Whoever finds no room shall wait so long, in seconds. */
const RETRY_S = 1;

/** How large a body may be, and whose share it takes of. */
export interface BodyKind {
  readonly limitBytes: number;
  readonly share: string;
}

/** Owns the bytes that are taken. */
export class BodyRoom {
  readonly #shares = new Map<string, number>();
  #bytes = 0;

  /** Bytes of the bodies under way. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes room for a body; false where there is none. One that is alone always finds room. */
  take(share: string, bytes: number): boolean {
    const taken = this.#shares.get(share) ?? 0;
    if (taken > 0 && taken + bytes > SHARE_BYTES_MAX) return false;
    if (this.#bytes > 0 && this.#bytes + bytes > BODIES_BYTES_MAX) return false;
    this.#shares.set(share, taken + bytes);
    this.#bytes += bytes;
    return true;
  }

  /** Gives back what was taken. */
  release(share: string, bytes: number): void {
    const left = (this.#shares.get(share) ?? 0) - bytes;
    if (left > 0) this.#shares.set(share, left);
    else this.#shares.delete(share);
    this.#bytes -= bytes;
  }
}

/** Answers 503 before the body is read where too many are under way. */
export function holdBodyRoom(
  room: BodyRoom,
  toKind: (c: Context<AppEnv>) => BodyKind,
): MiddlewareHandler<AppEnv> {
  return async function holdBodyRoom(c, next) {
    const { method } = c.req;
    if (method === "GET" || method === "HEAD") return await next();
    const { limitBytes, share } = toKind(c);
    // Where no length is told, the body may be as large as the limit; a larger one is never read.
    const bytes = Math.min(readLength(c.req.raw.headers) ?? limitBytes, limitBytes);
    if (!room.take(share, bytes)) {
      return respondError(c, {
        status: 503,
        error: `Cannot read the body: too many are under way, try again in ${RETRY_S} second`,
        headers: { "retry-after": String(RETRY_S) },
      });
    }
    try {
      await next();
    } finally {
      room.release(share, bytes);
    }
  };
}

function readLength(headers: Headers): number | undefined {
  const text = headers.get("content-length");
  if (text === null || headers.has("transfer-encoding")) return undefined;
  const length = Number(text);
  return length >= 0 ? length : undefined;
}
