/** Room that an answer takes until it has left, or its reader has. */
import type { Context } from "@hono/hono";
import type { AppEnv } from "./app_deps.ts";
import type { ByteRoom } from "./byte_room.ts";
import { toSender } from "./sender.ts";

/** Takes room of the sender's share for an answer of so many bytes; false where there is none. */
export function holdUntilSent(
  c: Context<AppEnv>,
  { room, byteCount }: { readonly room: ByteRoom; readonly byteCount: number },
): boolean {
  const held = room.take(toSender(c, c.get("caller")).key, byteCount);
  if (held === undefined) return false;
  (c.env?.whenSent ?? ((done) => done()))(() => held[Symbol.dispose]());
  return true;
}
