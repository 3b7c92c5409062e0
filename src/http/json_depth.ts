/** How deep JSON is nested, found out before anything is made of it: a parser takes long for that. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Most arrays and objects inside each other; batches have four. */
export const JSON_DEPTH_MAX = 32;

/** Whether there are more inside each other, in UTF-8; looks no further than to the first too many. */
export function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  for (let index = 0; index < bytes.length; index++) {
    switch (bytes[index]) {
      case QUOTE:
        index = findTextEnd(bytes, index);
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        depth += 1;
        if (depth > JSON_DEPTH_MAX) return true;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        depth -= 1;
    }
  }
  return false;
}

/** Where the text that begins here ends: at a quote behind an even number of backslashes. */
function findTextEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (true) {
    end = bytes.indexOf(QUOTE, end + 1);
    if (end < 0) return bytes.length;
    let backslashCount = 0;
    while (bytes[end - 1 - backslashCount] === BACKSLASH) backslashCount += 1;
    if (backslashCount % 2 === 0) return end;
  }
}
