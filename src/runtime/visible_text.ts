/**
 * Makes foreign text safe to print on one line: whatever could start a new line, steer a terminal
 * or turn the reading direction becomes a visible escape.
 */

/** Control characters, line and paragraph separators, byte order mark and direction marks. */
const UNSAFE =
  // deno-lint-ignore no-control-regex -- control characters are what this removes
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const UNSAFE_ALL = new RegExp(UNSAFE, "g");

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The same text with each unsafe character as `\n`, `\r`, `\t` or `\uXXXX`. */
export function escapeControls(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text.replace(
    UNSAFE_ALL,
    (character) =>
      SHORT_ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The text between double quotes on one line, cut to `lengthMax` characters where that is given. */
export function quote(text: string, lengthMax: number = Infinity): string {
  const shown = text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
  return escapeControls(JSON.stringify(shown));
}
