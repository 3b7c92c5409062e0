/**
 * Entity tags of lists, made of the store's version instead of the content: a client that has the
 * newest list is answered before that list is made.
 */

/** What a list depends on. */
export interface ListIdentity {
  /** Random id of the server process. */
  readonly instance: string;
  /** The store's version. */
  readonly version: number;
  /** The checked query parameters that choose rows; letters, digits, `-` and `_` only. */
  readonly query: readonly (string | number | undefined)[];
}

/** The weak entity tag of a list. */
export function toEntityTag({ instance, version, query }: ListIdentity): string {
  return `W/"${[instance, version, ...query.map((value) => value ?? "")].join(".")}"`;
}

/** Whether an `If-None-Match` header names the tag; weak comparison, as the header wants. */
export function matchesEntityTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  const opaque = tag.replace(/^W\//, "");
  return header.match(/"[^"]*"/g)?.includes(opaque) ?? false;
}
