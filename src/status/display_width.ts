/**
 * How many columns of a terminal a text takes, and texts cut to a number of columns. Texts must be
 * free of control characters, see `visible_text.ts`. Where terminals differ, the larger width counts,
 * so that no line is longer than it was meant to be; only what East Asian settings alone make wide
 * counts as narrow.
 */
import { eastAsianWidth } from "get-east-asian-width";

const PRINTABLE_ASCII = /^[ -~]*$/;
/** Marks that stand on another character, joiners, and the parts of Korean syllables. */
const WITHOUT_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u;
/** Formats that are drawn: signs that begin a number or a verse and stand around what follows. */
const DRAWN_FORMAT =
  /^[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\ufff9-\ufffb\u{110bd}\u{110cd}\u{13430}-\u{1345f}]$/u;
/** Wide on some systems, though Unicode does not say so: flags, pictures, and numbers in squares. */
const SOMEWHERE_WIDE =
  /^[\p{Emoji_Presentation}\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u3248-\u324f]$/u;
/** Makes the picture before it a wide one. */
const AS_PICTURE = "\ufe0f";

const ELLIPSIS = "…";
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns that a text takes. */
export function toDisplayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let [width, last] = [0, 0];
  for (const character of text) {
    last = character === AS_PICTURE && last === 1 ? 1 : toCharacterWidth(character);
    width += last;
  }
  return width;
}

/** The text, or its beginning and an ellipsis, in at most so many columns; characters stay whole. */
export function cutToWidth(text: string, widthMax: number): string {
  // No character takes more columns than it has code units, twice.
  if (2 * text.length <= widthMax || toDisplayWidth(text) <= widthMax) return text;
  if (widthMax < 1) return "";
  if (PRINTABLE_ASCII.test(text)) return text.slice(0, widthMax - 1) + ELLIPSIS;
  let kept = "";
  let width = 1;
  for (const { segment } of segmenter.segment(text)) {
    width += toDisplayWidth(segment);
    if (width > widthMax) break;
    kept += segment;
  }
  return kept + ELLIPSIS;
}

/** The text in lines of at most so many columns; a character that is wider becomes an ellipsis. */
export function wrapToWidth(text: string, widthMax: number): readonly string[] {
  if (toDisplayWidth(text) <= widthMax) return [text];
  const lines: string[] = [];
  let [line, width] = ["", 0];
  for (const piece of splitToWidth(text, widthMax)) {
    const pieceWidth = toDisplayWidth(piece);
    if (width + pieceWidth > widthMax && line !== "") {
      lines.push(line);
      [line, width] = ["", 0];
    }
    line += piece;
    width += pieceWidth;
  }
  return [...lines, line];
}

/** The text with spaces behind it, up to so many columns. */
export function padToWidth(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - toDisplayWidth(text)));
}

/** What people take for characters; thousands of signs can be one, which is split then. */
function* splitToWidth(text: string, widthMax: number): Generator<string> {
  for (const { segment } of segmenter.segment(text)) {
    if (toDisplayWidth(segment) <= widthMax) yield segment;
    else for (const character of segment) yield cutToWidth(character, widthMax);
  }
}

function toCharacterWidth(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) return 1;
  if (WITHOUT_WIDTH.test(character)) return DRAWN_FORMAT.test(character) ? 1 : 0;
  return SOMEWHERE_WIDE.test(character) ? 2 : eastAsianWidth(point);
}
