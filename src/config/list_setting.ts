/** Settings that are lists, separated by commas; none of them when they are not given. */
import { quote } from "../runtime/visible_text.ts";
import { optionalSetting, type Setting, type SettingSpec } from "./setting.ts";
import type { Completion, ValueParser } from "./value_parser.ts";

/** What the items of a list are. */
export interface ListItems {
  /** Stands for the list in the help, e.g. `labels`. */
  readonly placeholder: string;
  /** Completes "expected", e.g. `labels of at most 50 characters`. */
  readonly expected: string;
  readonly countMax: number;
  readonly completion?: Completion;
  readonly isItem: (text: string) => boolean;
}

/** How much of a repeated item is shown. */
const SHOWN_LENGTH_MAX = 120;

/** A list that may be left out, and is empty then. */
export function listSetting(
  spec: Omit<SettingSpec<never>, "value"> & { readonly items: ListItems },
): Setting<readonly string[]> {
  const { variable, description, items } = spec;
  const value = listValue(items);
  const setting = optionalSetting({ variable, description, value, absence: "default none" });
  return {
    ...setting,
    read: (lookup) => {
      const result = setting.read(lookup);
      return result.isValid ? { isValid: true, value: result.value ?? Object.freeze([]) } : result;
    },
  };
}

/** Items are trimmed; as names on GitHub have no case, two that differ in it only are the same. */
function listValue(
  { placeholder, expected, countMax, isItem, completion }: ListItems,
): ValueParser<readonly string[]> {
  return {
    ...(completion === undefined ? {} : { completion }),
    placeholder,
    expected: `${expected}, at most ${countMax}, separated by commas`,
    parse: (text) => {
      const items = toItems(text);
      const isGood = items.length <= countMax && items.every(isItem) &&
        findRepeated(items) === undefined;
      return isGood ? Object.freeze(items) : undefined;
    },
    explain: (text) => {
      const repeated = findRepeated(toItems(text).filter(isItem));
      if (repeated === undefined) return undefined;
      return `expected each name once, got ${quote(repeated, SHOWN_LENGTH_MAX)} twice`;
    },
  };
}

function toItems(text: string): readonly string[] {
  return text.split(",").map((item) => item.trim());
}

function findRepeated(items: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const item of items) {
    if (seen.has(item.toLowerCase())) return item;
    seen.add(item.toLowerCase());
  }
  return undefined;
}
