/**
 * Pages of statuses. A page starts after the key that its token names, not at a position, so claims
 * that come and go meanwhile neither repeat others nor hide them.
 */
import { type ClaimKey, compareClaimKeys } from "../claim/claim.ts";
import { FIELD_LIMITS } from "../contract/field_limits.ts";

/** Which part of a sorted list is wanted. */
export interface PageRequest {
  /** The page starts behind this key. */
  readonly after: ClaimKey | undefined;
  /** Most statuses on the page; all where it is left out. */
  readonly limit: number | undefined;
}

/** One page, and the token of the next one if there is more. */
export interface Page<Status> {
  readonly statuses: readonly Status[];
  readonly next: string | undefined;
}

/** Cuts a page out of sorted statuses. */
export function cutPage<Status extends ClaimKey>(
  sorted: readonly Status[],
  request: PageRequest,
): Page<Status> {
  const start = request.after === undefined ? 0 : findStart(sorted, request.after);
  const end = request.limit === undefined ? sorted.length : start + request.limit;
  const statuses = start === 0 && end >= sorted.length ? sorted : sorted.slice(start, end);
  const last = statuses.at(-1);
  const next = last === undefined || end >= sorted.length ? undefined : toPageToken(last);
  return { statuses, next };
}

/** Index of the first status behind the key. */
function findStart(sorted: readonly ClaimKey[], after: ClaimKey): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const status = sorted[middle];
    if (status !== undefined && compareClaimKeys(status, after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const { clusterLengthMax, claimRefLengthMax, groupLengthMax, kindLengthMax } = FIELD_LIMITS;
const KEY_LENGTH_MAX = clusterLengthMax + claimRefLengthMax + groupLengthMax + kindLengthMax;
/** Each character takes four bytes at most, a separator one; three bytes are four characters. */
const TOKEN_LENGTH_MAX = Math.ceil((4 * KEY_LENGTH_MAX + 3) * 4 / 3);

/** What a token looks like: base64url without padding. Each names a position. */
export const PAGE_TOKEN = {
  pattern: "^(?:[A-Za-z0-9_-]{4})*[A-Za-z0-9_-]{2,4}$",
  minLength: 2,
  maxLength: TOKEN_LENGTH_MAX,
} as const;

const TOKEN_FORM = new RegExp(PAGE_TOKEN.pattern);

/** No part of a key has one. */
const SEPARATOR = "\n";

/** The opaque token of the page behind a key: letters, digits, `-` and `_`. */
export function toPageToken({ cluster, claimRef, type }: ClaimKey): string {
  const key = type === null ? [cluster, claimRef] : [cluster, claimRef, type.group, type.kind];
  const bytes = new TextEncoder().encode(key.join(SEPARATOR));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The key that a token names, there or not; nothing for a text that is no token. */
export function parsePageToken(token: string): ClaimKey | undefined {
  if (token.length > TOKEN_LENGTH_MAX || !TOKEN_FORM.test(token)) return undefined;
  const bytes = Uint8Array.fromBase64(token, { alphabet: "base64url" });
  const [cluster = "", claimRef = "", group, kind] = new TextDecoder().decode(bytes)
    .split(SEPARATOR);
  const isTyped = group !== undefined && kind !== undefined;
  return { cluster, claimRef, type: isTyped ? { group, kind } : null };
}
