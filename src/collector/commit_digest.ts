/**
 * The digest in the trailer of our commits: it covers which file was changed from what to what, so
 * that a commit that somebody amended is known as theirs.
 */
import { DIGEST_TRAILER } from "./commit_message.ts";

const TRAILER = new RegExp(`^${DIGEST_TRAILER}: (sha256:[0-9a-f]{64})$`, "m");

/** Computes the digest over path and Git blob ids before and after. */
export async function toCommitDigest(
  change: { readonly path: string; readonly before: string; readonly after: string },
): Promise<string> {
  const text = JSON.stringify([change.path, change.before, change.after]);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `sha256:${new Uint8Array(hash).toHex()}`;
}

/** Reads the digest from a commit message; `undefined` where it has none. */
export function parseCommitDigest(message: string): string | undefined {
  return TRAILER.exec(message.replaceAll("\r", ""))?.[1];
}
