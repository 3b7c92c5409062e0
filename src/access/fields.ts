/** Looking into values of unknown shape. */

/** The value, if it is a mapping; an empty one otherwise. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Readonly<Record<string, unknown>>
    : {};
}
