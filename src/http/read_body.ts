/** Reads the bytes of a body, within limits: nobody honest sends more than they allow. */
import type { Context } from "@hono/hono";
import { readAtMost } from "../runtime/bytes.ts";
import type { AppEnv } from "./app_deps.ts";
import type { ByteRoom } from "./byte_room.ts";
import type { ErrorExample } from "./error_examples.ts";
import { respondCutShort, respondError } from "./error_response.ts";

/** How large a body may be, and of whose share it takes while it is read. */
export interface BodyRules {
  readonly limitBytes: number;
  readonly room: ByteRoom;
  readonly share: string;
}

/** An answer instead of a body. */
export type BodyRefusal = ReturnType<typeof respondError<400 | 413 | 503>>;

/** Whoever finds no room shall wait so long, in seconds. */
const RETRY_AFTER_S = 1;

/** What a request is answered whose body finds no room, for the API description. */
export const NO_BODY_ROOM_EXAMPLE: ErrorExample = {
  error: `Cannot read the body: too many are under way, try again in ${RETRY_AFTER_S} second`,
};

/** Gives the body to `use` while there is room for it; nothing is read of one that is refused. */
export async function readBody<T>(
  c: Context<AppEnv>,
  { limitBytes, room, share, use }: BodyRules & { readonly use: (bytes: Uint8Array) => T },
): Promise<T | BodyRefusal> {
  const told = readLength(c);
  if (told !== undefined && told > limitBytes) return respondTooLarge(c, limitBytes);
  // A body in chunks may be as large as the limit; with neither there is none.
  const isChunked = c.req.header("transfer-encoding") !== undefined;
  using held = room.take(share, told ?? (isChunked ? limitBytes : 0));
  if (held === undefined) {
    return respondError(c, {
      status: 503,
      ...NO_BODY_ROOM_EXAMPLE,
      retryAfterS: RETRY_AFTER_S,
    });
  }
  let bytes: Uint8Array | undefined;
  try {
    // A told length has been looked at, and no more than that arrives; a stream costs more.
    bytes = told === undefined
      ? await readAtMost(c.req.raw.body, limitBytes)
      : new Uint8Array(await c.req.arrayBuffer());
  } catch {
    // The sender hung up: that is the only way in which reading fails.
    return respondCutShort(c);
  }
  return bytes === undefined ? respondTooLarge(c, limitBytes) : use(bytes);
}

/** Bytes that the header tells; the server takes no request that has both headers. */
function readLength(c: Context<AppEnv>): number | undefined {
  const text = c.req.header("content-length");
  return text === undefined ? undefined : Number(text);
}

function respondTooLarge(c: Context<AppEnv>, limitBytes: number): BodyRefusal {
  const error = `Body is too large, expected at most ${limitBytes} bytes`;
  // The rest of a body that tells no length cannot be passed over.
  const isChunked = c.req.header("transfer-encoding") !== undefined;
  return respondError(c, {
    status: 413,
    error,
    ...(isChunked ? { headers: { connection: "close" } } : {}),
  });
}
