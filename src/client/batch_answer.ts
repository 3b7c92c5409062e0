/**
 * Reads the answer to a batch as `batchAnswerSchema` of `src/contract` does, but without the schema
 * library: it would be a quarter of all the memory of an idle informer.
 */
import type { BatchAnswer } from "../contract/batch.ts";

type Rejection = BatchAnswer["rejected"][number];

/** The answer without unknown fields; `undefined` for a text that no collector answers. */
export function parseBatchAnswer(text: string): BatchAnswer | undefined {
  const fields = parseObject(text);
  if (fields === undefined) return undefined;
  const { protocol, instance, accepted, rejected, resync, superseded } = fields;
  if (!Number.isSafeInteger(protocol) || !isCount(accepted)) return undefined;
  if (typeof instance !== "string" || instance === "") return undefined;
  if (!Array.isArray(rejected) || !rejected.every(isRejection)) return undefined;
  if (!isOptionalBoolean(resync) || !isOptionalBoolean(superseded)) return undefined;
  return {
    protocol: Number(protocol),
    instance,
    accepted,
    rejected: rejected.map(({ index, error }) => ({ index, error })),
    ...(resync === undefined ? {} : { resync }),
    ...(superseded === undefined ? {} : { superseded }),
  };
}

function parseObject(
  text: string,
): Readonly<Partial<Record<keyof BatchAnswer, unknown>>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isOptionalBoolean(value: unknown): value is boolean | undefined {
  return value === undefined || typeof value === "boolean";
}

function isRejection(value: unknown): value is Rejection {
  if (typeof value !== "object" || value === null) return false;
  const { index, error } = value as Partial<Record<keyof Rejection, unknown>>;
  return isCount(index) && typeof error === "string";
}
