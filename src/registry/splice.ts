/** Replaces ranges of a text; everything outside them stays as it is, by construction. */

/** Replaces `[start, end)`, in UTF-16 code units, by `text`; an empty range inserts. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies splices of one text; throws `RangeError` for ranges that overlap or leave the text. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const ordered = [...splices].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const splice of ordered) {
    if (splice.start < at || splice.end < splice.start || splice.end > text.length) {
      throw new RangeError(`Cannot splice ${splice.start}..${splice.end}: expected from ${at} on`);
    }
    parts.push(text.slice(at, splice.start), splice.text);
    at = splice.end;
  }
  parts.push(text.slice(at));
  return parts.join("");
}
