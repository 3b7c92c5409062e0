/**
 * Puts text of strangers into Markdown so that it stays text: no mention, reference, closing keyword,
 * HTML or table cell comes out of it.
 */
import { cutLine, toInertLine } from "./inert_text.ts";

/** Most code points of a code span, unless told otherwise. */
const SPAN_LENGTH_MAX = 300;
/** What our own reasons are made of. */
const OWN_WORDS = /^[A-Za-z0-9](?:[A-Za-z0-9 ,;'()-]|[.:](?= |$))*$/;

/** The same as a code span for a table cell, where a bar would end the cell. */
export function toCellSpan(text: string, lengthMax?: number): string {
  // A backslash keeps a bar inside the cell; one before the bar would undo that.
  return toCodeSpan(text, lengthMax).replaceAll("\\|", "\\ |").replaceAll("|", "\\|");
}

/** A one-line code span; empty text gives a dash. */
export function toCodeSpan(text: string, lengthMax: number = SPAN_LENGTH_MAX): string {
  const line = cutLine(toInertLine(text), lengthMax).trim();
  if (line === "") return "–";
  const longestRun = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longestRun + 1);
  const padding = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** Our own words as they are; anything that does not look like them as a code span. */
export function toWords(text: string): string {
  return OWN_WORDS.test(text) && toInertLine(text) === text ? text : toCodeSpan(text);
}
