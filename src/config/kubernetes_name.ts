/** Which names are taken: of groups, versions, resources and namespaces as Kubernetes does, of clusters. */
import { FIELD_LIMITS } from "../contract/field_limits.ts";
import { isPrintableLine } from "./printable_line.ts";

const LABEL_LENGTH_MAX = 63;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** Whether a text is a DNS label, as namespaces are. */
export function isDnsLabel(text: string): boolean {
  return text.length <= LABEL_LENGTH_MAX && LABEL.test(text);
}

/** Whether a text is a DNS label that begins with a letter, as versions and plural names are. */
export function isDnsWord(text: string): boolean {
  return isDnsLabel(text) && /^[a-z]/.test(text);
}

/** Whether a text is a DNS name in lower case, as API groups are. */
export function isDnsName(text: string): boolean {
  return text.length <= FIELD_LIMITS.groupLengthMax && text.split(".").every(isDnsLabel);
}

/** What cannot be seen: with it two names would look the same. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

/**
 * Whether a text can be a cluster's name: printable, nothing invisible, and no `.` or `..`, which no URL
 * can hold as a part of its path. The same as `clusterSchema` of `src/contract`, whose library an
 * informer does not load.
 */
export function isClusterName(text: string): boolean {
  return isPrintableLine(text, FIELD_LIMITS.clusterLengthMax) && !INVISIBLE.test(text) &&
    text !== "." && text !== "..";
}
