/** Why an informer is not all right: the codes that monitoring may rely on, and how they are worded. */

/** Every code. They are stable; `docs/operations.md` says what to do about each. */
export const INFORMER_REASON_CODES = [
  /** Requests to the collector fail. */
  "collector-unreachable",
  /** The collector answers and refuses: a person must act. */
  "collector-refused",
  /** The collector knows no batches. */
  "old-collector",
  /** A newer informer speaks for the same claims. */
  "superseded",
  /** Not everything was told once. */
  "not-synchronised",
  /** The API server was not heard of for two minutes. */
  "api-server-silent",
  /** Requests to the API server fail. */
  "api-server-unreachable",
  /** The API server does not know a resource. */
  "kind-unserved",
  /** The API server does not let us read a resource. */
  "access-refused",
  /** There is nothing in the cluster to watch. */
  "nothing-discovered",
  /** Some resources are not watched, because there are too many. */
  "too-many-kinds",
  /** Composites that claims name are not watched, for whatever reason. */
  "composites-unwatched",
  /** The collector does not take the content of some claims. */
  "claims-rejected",
] as const;

/** One of the codes. */
export type ReasonCode = typeof INFORMER_REASON_CODES[number];

/** One reason. */
export interface InformerReason {
  readonly code: ReasonCode;
  /** One sentence for people, without names of claims. */
  readonly message: string;
}

/** Most things that one sentence names. */
const NAMED_COUNT_MAX = 10;

/** A reason in short. */
export function toReason(code: ReasonCode, message: string): InformerReason {
  return { code, message };
}

/** Names with commas between; only the first ten, and how many there are beside them. */
export function nameSome(names: readonly string[]): string {
  const more = names.length > NAMED_COUNT_MAX ? `, and ${names.length - NAMED_COUNT_MAX} more` : "";
  return `${names.slice(0, NAMED_COUNT_MAX).join(", ")}${more}`;
}

/** `name.group`, or `name` alone in the core group. */
export function joinName(name: string, group: string): string {
  return group === "" ? name : `${name}.${group}`;
}
