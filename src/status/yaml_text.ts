/**
 * Plain data as YAML that is read the same by every version of YAML: keys and texts stand between
 * double quotes with the escapes of JSON, so no text is taken for a number, a date or a yes.
 */

/** What can be written: what JSON can say. */
export type PlainValue =
  | null
  | boolean
  | number
  | string
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue | undefined };

const PLAIN_KEY = /^[A-Za-z][A-Za-z0-9]*$/;
/** What YAML 1.1 takes for a yes, a no or nothing. */
const OTHER_WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** Lines without their ends, each indented by so many spaces. */
export function toYamlLines(value: PlainValue, indent: number): readonly string[] {
  const space = " ".repeat(indent);
  if (isList(value) && value.length > 0) {
    return value.flatMap((item) => toItemLines(item, indent));
  }
  const entries = toEntries(value);
  if (entries.length === 0) return [space + toScalar(value)];
  return entries.flatMap(([key, item]) => {
    const name = `${space}${toKey(key)}:`;
    if (isScalar(item)) return [`${name} ${toScalar(item)}`];
    return [name, ...toYamlLines(item, indent + 2)];
  });
}

/** The lines of one item of a list that is indented so. */
export function toItemLines(item: PlainValue, indent: number): readonly string[] {
  const [first = "", ...rest] = toYamlLines(item, indent + 2);
  return [`${" ".repeat(indent)}- ${first.trimStart()}`, ...rest];
}

function toEntries(value: PlainValue): readonly (readonly [string, PlainValue])[] {
  if (typeof value !== "object" || value === null || isList(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => item === undefined ? [] : [[key, item]]);
}

/** `Array.isArray` does not tell lists that are readonly from the rest. */
function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}

/** Whether a value stands on the line of its key: also what is empty. */
function isScalar(value: PlainValue): boolean {
  return isList(value) ? value.length === 0 : toEntries(value).length === 0;
}

function toScalar(value: PlainValue): string {
  return JSON.stringify(isList(value) ? [] : value);
}

function toKey(key: string): string {
  return PLAIN_KEY.test(key) && !OTHER_WORD.test(key) ? key : JSON.stringify(key);
}
