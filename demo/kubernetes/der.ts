/** As much of ASN.1's DER as certificates take: values are bytes with a tag and a length. */

/** Bytes as DER is made of them. */
export type Der = Uint8Array<ArrayBuffer>;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;

/** A value under a tag of one's own. */
export function toTagged(tag: number, content: Der): Der {
  const { length } = content;
  const head = length < 0x80
    ? [tag, length]
    : length < 0x100
    ? [tag, 0x81, length]
    : [tag, 0x82, length >> 8, length & 0xff];
  return join([Uint8Array.from(head), content]);
}

/** A sequence of values. */
export function toSequence(...parts: readonly Der[]): Der {
  return toTagged(TAG.sequence, join(parts));
}

/** A set of one value. */
export function toSet(part: Der): Der {
  return toTagged(TAG.set, part);
}

/** A whole number that is not negative, its most significant byte first. */
export function toInteger(bytes: Der): Der {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first === -1 ? Uint8Array.of(0) : bytes.subarray(first);
  const isSignBitSet = (digits[0] ?? 0) >= 0x80;
  return toTagged(TAG.integer, isSignBitSet ? join([Uint8Array.of(0), digits]) : digits);
}

/** True. */
export function toTrue(): Der {
  return toTagged(TAG.boolean, Uint8Array.of(0xff));
}

/** Whole bytes as bits. */
export function toBitString(content: Der): Der {
  return toTagged(TAG.bitString, join([Uint8Array.of(0), content]));
}

/** Bytes. */
export function toOctetString(content: Der): Der {
  return toTagged(TAG.octetString, content);
}

/** Text. */
export function toUtf8(text: string): Der {
  return toTagged(TAG.utf8, new TextEncoder().encode(text));
}

/** A time of the form `260131235959Z`. */
export function toUtcTime(text: string): Der {
  return toTagged(TAG.utcTime, new TextEncoder().encode(text));
}

/** An object identifier, from its hexadecimal content. */
export function toObjectId(hex: string): Der {
  return toTagged(TAG.objectId, Uint8Array.fromHex(hex));
}

function join(parts: readonly Der[]): Der {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
