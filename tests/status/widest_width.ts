/**
 * How many columns a text takes on the terminal that makes it widest, told apart from the code that
 * is tested: by Unicode's own table of widths, and by a list of the formats that are drawn.
 */
import { eastAsianWidthType } from "get-east-asian-width";

/** Prepended_Concatenation_Mark of Unicode's `PropList.txt`. */
const DRAWN_FORMATS: ReadonlySet<number> = new Set([
  ...[0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6dd, 0x70f, 0x890, 0x891, 0x8e2],
  ...[0x110bd, 0x110cd],
]);

/** Columns at most. */
export function toWidestWidth(text: string): number {
  let width = 0;
  for (const character of text) width += toCharacterWidth(character.codePointAt(0) ?? 0);
  return width;
}

function toCharacterWidth(point: number): number {
  if (DRAWN_FORMATS.has(point)) return 1;
  // Vowels and endings of Korean syllables are drawn into the syllable.
  if (point >= 0x1160 && point <= 0x11ff) return 0;
  // Terminals draw the soft hyphen.
  if (point !== 0xad && /^[\p{Mn}\p{Me}\p{Cf}]$/u.test(String.fromCodePoint(point))) return 0;
  const type = eastAsianWidthType(point);
  return type === "wide" || type === "fullwidth" ? 2 : 1;
}
