/** Times as the API writes them. */
import { z } from "@hono/zod-openapi";

/** Unix milliseconds as RFC 3339 in UTC, e.g. `2026-01-31T12:00:00.000Z`. */
export function toRfc3339(unixMs: number): string {
  return new Date(unixMs).toISOString();
}

/** A time in an answer. */
export function describeTime(description: string): z.ZodISODateTime {
  return z.iso.datetime().meta({ description, example: "2026-01-31T12:00:00.000Z" });
}
