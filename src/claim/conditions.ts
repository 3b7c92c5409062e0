/**
 * Reads the conditions of an object: the three that decide its status, each cleaned and bounded, so
 * that nothing secret and nothing long is kept. Condition types that functions add are left out.
 */
import { toRecord, toText } from "./record.ts";
import { cutLine, ELLIPSIS, toCleanLine, toRegistryText } from "./registry_text.ts";

/** One condition, as far as it decides anything. */
export interface Condition {
  readonly status: "True" | "False" | "Unknown";
  /** Words of at most 56 code points in all, as a rule one; empty where there is none. */
  readonly reason: string;
  /** One clean line of at most 256 code points; empty where there is none, and when the status is True. */
  readonly message: string;
}

/** A condition as the object has it, its texts neither cleaned nor bounded. */
export interface RawCondition {
  readonly status: Condition["status"];
  readonly reason: string;
  readonly message: string;
}

/** What the conditions of an object say. */
export interface ObjectConditions {
  readonly ready: RawCondition | null;
  readonly synced: RawCondition | null;
  readonly responsive: RawCondition | null;
  /** The generation that Synced was observed of; `null` where it does not say. */
  readonly syncedGeneration: number | null;
}

/** Most conditions that are looked at; Crossplane writes three, functions a few more. */
const CONDITION_COUNT_MAX = 1_000;
/** Three reasons of this length leave room for all else that leads a status text. */
const REASON_LENGTH_MAX = 56;
/** Most UTF-16 code units of a reason or message that are cleaned; the rest is not shown. */
const RAW_LENGTH_MAX = 8_192;
/** Longer is no part of a secret that the cut of a raw text leaves without its end. */
const HALF_SECRET_LENGTH_MAX = 1_100;

/** Reads `status.conditions`; of several conditions of one type the first counts. */
export function readConditions(conditions: unknown): ObjectConditions {
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  if (Array.isArray(conditions)) {
    for (const value of conditions.slice(0, CONDITION_COUNT_MAX)) {
      const condition = toRecord(value);
      const type = toText(condition["type"]);
      if (!found.has(type)) found.set(type, condition);
    }
  }
  const generation = found.get("Synced")?.["observedGeneration"];
  return {
    ready: toRawCondition(found.get("Ready")),
    synced: toRawCondition(found.get("Synced")),
    responsive: toRawCondition(found.get("Responsive")),
    syncedGeneration: typeof generation === "number" ? generation : null,
  };
}

/** Cleans and bounds the texts of a condition. */
export function toCondition({ status, reason, message }: RawCondition): Condition {
  return {
    status,
    reason: toReason(reason),
    message: status === "True" ? "" : toShortLine(message),
  };
}

function toRawCondition(
  condition: Readonly<Record<string, unknown>> | undefined,
): RawCondition | null {
  if (condition === undefined) return null;
  const { status, reason, message } = condition;
  return {
    status: status === "True" || status === "False" ? status : "Unknown",
    reason: toText(reason),
    message: toText(message),
  };
}

/**
 * Kubernetes makes reasons names, and so do we. Parentheses stand around a reason in the text, and
 * other signs might make it look like the start of a secret that swallows what follows.
 */
function toReason(reason: string): string {
  if (/^\w{0,56}$/.test(reason)) return reason;
  const words = toShortLine(reason).replace(/[^\p{L}\p{M}\p{N}_.*…]+/gu, " ");
  return cutLine(words.trim(), REASON_LENGTH_MAX);
}

/** A registry text, but empty where there is nothing to say. */
function toShortLine(raw: string): string {
  if (raw === "") return "";
  const text = toRegistryText(raw.length > RAW_LENGTH_MAX ? cutRaw(raw) : raw);
  return text === ELLIPSIS ? "" : text;
}

/**
 * Cleans before it cuts: the end of the raw cut may be half a secret, which no rule knows. There is
 * no white space in it, so it goes with the last word.
 */
function cutRaw(raw: string): string {
  const line = toCleanLine(raw.slice(0, RAW_LENGTH_MAX));
  const end = Math.max(line.lastIndexOf(" "), line.length - HALF_SECRET_LENGTH_MAX, 0);
  return line.slice(0, end) + ELLIPSIS;
}
