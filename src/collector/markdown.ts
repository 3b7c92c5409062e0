/**
 * Puts text of strangers into Markdown so that it stays text: no mention, reference, closing keyword,
 * HTML or table cell comes out of it.
 */

/** The same for a table cell, where a bar would end the cell. */
export function toCellSpan(text: string): string {
  // A backslash keeps a bar inside the cell; one before the bar would undo that.
  return toCodeSpan(text).replaceAll("\\|", "\\ |").replaceAll("|", "\\|");
}

/** A one-line code span; empty text gives a dash. */
export function toCodeSpan(text: string, lengthMax = 300): string {
  const line = cutText(
    text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " "),
    lengthMax,
  )
    .trim();
  if (line === "") return "–";
  const longestRun = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longestRun + 1);
  const padding = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

function cutText(text: string, lengthMax: number): string {
  const points = Array.from(text);
  return points.length <= lengthMax ? text : `${points.slice(0, lengthMax - 1).join("")}…`;
}
