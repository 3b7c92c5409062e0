/** Looks into values that nobody has checked yet. */

/** The fields of an object; none of anything else. */
export function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

/** The fields of a mapping; none of anything else, lists included. */
export function toMapping(value: unknown): Readonly<Record<string, unknown>> {
  return Array.isArray(value) ? {} : toRecord(value);
}

/** The text itself; empty for anything that is none. */
export function toText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
