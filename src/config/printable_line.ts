/** Texts of one line that people can read, as titles and names are. */

/** What breaks a line or turns its direction; titles may have what joins the parts of an emoji. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Whether a text has something visible, nothing unprintable, and at most so many code points. */
export function isPrintableLine(text: string, lengthMax: number): boolean {
  return /\S/.test(text) && !UNPRINTABLE.test(text) &&
    (text.length <= lengthMax || [...text].length <= lengthMax);
}
