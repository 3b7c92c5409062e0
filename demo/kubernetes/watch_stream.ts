/**
 * The text of a watch: what there is, if that is wanted, then what happens, in order, until
 * somebody ends it. It keeps nothing but a position in the history.
 */
import type { Bell } from "./bell.ts";
import type { Collection } from "./collection.ts";
import {
  isSelected,
  type ListOptions,
  selectObjects,
  type WatchListSupport,
} from "./list_options.ts";
import type { OpenWatch } from "./open_watch.ts";
import type { Representation } from "./representation.ts";
import type { StoredObject } from "./stored_object.ts";

/** Characters after which a text is sent on. */
const CHUNK_LENGTH = 65_536;

/** What a watch needs. */
export interface WatchSource {
  readonly objects: Collection;
  readonly representation: Representation;
  readonly watch: OpenWatch;
  /** Rung when there may be something to tell. */
  readonly bell: Bell;
  /** The newest revision. */
  readonly readRevision: () => number;
  readonly watchList: WatchListSupport;
}

/** Writes events until the watch ends. */
export async function* streamWatch(
  source: WatchSource,
  options: ListOptions,
): AsyncGenerator<string> {
  const { objects, watch, bell, representation } = source;
  let revision = source.readRevision();
  if (hasInitialEvents(options)) yield* writeInitial({ source, options, revision });
  else if (Number(options.resourceVersion) > 0) revision = Number(options.resourceVersion);
  for (;;) {
    // Taken before the look, so that nothing that happens during it is overheard.
    const heard = bell.hear();
    const end = watch.wantedEnd;
    if (end?.kind === "failed") return yield toLine("ERROR", JSON.stringify(end.status));
    const events = objects.listEventsAfter(revision);
    // Too slow for the history: the real server hangs up as well.
    if (events === undefined) return;
    revision = Math.max(revision, source.readRevision());
    const told = events.filter(({ object }) => isSelected(object, options.selector));
    yield* joinChunks(told, ({ type, object }) => toLine(type, representation.toText(object)));
    if (watch.takeBookmark()) yield toBookmarkLine(representation, revision);
    if (watch.wantedEnd?.kind === "over" || objects.isClosed) return;
    if (watch.wantedEnd?.kind === "torn") yield* tear(source);
    await heard;
  }
}

/** Whether the watch tells first what there is. */
export function hasInitialEvents(options: ListOptions): boolean {
  const { resourceVersion, sendInitialEvents } = options;
  return sendInitialEvents ?? (resourceVersion === "" || resourceVersion === "0");
}

function* writeInitial(
  { source, options, revision }: {
    readonly source: WatchSource;
    readonly options: ListOptions;
    readonly revision: number;
  },
): Generator<string> {
  const { objects, representation, watchList } = source;
  const selected = selectObjects(objects.list(), options.selector);
  const toAdded = (object: StoredObject): string => toLine("ADDED", representation.toText(object));
  yield* joinChunks(selected, toAdded);
  const isEndTold = options.sendInitialEvents ?? options.resourceVersion === "0";
  if (watchList !== "served" || !options.allowsBookmarks || !isEndTold) return;
  const metadata = {
    annotations: { "k8s.io/initial-events-end": "true" },
    resourceVersion: String(revision),
  };
  yield toLine("BOOKMARK", representation.toBookmark(metadata));
}

/** Half an event, and then nothing until the watch is over. */
async function* tear(
  { watch, bell, representation, readRevision }: WatchSource,
): AsyncGenerator<string> {
  const line = toBookmarkLine(representation, readRevision());
  yield line.slice(0, line.length / 2);
  while (watch.wantedEnd?.kind !== "over") await bell.hear();
}

function toBookmarkLine(representation: Representation, revision: number): string {
  return toLine("BOOKMARK", representation.toBookmark({ resourceVersion: String(revision) }));
}

function toLine(type: string, object: string): string {
  return `{"type":"${type}","object":${object}}\n`;
}

function* joinChunks<T>(items: readonly T[], write: (item: T) => string): Generator<string> {
  let text = "";
  for (const item of items) {
    text += write(item);
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}
