/** Filters, sorts and pages pull requests as GitHub's list does. */
import type { PullRecord } from "../repository/pull_record.ts";

/** The query of a list, as it came. */
export type PullQuery = Readonly<Record<string, string>>;

/** The pull requests that a query asks for, on all pages. */
export function selectPulls(
  pulls: readonly PullRecord[],
  { query, owner }: { readonly query: PullQuery; readonly owner: string },
): readonly PullRecord[] {
  const { state = "open", head, base, sort = "created" } = query;
  const direction = query["direction"] ?? (sort === "created" ? "desc" : "asc");
  const moment = (pull: PullRecord) => sort === "updated" ? pull.updatedAt : pull.createdAt;
  const ascending = pulls
    .filter((pull) => state === "all" || pull.state === state)
    .filter((pull) => base === undefined || pull.base.ref === base)
    .filter((pull) => isHeadWanted(pull, { head, owner }))
    .toSorted((a, b) => moment(a).getTime() - moment(b).getTime() || a.number - b.number);
  return direction === "desc" ? ascending.toReversed() : ascending;
}

// GitHub takes no notice of a `head` that is not `owner:branch`.
function isHeadWanted(
  pull: PullRecord,
  { head, owner }: { readonly head: string | undefined; readonly owner: string },
): boolean {
  const match = /^([^:]+):(.+)$/.exec(head ?? "");
  if (match === null) return true;
  return match[1]?.toLowerCase() === owner.toLowerCase() && match[2] === pull.head.ref;
}

/** One page of rows, with the `link` header that leads to the others (none for a single page). */
export function pageOf<Row>(
  rows: readonly Row[],
  { query, url }: { readonly query: PullQuery; readonly url: string },
): { readonly rows: readonly Row[]; readonly headers: Readonly<Record<string, string>> } {
  const size = Math.min(100, positive(query["per_page"]) ?? 30);
  const page = positive(query["page"]) ?? 1;
  const last = Math.max(1, Math.ceil(rows.length / size));
  const links = [
    ...(page > 1 ? [["prev", page - 1], ["first", 1]] as const : []),
    ...(page < last ? [["next", page + 1], ["last", last]] as const : []),
  ].map(([rel, number]) => {
    const target = new URL(url);
    target.searchParams.set("page", String(number));
    return `<${target.href}>; rel="${rel}"`;
  });
  return {
    rows: rows.slice((page - 1) * size, page * size),
    headers: links.length === 0 ? {} : { link: links.join(", ") },
  };
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
