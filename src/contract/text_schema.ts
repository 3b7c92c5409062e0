/**
 * Schemas of text fields: each problem is one sentence that says what was expected and what came,
 * and the limits are metadata, so that the API description tells the same.
 */
import { z } from "zod";
import { describeInput, quoteInput } from "./describe_input.ts";

/** What a text field takes. */
export interface TextOptions {
  /** 1: required to have something but whitespace in it; 0: may be empty. */
  readonly lengthMin: 0 | 1;
  /** Most Unicode code points. */
  readonly lengthMax: number;
  /**
   * `printable` refuses control characters, line separators, lone surrogates, and whatever cannot be
   * seen, such as bidi controls and zero-width characters: two names that differ look different.
   */
  readonly characters: "any" | "printable";
  /** Refuses `.` and `..`: clients and proxies take them out of a URL's path. */
  readonly isPathSegment?: true;
  /** What the field is for, for the API description. */
  readonly description: string;
  readonly example: string;
}

const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;
const VISIBLE = /\S/;
const DOTS = /^\.{1,2}$/;

/**
 * The same without property escapes and lookahead, which readers of API descriptions do not know, and
 * without `\s`, of which each has an opinion. What is above U+FFFF stands there itself, as the ways to
 * escape it differ. Lone surrogates are left out: JSON has none.
 */
const BLANK = String.raw`\u0020\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000`;
const HIDDEN = String.raw`\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5` +
  String.raw`\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0` +
  String.raw`\ufff0-\ufff8` + "\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}";
// Schemathesis counts the characters of a plainer pattern, and spells it in a way that nobody reads.
const PRINTABLE_PATTERN = `(?:[${BLANK}]+[^${BLANK}${HIDDEN}]|[^${BLANK}${HIDDEN}])[^${HIDDEN}]*`;
/** The same but `.` and `..`. */
const SEGMENT_PATTERN = String.raw`(?:[${BLANK}]+[^${BLANK}${HIDDEN}]|[^${BLANK}${HIDDEN}.]` +
  String.raw`|\.[^${HIDDEN}.]|\.\.[^${HIDDEN}])[^${HIDDEN}]*`;
const VISIBLE_PATTERN = String.raw`[^\u0009-\u000d\u2028\u2029\ufeff${BLANK}]`;

/** A schema of a text field. */
export function createTextSchema(options: TextOptions): z.ZodString {
  const { lengthMin, lengthMax, description, example } = options;
  const expected = describeExpected(options);
  return z.string({
    error: ({ input }) =>
      input === undefined
        ? `Required, expected ${expected}`
        : `Expected ${expected}, got ${describeInput(input)}`,
  }).superRefine((text, context) => {
    const found = findProblem(text, options);
    if (found !== undefined) context.addIssue(`Expected ${expected}, got ${found}`);
  }).meta({
    minLength: lengthMin,
    maxLength: lengthMax,
    ...toPattern(options),
    description,
    example,
  });
}

function describeExpected({ lengthMin, lengthMax, characters }: TextOptions): string {
  const text = characters === "printable" ? "a printable text" : "a text";
  return lengthMin === 0
    ? `${text} of at most ${lengthMax} characters`
    : `${text} of 1 to ${lengthMax} characters`;
}

/** What is wrong with the text, if anything. */
function findProblem(text: string, options: TextOptions): string | undefined {
  const { lengthMin, lengthMax, characters } = options;
  if (text === "") return lengthMin === 0 ? undefined : "an empty one";
  if (text.length > lengthMax) {
    const length = countCharacters(text);
    if (length > lengthMax) return `${length} characters`;
  }
  if (!VISIBLE.test(text)) return "only whitespace";
  if (characters === "any") return undefined;
  if (options.isPathSegment && DOTS.test(text)) {
    return `${quoteInput(text)}, which no path of a URL can hold`;
  }
  const index = text.search(UNPRINTABLE);
  return index < 0 ? undefined : `an unprintable character in ${quoteInput(text)}`;
}

/** Code points, as the API description counts them. */
function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function toPattern(
  { lengthMin, characters, isPathSegment }: TextOptions,
): { readonly pattern?: string } {
  if (characters === "any") return lengthMin === 0 ? {} : { pattern: VISIBLE_PATTERN };
  const pattern = isPathSegment ? SEGMENT_PATTERN : PRINTABLE_PATTERN;
  return { pattern: lengthMin === 0 ? `^(?:${pattern})?$` : `^${pattern}$` };
}
