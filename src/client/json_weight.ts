/**
 * What a text of JSON takes once it is read, as an estimate: small values take many times their text,
 * and limits in bytes would not hold for them.
 */

/** An object, a list or an item, without what stands in it. */
const VALUE_BYTES = 32;
const [COMMA, BRACKET, BRACE] = [0x2c, 0x5b, 0x7b];

/** Bytes; at least those of the text. Signs in strings count, too. */
export function toJsonWeight(
  { text, byteLength }: { readonly text: string; readonly byteLength: number },
): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text.charCodeAt(index);
    if (sign === COMMA || sign === BRACE || sign === BRACKET) count += 1;
  }
  return Math.max(byteLength, count * VALUE_BYTES);
}
