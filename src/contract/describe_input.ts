/** Says in a few words what somebody sent, for error messages: short, quoted, on one line. */

/** Most characters of foreign input that a message repeats. */
export const ECHO_LENGTH_MAX = 100;

/** `nothing`, `a number`, or the quoted text itself, cut to 100 characters. */
export function describeInput(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "string") return quoteInput(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The text in quotes, control characters escaped, cut to 100 characters unless told. */
export function quoteInput(text: string, lengthMax = ECHO_LENGTH_MAX): string {
  const isCut = text.length > lengthMax;
  const shown = isCut ? `${text.slice(0, lengthMax - 1)}…` : text;
  return JSON.stringify(shown.toWellFormed()).replace(UNPRINTABLE, toEscape);
}

/** What JSON leaves as it is but no terminal should get, or nobody would see. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;

/** As JSON escapes it: above U+FFFF in two halves. */
function toEscape(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
