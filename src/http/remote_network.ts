/** What an address is counted as: whoever has an IPv6 address has 2^64 of them. Pure. */

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUP_COUNT = 8;
const NETWORK_GROUP_COUNT = 4;

/** An IPv4 address as it is, the /64 of an IPv6 address; other texts as they are. */
export function toNetwork(address: string): string {
  if (!address.includes(":")) return address;
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const groups = toGroups(address).slice(0, NETWORK_GROUP_COUNT);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, "").toLowerCase()).join(":")}::/64`;
}

/** All groups of an address; those that `::` stands for are zero. */
function toGroups(address: string): readonly string[] {
  const [head = "", tail] = address.split("::");
  const first = head === "" ? [] : head.split(":");
  if (tail === undefined) return first;
  const last = tail === "" ? [] : tail.split(":");
  const zeroCount = Math.max(0, GROUP_COUNT - first.length - last.length);
  return [...first, ...Array<string>(zeroCount).fill("0"), ...last];
}
