/**
 * The hidden line at the end of the pull request's text: what a restarted server must know and
 * nothing else keeps. Written as JSON inside a comment; nothing hostile can end the comment early,
 * and since it must stand on a line of its own, nothing inside the text can pass for it.
 */

/** What the marker remembers. */
export interface ProposalMarker {
  /** Clusters that had reported when the text was written, sorted. */
  readonly clusters: readonly string[];
  /** Whether there were more clusters than fit. */
  readonly isCut: boolean;
  /** Short hashes (5 base64url characters each) of the entries of confirmed mass changes, sorted. */
  readonly confirmed: readonly string[];
  /** How often in a row proposals did nothing but put back what other writers had undone. */
  readonly restoreCount: number;
  /** Whether labels, reviewers and auto-merge have still to be set. */
  readonly isUnfinished: boolean;
  /** Whether we closed the pull request ourselves. */
  readonly isWithdrawn: boolean;
  /**
   * How it is to be merged: GitHub's auto-merge was enabled, or refused because nothing blocks; null
   * for neither.
   */
  readonly merge: "auto" | "direct" | null;
}

/** Where the marker stands in a text. */
export interface MarkerPlace {
  readonly start: number;
  readonly end: number;
  /** What it says; `undefined` where that cannot be read. */
  readonly marker: ProposalMarker | undefined;
}

/** Remembers nothing. */
export const EMPTY_MARKER: ProposalMarker = {
  clusters: [],
  isCut: false,
  confirmed: [],
  restoreCount: 0,
  isUnfinished: false,
  isWithdrawn: false,
  merge: null,
};

/** Most characters that the names of the clusters may take, as they are written. */
export const MARKER_CLUSTERS_LENGTH_MAX = 16_384;
/** Most hashes that are kept; of more than these, none. */
export const MARKER_CONFIRMED_COUNT_MAX = 6_000;
const HASH_LENGTH = 5;
/** Most characters that the marker may take of the text. */
export const MARKER_LENGTH_MAX = MARKER_CLUSTERS_LENGTH_MAX +
  MARKER_CONFIRMED_COUNT_MAX * HASH_LENGTH + 300;

const OPENING = "<!-- machinery-status-collector ";
const MARKERS = /^<!-- machinery-status-collector (\{[^<>\r\n]*\}) -->$/gm;
const HASHES = /^(?:[A-Za-z0-9_-]{5})*$/;

/** The marker as a line of the text. Throws `RangeError` for a hash that is none. */
export function formatMarker(marker: ProposalMarker): string {
  const clusters = keepFitting(marker.clusters);
  const isCut = marker.isCut || clusters.length < marker.clusters.length;
  const { restoreCount, merge } = marker;
  const fields = escapeJson({
    version: 1,
    clusters,
    ...(isCut ? { cut: true } : {}),
    ...(restoreCount > 0 ? { restored: restoreCount } : {}),
    ...(marker.isUnfinished ? { unfinished: true } : {}),
    ...(marker.isWithdrawn ? { withdrawn: true } : {}),
    ...(merge === null ? {} : { merge }),
  });
  return `${OPENING}${fields.slice(0, -1)}${formatConfirmed(marker.confirmed)}} -->`;
}

/** Reads the last marker of a text; `undefined` where there is none that can be read. */
export function parseMarker(text: string): ProposalMarker | undefined {
  return findMarker(text)?.marker;
}

/** What a text remembers: one whose marker cannot be read does not name all clusters. */
export function recallMarker(text: string): ProposalMarker {
  return parseMarker(text) ?? { ...EMPTY_MARKER, isCut: true };
}

/** The part of a text that is ours: what stands behind the last marker was added by others. */
export function cutBehindMarker(text: string): string {
  return text.slice(0, findMarker(text)?.end);
}

/** Finds the last line of a text that looks like a marker. */
export function findMarker(text: string): MarkerPlace | undefined {
  const last = [...text.matchAll(MARKERS)].at(-1);
  if (last === undefined) return undefined;
  const [line, json = ""] = last;
  return { start: last.index, end: last.index + line.length, marker: toMarker(parseJson(json)) };
}

function keepFitting(clusters: readonly string[]): readonly string[] {
  let length = "[]".length;
  const end = clusters.findIndex((cluster) => {
    length += escapeJson(cluster).length + 1;
    return length > MARKER_CLUSTERS_LENGTH_MAX;
  });
  return end < 0 ? clusters : clusters.slice(0, end);
}

/** Not escaped: every character would take six, and none of the alphabet does any harm here. */
function formatConfirmed(hashes: readonly string[]): string {
  if (hashes.length === 0 || hashes.length > MARKER_CONFIRMED_COUNT_MAX) return "";
  for (const hash of hashes) {
    if (hash.length === HASH_LENGTH && HASHES.test(hash)) continue;
    throw new RangeError(`Cannot write the marker: expected ${HASH_LENGTH} base64url characters`);
  }
  return `,"confirmed":"${hashes.join("")}"`;
}

function toMarker(value: unknown): ProposalMarker | undefined {
  if (typeof value !== "object" || value === null || !("clusters" in value)) return undefined;
  const { clusters } = value;
  if (!Array.isArray(clusters)) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const { cut, confirmed, restored, unfinished, withdrawn, merge } = fields;
  return {
    clusters: clusters.filter((cluster): cluster is string => typeof cluster === "string"),
    isCut: cut === true,
    confirmed: toHashes(confirmed),
    restoreCount: typeof restored === "number" && Number.isSafeInteger(restored)
      ? Math.max(restored, 0)
      : 0,
    isUnfinished: unfinished === true,
    isWithdrawn: withdrawn === true,
    merge: merge === "auto" || merge === "direct" ? merge : null,
  };
}

/** What cannot be read confirms nothing. */
function toHashes(text: unknown): readonly string[] {
  if (typeof text !== "string" || !HASHES.test(text)) return [];
  return text.match(/.{5}/g) ?? [];
}

/**
 * Nothing that ends a comment or cannot be seen; and nothing that means something to GitHub where
 * the text becomes the message of a squashed commit. A dash alone stays: most names have some.
 */
function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&@#/*\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|-{2,}|(?<=gh)-(?=\d)|\[(?=[a-z])/giu,
    (found) => found.split("").map(escapeUnit).join(""),
  );
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
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
