/** Reads the lines of a watch, and gathers what they say into few events without changing its order. */
import { toRecord } from "../claim/record.ts";
import type { WatchEvent } from "../informer/claim_watcher.ts";
import { KubeFailure, toStatusDetail } from "./kube_failure.ts";

/** What one line of a watch says. */
export type WatchLine =
  | { readonly type: "applied" | "deleted"; readonly object: unknown; readonly version: string }
  | { readonly type: "bookmark"; readonly version: string; readonly isInitialEnd: boolean }
  | { readonly type: "error"; readonly failure: KubeFailure };

/** Marks the bookmark that ends the list of a streamed list. */
const INITIAL_END_ANNOTATION = "k8s.io/initial-events-end";

/** Parses one line; throws `KubeFailure` for one that says nothing that a watch can say. */
export function parseWatchLine(line: string): WatchLine {
  const { type, object } = toRecord(readJson(line));
  const { version, annotations } = readMetadata(object);
  switch (type) {
    case "ADDED":
    case "MODIFIED":
      return { type: "applied", object, version };
    case "DELETED":
      return { type: "deleted", object, version };
    case "BOOKMARK": {
      const isInitialEnd = annotations[INITIAL_END_ANNOTATION] === "true";
      return { type: "bookmark", version, isInitialEnd };
    }
    case "ERROR":
      return { type: "error", failure: toFailure(object) };
    default:
      throw new KubeFailure("Cannot read the watch: a line is no event", { origin: "content" });
  }
}

/** The version of an object or a list; empty where it has none. */
export function readVersion(object: unknown): string {
  return readMetadata(object).version;
}

/** The newer of two versions; where they cannot be compared, the second. */
export function toNewerVersion(before: string, after: string): string {
  return after === "" || isNewerVersion(before, after) ? before : after;
}

/** Whether a version is newer than another one; those that cannot be compared are not. */
export function isNewerVersion(version: string, other: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(other)) return false;
  if (version.length !== other.length) return version.length > other.length;
  return version > other;
}

/** Adds an object to the last event if that is of its type, to a new one otherwise. */
export function gatherObject(
  events: WatchEvent[],
  line: Extract<WatchLine, { readonly object: unknown }>,
): void {
  const last = events.at(-1);
  if (last?.type === line.type) (last.objects as unknown[]).push(line.object);
  else events.push({ type: line.type, objects: [line.object] });
}

function toFailure(status: unknown): KubeFailure {
  const { code } = toRecord(status);
  return new KubeFailure(`The API server ended the watch${toStatusDetail(status)}`, {
    origin: "event",
    status: typeof code === "number" ? code : null,
  });
}

function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new KubeFailure("Cannot read the watch: a line is not JSON", {
      origin: "content",
      cause: error,
    });
  }
}

function readMetadata(
  object: unknown,
): { readonly version: string; readonly annotations: Readonly<Record<string, unknown>> } {
  const { resourceVersion, annotations } = toRecord(toRecord(object)["metadata"]);
  return {
    version: typeof resourceVersion === "string" ? resourceVersion : "",
    annotations: toRecord(annotations),
  };
}
