/** How objects are written: as themselves, or (see `table.ts`) as rows of a table. */
import type { ResourceType } from "./resource_type.ts";
import { toApiVersion } from "./kubernetes_object.ts";
import { type StoredObject, toObjectText, toUntypedText } from "./stored_object.ts";

/** What stands in the metadata of a list. */
export interface ListMeta {
  readonly continue: string;
  readonly remainingItemCount?: number;
  readonly resourceVersion: string;
}

/** Writes objects as JSON texts. */
export interface Representation {
  /** One object as a whole answer. */
  toText(object: StoredObject): string;
  /** One of several objects. */
  toItem(object: StoredObject): string;
  /** What surrounds the items, joined by commas, of a list. */
  toListFrame(meta: ListMeta): { readonly head: string; readonly tail: string };
  /** An empty object that only carries a revision. */
  toBookmark(metadata: Readonly<Record<string, unknown>>): string;
}

/**
 * Objects as themselves, in one version of their resource. Lists are as the real server's, whose own
 * types and whose custom resources differ: in what items say of themselves, and in the order.
 */
export function createObjectRepresentation(type: ResourceType, version: string): Representation {
  const apiVersion = toApiVersion({ group: type.group, version });
  const toText = (object: StoredObject): string => toObjectText(object, apiVersion);
  const list = { apiVersion, kind: type.listKind };
  return {
    toText,
    toItem: type.isBuiltIn ? toUntypedText : toText,
    toListFrame: type.isBuiltIn ? (meta) => frameBuiltIn(list, meta) : (meta) => ({
      head: `{"apiVersion":"${apiVersion}","items":[`,
      tail: `],"kind":"${type.listKind}","metadata":${JSON.stringify(meta)}}\n`,
    }),
    toBookmark: (metadata) => JSON.stringify({ apiVersion, kind: type.kind, metadata }),
  };
}

function frameBuiltIn(
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  { continue: token, ...meta }: ListMeta,
): { readonly head: string; readonly tail: string } {
  const metadata = token === "" ? meta : { ...meta, continue: token };
  const text = JSON.stringify({ kind, apiVersion, metadata });
  return { head: `${text.slice(0, -1)},"items":[`, tail: "]}\n" };
}
