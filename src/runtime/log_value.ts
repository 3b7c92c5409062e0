/**
 * Turns any value into plain data that `JSON.stringify` can write: errors keep their name, message,
 * stack and cause, and no cycle, BigInt, getter or size can make a log call fail.
 */

const TEXT_LENGTH_MAX = 16_384;
const ITEM_COUNT_MAX = 100;
const DEPTH_MAX = 6;

/** Plain data that says as much as possible of the value; total. */
export function toLogValue(value: unknown): unknown {
  return convert(value, []);
}

function convert(value: unknown, parents: readonly unknown[]): unknown {
  switch (typeof value) {
    case "string":
      return cut(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
    case "undefined":
      return value;
    case "bigint":
      return value.toString();
    case "symbol":
      return cut(value.toString());
    case "function":
      return "[function]";
    case "object":
      return value === null ? null : convertObject(value, parents);
  }
}

function convertObject(value: object, parents: readonly unknown[]): unknown {
  if (parents.includes(value)) return "[cyclic]";
  if (parents.length >= DEPTH_MAX) return "[too deep]";
  const path = [...parents, value];
  try {
    if (value instanceof Error) return convertError(value, path);
    if (Array.isArray(value)) return convertArray(value, path);
    if ("toJSON" in value && typeof value.toJSON === "function") {
      return convert(value.toJSON(), path);
    }
    return convertFields(Object.entries(value), path);
  } catch {
    return "[unreadable]";
  }
}

function convertError(error: Error, path: readonly unknown[]): unknown {
  const { name, message, stack, cause } = error;
  return convertFields(Object.entries({ name, message, stack, cause }), path);
}

function convertArray(items: readonly unknown[], path: readonly unknown[]): readonly unknown[] {
  const kept = items.slice(0, ITEM_COUNT_MAX).map((item) => convert(item, path));
  return items.length > ITEM_COUNT_MAX
    ? [...kept, `[${items.length - ITEM_COUNT_MAX} more]`]
    : kept;
}

function convertFields(
  entries: readonly (readonly [string, unknown])[],
  path: readonly unknown[],
): unknown {
  const kept = entries.slice(0, ITEM_COUNT_MAX)
    .map(([key, value]) => [cut(key), convert(value, path)] as const);
  const moreCount = entries.length - kept.length;
  return Object.fromEntries(moreCount > 0 ? [...kept, ["…", `[${moreCount} more]`]] : kept);
}

function cut(text: string): string {
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
}
