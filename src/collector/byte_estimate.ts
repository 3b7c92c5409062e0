/**
 * How much memory things of the store take, by estimate: a fixed part that was measured once
 * (`tests/bench/store_bytes.ts`), and the characters of texts. Pure: equal things cost the same.
 */
import type { Scope } from "../claim/scope.ts";
import type { ClaimStatus } from "../claim/claim.ts";

/** A row without its texts: the object, its times, its owner, its place in the maps. */
const ROW_BYTES = 480;
/** A type without its texts. */
const TYPE_BYTES = 40;
/** A text without its characters. */
const TEXT_BYTES = 24;
/** A scope without its texts. */
const SCOPE_BYTES = 80;
/** A key that is remembered, without its texts. */
const KEY_BYTES = 170;
/** A session without what it watches. */
export const SESSION_BYTES = 1_200;
/** A cluster without claims and sessions. */
export const CLUSTER_BYTES = 800;
/** A synchronisation of a scope, under way or ended, without the scope. */
const SYNC_BYTES = 100;

/** More than Latin-1: such a text takes two bytes for each UTF-16 code unit, any other one. */
const WIDE = /[\u0100-\uffff]/;

/** One text. */
export function estimateText(text: string): number {
  return TEXT_BYTES + text.length * (WIDE.test(text) ? 2 : 1);
}

/** The texts of a status. */
export interface RowTexts
  extends Pick<ClaimStatus, "claimRef" | "type" | "statusMessage" | "registryText"> {
  readonly uid: string | null;
}

/** One status; the cluster's name is shared by all of its rows. */
export function estimateRow(row: RowTexts): number {
  const { claimRef, statusMessage, registryText, type, uid } = row;
  return ROW_BYTES + estimateText(claimRef) + estimateText(statusMessage) +
    (registryText === statusMessage ? 0 : estimateText(registryText)) +
    (type === null ? 0 : TYPE_BYTES + estimateText(type.group) + estimateText(type.kind)) +
    (uid === null ? 0 : estimateText(uid));
}

/** A list of scopes. */
export function estimateScopes(scopes: readonly Scope[]): number {
  let bytes = 0;
  for (const { group, resource, kind, namespace } of scopes) {
    bytes += SCOPE_BYTES + estimateText(group) + estimateText(resource) +
      (kind === null ? 0 : estimateText(kind)) +
      (namespace === null ? 0 : estimateText(namespace));
  }
  return bytes;
}

/** A synchronisation; it is found by a text that says all of its scope again. */
export function estimateSync(scope: Scope): number {
  return SYNC_BYTES + 2 * estimateScopes([scope]);
}

/** A key that stands in a map or a set, by its text. */
export function estimateKey(keyText: string): number {
  return KEY_BYTES + 2 * estimateText(keyText);
}
