/**
 * The sorts of values that settings have. Each knows what it expects, in words that complete
 * "expected ...", and turns a text into a value or into nothing.
 */
import { formatDuration, parseDuration } from "./duration.ts";

/** What a shell can complete a value with. */
export type Completion =
  | { readonly kind: "file" | "directory" }
  /** One of these words, or a list of them with commas between. */
  | { readonly kind: "word" | "words"; readonly words: readonly string[] };

/** One sort of value: its words for people and its parser. */
export interface ValueParser<T> {
  /** Stands for the value in the help, e.g. `port`. */
  readonly placeholder: string;
  /** Completes "expected", limits and unit included: `a whole number from 1 to 10`. */
  readonly expected: string;
  /** A flag of this sort needs no value: its mere presence means `true`. */
  readonly isSwitch?: true;
  /** Without it, the value is people's own. */
  readonly completion?: Completion;
  /** The value, or `undefined` where the text is not as expected. */
  parse(text: string): T | undefined;
  /** A better sentence than "expected ..." about a wrong text, where there is one. */
  explain?(text: string): string | undefined;
  /** Whether a wrong text may be shown; without it, every text may. */
  isShowable?(text: string): boolean;
}

/** A TCP port to listen on; 0 lets the system choose a free one. */
export function portValue(): ValueParser<number> {
  const { parse } = wholeNumberValue({ min: 0, max: 65_535 });
  return { placeholder: "port", expected: "a port from 1 to 65535, or 0 for any free one", parse };
}

/** A TCP port to listen on; 0 means that nobody listens. */
export function portOrOffValue(): ValueParser<number> {
  return { ...portValue(), expected: "a port from 1 to 65535, or 0 to listen on none" };
}

/** A number of bytes, in plain digits. */
export function bytesValue(limits: NumberLimits): ValueParser<number> {
  const { parse } = wholeNumberValue(limits);
  return {
    placeholder: "bytes",
    expected: `a whole number of bytes from ${limits.min} to ${limits.max}`,
    parse,
  };
}

/** Smallest and largest value that is accepted. */
export interface NumberLimits {
  readonly min: number;
  readonly max: number;
}

/** A whole number in plain digits. */
export function wholeNumberValue(limits: NumberLimits): ValueParser<number> {
  return {
    placeholder: "number",
    expected: `a whole number from ${limits.min} to ${limits.max}`,
    parse: (text) => /^\d{1,15}$/.test(text) ? within(Number(text), limits) : undefined,
  };
}

/** A Go-style duration as milliseconds; the limits are milliseconds too. */
export function durationValue(limits: NumberLimits): ValueParser<number> {
  const [min, max] = [formatDuration(limits.min), formatDuration(limits.max)];
  return {
    placeholder: "duration",
    expected: `a duration from ${min} to ${max}, such as ${listExamples(limits)}`,
    parse: (text) => {
      const durationMs = parseDuration(text);
      return durationMs === undefined ? undefined : within(durationMs, limits);
    },
  };
}

const DURATION_EXAMPLES = ["300ms", "20s", "5m", "1h30m"] as const;

/** How a duration within the limits may be written. */
function listExamples(limits: NumberLimits): string {
  const fitting = DURATION_EXAMPLES.filter((example) =>
    within(parseDuration(example) ?? -1, limits) !== undefined
  );
  const last = fitting.at(-1) ?? formatDuration(limits.min);
  return fitting.length < 2 ? last : `${fitting.slice(0, -1).join(", ")} or ${last}`;
}

/** A Go-style duration as milliseconds, as is its limit; `0s` switches off what it is for. */
export function durationOrOffValue({ max }: { readonly max: number }): ValueParser<number> {
  const { placeholder, parse } = durationValue({ min: 0, max });
  const expected = `a duration of at most ${formatDuration(max)}, such as ` +
    `${listExamples({ min: 0, max })}, or 0s for off`;
  return { placeholder, expected, parse };
}

/** The base address of an HTTP service, without a trailing slash; a path prefix is kept. */
export function urlValue(): ValueParser<string> {
  return {
    placeholder: "url",
    expected: "an http or https URL without credentials, query and fragment",
    parse: (text) => {
      if (/[\s?#\\]/.test(text) || !URL.canParse(text)) return undefined;
      const url = new URL(text);
      const isPlain = url.username === "" && url.password === "";
      if (!isPlain || !/^https?:$/.test(url.protocol)) return undefined;
      return `${url.origin}${url.pathname.replace(/(?<!\/)\/+$/, "")}`;
    },
    // What follows these characters may be a password or a key.
    isShowable: (text) => !/[@?#]/.test(text),
  };
}

/** One of some words; upper case is accepted. */
export function wordValue<const W extends string>(words: readonly W[]): ValueParser<W> {
  return {
    placeholder: "word",
    expected: words.length === 2 ? words.join(" or ") : `one of ${words.join(", ")}`,
    completion: { kind: "word", words },
    parse: (text) => words.find((word) => word === text.toLowerCase()),
  };
}

/** Yes or no; a flag without a value means yes. */
export function booleanValue(): ValueParser<boolean> {
  const { parse, ...value } = wordValue(["true", "false"]);
  return {
    ...value,
    placeholder: "boolean",
    isSwitch: true,
    parse: (text) => {
      const word = parse(text);
      return word === undefined ? undefined : word === "true";
    },
  };
}

const PATH_LENGTH_MAX = 4_096;

/** A path of this machine, of a file unless it is said to be a directory's. */
export function pathValue(
  { expected, kind = "file" }: {
    readonly expected: string;
    readonly kind?: "file" | "directory";
  },
): ValueParser<string> {
  const isValid = (text: string) => text.length <= PATH_LENGTH_MAX && !text.includes("\0");
  return { ...textValue({ placeholder: "path", expected, isValid }), completion: { kind } };
}

/** A text that passes a test. */
export function textValue(options: {
  readonly placeholder: string;
  readonly expected: string;
  readonly isValid: (text: string) => boolean;
}): ValueParser<string> {
  const { placeholder, expected, isValid } = options;
  return { placeholder, expected, parse: (text) => isValid(text) ? text : undefined };
}

function within(value: number, { min, max }: NumberLimits): number | undefined {
  return value >= min && value <= max ? value : undefined;
}
