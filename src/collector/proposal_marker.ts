/**
 * The hidden line at the end of the pull request's text: what a restarted server must know and
 * nothing else keeps. Written as JSON inside a comment; nothing hostile can end the comment early.
 */

/** What the marker remembers. */
export interface ProposalMarker {
  /** Clusters that had reported when the text was written, sorted. */
  readonly clusters: readonly string[];
  /** Whether there were more clusters than fit. */
  readonly isCut: boolean;
}

/** Most characters that the marker may take of the text. */
export const MARKER_LENGTH_MAX = 16_384;

const OPENING = "<!-- machinery-status-collector ";
const MARKERS = /<!-- machinery-status-collector (\{[^<>]*\}) -->/g;

/** The marker as a line of the text. */
export function formatMarker(clusters: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const cluster of clusters) {
    length += escapeJson(cluster).length + 1;
    if (length > MARKER_LENGTH_MAX - 100) break;
    kept.push(cluster);
  }
  const cut = kept.length < clusters.length ? { cut: true } : {};
  return `${OPENING}${escapeJson({ version: 1, clusters: kept, ...cut })} -->`;
}

/** The part of a text that is ours: what stands behind the last marker was added by others. */
export function cutBehindMarker(text: string): string {
  const last = [...text.matchAll(MARKERS)].at(-1);
  return last === undefined ? text : text.slice(0, last.index + last[0].length);
}

/** Reads the last marker of a text; `undefined` where there is none that can be read. */
export function parseMarker(text: string): ProposalMarker | undefined {
  const json = [...text.matchAll(MARKERS)].at(-1)?.[1];
  if (json === undefined) return undefined;
  const value = parseJson(json);
  if (typeof value !== "object" || value === null || !("clusters" in value)) return undefined;
  const { clusters } = value;
  if (!Array.isArray(clusters)) return undefined;
  return {
    clusters: clusters.filter((cluster): cluster is string => typeof cluster === "string"),
    isCut: "cut" in value && value.cut === true,
  };
}

function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029-]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A marker that a person has damaged is no marker. */
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
