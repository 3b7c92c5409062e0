/**
 * How many columns of a terminal a text takes, and texts cut to a number of columns. Texts must be
 * free of control characters, see `visible_text.ts`. Where terminals differ, the larger width counts,
 * so that no line is longer than it was meant to be.
 */

const PRINTABLE_ASCII = /^[ -~]*$/;
/** Marks that stand on another character, joiners, and the parts of Korean syllables. */
const WITHOUT_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u;
const WIDE_EMOJI = /^\p{Emoji_Presentation}$/u;

/** Blocks of characters that are two columns wide: first and last of each. */
const WIDE_BLOCKS: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

const ELLIPSIS = "…";
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns that a text takes. */
export function toDisplayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += toCharacterWidth(character);
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

/** The text in lines of at most so many columns; a character that is wider stands alone. */
export function wrapToWidth(text: string, widthMax: number): readonly string[] {
  if (toDisplayWidth(text) <= widthMax) return [text];
  const lines: string[] = [];
  let [line, width] = ["", 0];
  for (const { segment } of segmenter.segment(text)) {
    const segmentWidth = toDisplayWidth(segment);
    if (width + segmentWidth > widthMax && line !== "") {
      lines.push(line);
      [line, width] = ["", 0];
    }
    line += segment;
    width += segmentWidth;
  }
  return [...lines, line];
}

/** The text with spaces behind it, up to so many columns. */
export function padToWidth(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - toDisplayWidth(text)));
}

function toCharacterWidth(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) return 1;
  if (WITHOUT_WIDTH.test(character)) return 0;
  const isWide = WIDE_EMOJI.test(character) ||
    WIDE_BLOCKS.some(([first, last]) => point >= first && point <= last);
  return isWide ? 2 : 1;
}
