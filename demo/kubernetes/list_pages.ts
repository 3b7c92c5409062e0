/**
 * Lists: all at once, or in pages that together show one revision. A page's token names the
 * revision; its state is found again as long as the history reaches back to it.
 */
import { refuse } from "./api_status.ts";
import type { Collection } from "./collection.ts";
import { parseContinueToken, toContinueToken } from "./continue_token.ts";
import { type ListOptions, selectObjects } from "./list_options.ts";
import type { ListMeta, Representation } from "./representation.ts";
import type { StoredObject } from "./stored_object.ts";

/** A page. */
export interface ListPage {
  readonly objects: readonly StoredObject[];
  readonly meta: ListMeta;
}

/** Where a list comes from. */
export interface ListSource {
  readonly objects: Collection;
  /** The newest revision of all. */
  readonly revision: number;
  /** Longest page, whatever is asked for. */
  readonly pageSizeMax: number;
}

/** Characters after which a list's text is sent on. */
const CHUNK_LENGTH = 262_144;

const EXPIRED_TOKEN = "The provided continue parameter is too old to display a consistent list " +
  "result. You can start a new list without the continue parameter, or use the continue token in " +
  "this response to retrieve the remainder of the results. Continuing with the provided token " +
  "results in an inconsistent list - objects that were created, modified, or deleted between the " +
  "time the first chunk was returned and now may show up in the list.";

/** Finds the objects of one page; throws the refusal of a list that is not possible any more. */
export function findPage(source: ListSource, options: ListOptions): ListPage {
  const start = findStart(source, options);
  const all = selectObjects(start.objects, options.selector);
  const first = findFirst(all, start.afterKey);
  const limit = toPageSize(source, options);
  const objects = first === 0 && limit >= all.length ? all : all.slice(first, first + limit);
  const remainingItemCount = all.length - first - objects.length;
  const afterKey = objects.at(-1)?.key;
  if (remainingItemCount === 0 || afterKey === undefined) {
    return { objects, meta: { continue: "", resourceVersion: String(start.revision) } };
  }
  const token = toContinueToken({ revision: start.revision, afterKey });
  const resourceVersion = String(start.revision);
  return { objects, meta: { continue: token, remainingItemCount, resourceVersion } };
}

/** Writes a page, in texts of some size. */
export function* writePage(page: ListPage, representation: Representation): Generator<string> {
  const { head, tail } = representation.toListFrame(page.meta);
  let text = head;
  let separator = "";
  for (const object of page.objects) {
    text += separator + representation.toItem(object);
    separator = ",";
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = "";
  }
  yield text + tail;
}

interface ListStart {
  readonly objects: readonly StoredObject[];
  readonly revision: number;
  readonly afterKey: string;
}

function findStart(source: ListSource, options: ListOptions): ListStart {
  const { objects, revision } = source;
  if (options.continue !== "") return findContinued(source, options.continue);
  const wanted = Number(options.resourceVersion);
  if (wanted > revision) throw refuseFuture(wanted, revision);
  if (options.resourceVersionMatch !== "Exact") {
    return { objects: objects.list(), revision, afterKey: "" };
  }
  const past = objects.listAt(wanted);
  if (past === undefined) {
    const message = "The resourceVersion for the provided list is too old.";
    throw refuse({ code: 410, message });
  }
  return { objects: past, revision: wanted, afterKey: "" };
}

function findContinued({ objects, revision }: ListSource, token: string): ListStart {
  const start = parseContinueToken(token);
  if (start.revision < 0) return { objects: objects.list(), revision, afterKey: start.afterKey };
  const past = objects.listAt(start.revision);
  if (past !== undefined) return { ...start, objects: past };
  throw refuse({
    code: 410,
    message: EXPIRED_TOKEN,
    continue: toContinueToken({ ...start, revision: -1 }),
  });
}

/** A list from any revision comes from the cache, which knows no pages. */
function toPageSize({ pageSizeMax }: ListSource, options: ListOptions): number {
  const isUnlimited = options.limit === 0 ||
    (options.resourceVersion === "0" && options.continue === "");
  return isUnlimited ? Infinity : Math.min(options.limit, pageSizeMax);
}

function findFirst(objects: readonly StoredObject[], afterKey: string): number {
  if (afterKey === "") return 0;
  const index = objects.findIndex(({ key }) => key > afterKey);
  return index === -1 ? objects.length : index;
}

function refuseFuture(wanted: number, current: number): Error {
  const cause = "Too large resource version";
  return refuse({
    code: 504,
    message: `Timeout: ${cause}: ${wanted}, current: ${current}`,
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: cause }],
      retryAfterSeconds: 1,
    },
  });
}
