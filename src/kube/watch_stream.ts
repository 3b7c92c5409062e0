/**
 * One connection of a watch, with or without a streamed list at its beginning: which objects came,
 * and up to which version everything is known. What follows a failure is the watcher's to decide.
 */
import type { WatchEvent } from "../informer/claim_watcher.ts";
import type { KubeClient } from "./kube_client.ts";
import { KubeFailure } from "./kube_failure.ts";
import { gatherObject, parseWatchLine, toNewerVersion, type WatchLine } from "./watch_line.ts";

/** What came in one piece of the stream. */
export interface WatchPiece {
  readonly events: readonly WatchEvent[];
  /** From here a watch can go on once the events are taken; `null` while a list is not complete. */
  readonly version: string | null;
  readonly lineCount: number;
}

/** How a watch is opened. */
export interface WatchStreamOptions {
  readonly client: KubeClient;
  /** Path of the objects. */
  readonly path: string;
  /** Where to go on; `null`: the stream begins with a list. */
  readonly version: string | null;
  /** Whether this API server is known to stream lists; one that is not gets less time. */
  readonly isListProven: boolean;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** Bookmarks come about every minute; longer silence means that nobody is there. */
const SILENCE_MS = 90_000;
/** An API server that knows no streamed lists may stay silent where a list is awaited. */
const UNPROVEN_SILENCE_MS = 10_000;
/** The API server ends a watch after this time, so that watches spread over its replicas. */
const WATCH_SECONDS_MIN = 300;
const WATCH_SECONDS_SPREAD = 300;

/** Pulls one connection until it ends; throws `KubeFailure`. The first piece says that it is open. */
export async function* readWatchStream(options: WatchStreamOptions): AsyncGenerator<WatchPiece> {
  const { client, signal, isListProven } = options;
  let { version } = options;
  const silenceMs = () => version === null && !isListProven ? UNPROVEN_SILENCE_MS : SILENCE_MS;
  const stream = client.readLines(`${options.path}?${toQuery(options)}`, { signal, silenceMs });
  let isOpen = false;
  for await (const texts of stream) {
    const events: WatchEvent[] = isOpen ? [] : [{ type: "contact" }];
    isOpen = true;
    let failure: KubeFailure | undefined;
    let lineCount = 0;
    for (const text of texts) {
      const step = takeLine(text, { version, events });
      version = step.version;
      failure = step.failure;
      if (failure !== undefined) break;
      lineCount += 1;
    }
    yield { events, version, lineCount };
    if (failure !== undefined) throw failure;
  }
}

function toQuery({ version, random }: WatchStreamOptions): URLSearchParams {
  return new URLSearchParams({
    watch: "true",
    allowWatchBookmarks: "true",
    timeoutSeconds: String(WATCH_SECONDS_MIN + Math.floor(random() * WATCH_SECONDS_SPREAD)),
    ...(version === null
      ? { sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan" }
      : { resourceVersion: version }),
  });
}

/** Adds what a line says to the events; what came before a line that fails is not lost. */
function takeLine(
  text: string,
  state: { readonly version: string | null; readonly events: WatchEvent[] },
): { readonly version: string | null; readonly failure?: KubeFailure } {
  const { version, events } = state;
  let line: WatchLine;
  try {
    line = parseWatchLine(text);
  } catch (error) {
    if (error instanceof KubeFailure) return { version, failure: error };
    throw error;
  }
  switch (line.type) {
    case "error":
      return { version, failure: line.failure };
    case "applied":
    case "deleted":
      gatherObject(events, line);
      return { version: version === null ? null : toNewerVersion(version, line.version) };
    case "bookmark":
      if (version === null) return endList(line, events);
      events.push({ type: "contact" });
      return { version: toNewerVersion(version, line.version) };
  }
}

function endList(
  bookmark: Extract<WatchLine, { type: "bookmark" }>,
  events: WatchEvent[],
): { readonly version: string | null; readonly failure?: KubeFailure } {
  if (bookmark.isInitialEnd && bookmark.version !== "") {
    events.push({ type: "listed" });
    return { version: bookmark.version };
  }
  // API servers that pass over `sendInitialEvents` send plain bookmarks, and never say "complete".
  return {
    version: null,
    failure: new KubeFailure("The API server does not stream lists", { origin: "content" }),
  };
}
