/** Texts of one line that people can read, as the wire between informer and collector wants names. */

/** The same that `src/contract` refuses in names. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Whether a text has something visible, nothing unprintable, and at most so many code points. */
export function isPrintableLine(text: string, lengthMax: number): boolean {
  return /\S/.test(text) && !UNPRINTABLE.test(text) &&
    (text.length <= lengthMax || [...text].length <= lengthMax);
}
