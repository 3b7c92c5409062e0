/**
 * Makes the one clean line that the registry shows of any message: no control characters, no
 * secrets, nothing that changes at each try, at most 256 code points. Total: every text has one.
 */

/** Most code points that a registry text may have, the closing ellipsis included. */
export const REGISTRY_TEXT_LENGTH_MAX = 256;

/** Stands for what was left out: a cut end, a volatile id, a message with nothing printable in it. */
export const ELLIPSIS = "…";

const REDACTED = "***";
/** What one pass leaves behind may look like a secret to the next; two passes have always been enough. */
const PASS_COUNT_MAX = 8;

interface Rule {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** Stands for a password in a URL until the end; no message holds it, private use is taken out. */
const URL_MARK = "\ue000";

/**
 * A value in quotes, in the escaped quotes of JSON inside a text, or up to white space or a separator.
 * One that is gone already keeps its colon or period.
 */
const VALUE = String
  .raw`(?:\*{3}(?=[:.]?(?:[\s,;&)}\]]|$))|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|''|\\.)*'?|\\+["'][^"']*["']?|(?!${URL_MARK})[,;&]{0,4}[^\s,;&)}\]]+)`;
const QUOTE = String.raw`\\*["']?`;
/** A secret's name, in any case; what only points to a secret (`secretName`, `tokenRef`) is none. */
const SECRET_NAME =
  "(?i:(?<!imagePull)(?:password|passwd|token|secret|api[_-]?key|access[_-]?key)(?:s|[_-]?(?:key|value)s?)?)";
/** A word of prose, as in "bearer token refused": no credential. No such word is longer than this. */
const PROSE = String.raw`[A-Za-z]?[a-z]{0,17}(?:-[a-z]{1,17})?(?:[^\w~+/=.-]|\.(?:\s|$)|$)`;
const WORD_END = String.raw`(?:[\s.,:;)]|$)`;
/** "read password: file not found": the name ends a clause, and words follow. */
const CLAUSE = String
  .raw`(?<=[A-Za-z] )${SECRET_NAME}\s?:\s[a-z]{1,20} [A-Za-z]{1,20}${WORD_END}|(?i:secrets?)\s?:\s?[a-z]{1,20}\s`;
/** `secret "db-token": forbidden`: the quotes hold the name of a resource. */
const RESOURCE = String
  .raw`(?<=[A-Za-z] \\*["'][\w./-]{1,253})${SECRET_NAME}\\*["']\s?:\s[a-z]{1,20}${WORD_END}`;
/** What the API server says of a field, the field's value not included. */
const FIELD_ERROR = String
  .raw`(?:(?:Required|Invalid|Duplicate|Unsupported) value|Not found|Forbidden|Too (?:long|many|short)|Internal error)${WORD_END}`;

/**
 * Applied in this order: a token inside a URL must be gone before ids are looked for. Every
 * repetition is bounded or cannot start twice in the same place, so hostile text costs linear time.
 */
const SECRET_RULES: readonly Rule[] = [
  {
    pattern: /-----BEGIN [A-Z0-9 ]{1,64}-----.*?(?:-----END [A-Z0-9 ]{1,64}-----|$)/gs,
    replacement: REDACTED,
  },
  {
    pattern: /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{6,1024}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g,
    replacement: REDACTED,
  },
  {
    // Schemes with parameters: Digest, OAuth, AWS4-HMAC-SHA256. All of them go.
    pattern:
      /(\bauthorization\\*["']?\s?[:=]\s?\\*["']?[a-z][a-z0-9-]{1,30}\s)(?:[a-z][\w-]{0,40}=(?:\\*"[^"]*"?|[^\s,"]+),?\s?)+/gi,
    replacement: `$1${REDACTED} `,
  },
  {
    pattern:
      /(\bauthorization\\*["']?\s?[:=]\s?\\*["']?(?:bearer|basic|token|negotiate|ntlm)\s)[^\s"',;]+/gi,
    replacement: `$1${REDACTED}`,
  },
  {
    pattern: new RegExp(
      String
        .raw`\b((?:[Bb]earer|BEARER)(?::\s?|\s)(?:[Tt]oken:?\s)?["']?|(?:Basic|BASIC)(?::\s?|\s))(?!${PROSE})[A-Za-z0-9._~+/=-]{6,}`,
      "g",
    ),
    replacement: `$1${REDACTED}`,
  },
  {
    // In small letters it is a word, too ("basic tier-b2ms"): only what looks like base64.
    pattern: /\b(basic:?\s)(?=[a-z+/]*[A-Z0-9=])[A-Za-z0-9+/]{8,}={0,2}(?![\w-])/g,
    replacement: `$1${REDACTED}`,
  },
  { pattern: /github_pat_[A-Za-z0-9_]{8,}/g, replacement: REDACTED },
  {
    // Inside of a word only with a digit or a capital: "weighs_something" is none.
    pattern:
      /(?:\bgh[a-z]_|(?<![A-Za-z0-9])gh[oprsu]_|gh[oprsu]_(?=[a-z_]{0,255}[0-9A-Z]))[A-Za-z0-9_]{8,}/g,
    replacement: REDACTED,
  },
  {
    pattern: /(?:(?<![A-Z])(?:AKIA|ASIA)|(?:AKIA|ASIA)(?=[A-Z]{0,255}\d))[0-9A-Z]{12,}/g,
    replacement: REDACTED,
  },
  {
    // Not a port: "registry:5000/image@sha256:..." names an image.
    pattern:
      /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@]{0,256}):(?!\d{1,5}\/[^\s@]{0,512}@sha\d{3}:[0-9a-f]{1,128}(?![^\s@]{0,256}@))[^\s@]{1,512}(?:@[^\s/@]{0,256})*@/gi,
    replacement: `$1:${URL_MARK}@`,
  },
  {
    // The address of a database: "user:password@tcp(host:3306)/name".
    pattern: /(?<![\w.%+-])([\w.%+-]{0,64}:)\S{1,256}?@(?=[a-z][a-z0-9]{1,15}\()/gi,
    replacement: `$1${URL_MARK}@`,
  },
  {
    pattern: new RegExp(String.raw`(${SECRET_NAME}${QUOTE}\s?(?::=|=>|=)\s?)${VALUE}`, "g"),
    replacement: `$1${REDACTED}`,
  },
  {
    pattern: new RegExp(
      String
        .raw`(${SECRET_NAME}(?:\[[^\]\s]{0,64}\])?\s?:\s(?:(?:Invalid|Duplicate|Unsupported) value|Not found):\s)${VALUE}`,
      "g",
    ),
    replacement: `$1${REDACTED}`,
  },
  {
    // In prose a word follows ("cannot read secret: not found"); that is no value.
    pattern: new RegExp(
      String
        .raw`(?!${CLAUSE}|${RESOURCE})(${SECRET_NAME}${QUOTE}\s?:(?!=)\s?)(?!${FIELD_ERROR})(?:[|>][0-9+-]{0,2}\s.*|${VALUE})`,
      "g",
    ),
    replacement: `$1${REDACTED}`,
  },
  {
    pattern: /(--[a-z-]{0,40}(?:password|passwd|token|secret)\s)[^\s-]\S*/gi,
    replacement: `$1${REDACTED}`,
  },
  { pattern: new RegExp(URL_MARK, "g"), replacement: REDACTED },
];

const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";

const VOLATILE_RULES: readonly Rule[] = [
  {
    // With nothing but a space between, an id has a digit: "request id missing" is prose.
    pattern:
      /\b(request[ _-]?id(?:["']?\s?[:=]\s?["']?|["']?\s["']?(?=[A-Za-z_-]{0,40}\d)))[A-Za-z0-9][A-Za-z0-9_-]{5,}/gi,
    replacement: `$1${ELLIPSIS}`,
  },
  {
    // Only where it stands alone or in an address: inside a longer name ("pvc-...", "team/...") it
    // belongs to a resource and stays.
    pattern:
      /(?<![\w-])(?=[0-9a-f]{8}-)(?<!(?:^|[^\w./:-])\w[\w./-]{0,253}\/)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-]|(?<!\/[0-9a-f-]{36})\/\w)/gi,
    replacement: ELLIPSIS,
  },
  {
    pattern:
      /\b\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z\b| ?[+-]\d\d:?\d\d(?: [A-Z]{3,4}\b)?| (?:UTC|GMT)\b)?(?: m=[+-]\d{1,20}\.\d{1,20})?/g,
    replacement: ELLIPSIS,
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? ${MONTH} \d{4} \d\d:\d\d(?::\d\d)?` +
        String.raw`(?: (?:GMT|UTC|[+-]\d{4}))?`,
      "g",
    ),
    replacement: ELLIPSIS,
  },
  { pattern: /\b[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6}\b/g, replacement: ELLIPSIS },
  { pattern: /(?<![\w-])0x[0-9a-f]+(?![\w-])/gi, replacement: ELLIPSIS },
];

/** The message as the registry shows it; pure and total. A registry text is its own registry text. */
export function toRegistryText(message: string): string {
  let text = message;
  for (let pass = 0; pass < PASS_COUNT_MAX; pass++) {
    const shown = cutLine(toCleanLine(text), REGISTRY_TEXT_LENGTH_MAX) || ELLIPSIS;
    if (shown === text) break;
    text = shown;
  }
  return text;
}

/** The message as one clean line of any length; empty where nothing in it can be printed. */
export function toCleanLine(message: string): string {
  let text = removeSecrets(toOneLine(message));
  for (const rule of VOLATILE_RULES) text = text.replace(rule.pattern, rule.replacement);
  return text.trim();
}

/** A text without what looks like a secret. */
export function removeSecrets(text: string): string {
  return SECRET_RULES.reduce((rest, rule) => rest.replace(rule.pattern, rule.replacement), text);
}

/** The line with at most `lengthMax` code points; an ellipsis ends it where it was cut. */
export function cutLine(line: string, lengthMax: number): string {
  if (line.length <= lengthMax) return line;
  const points = Array.from(line);
  if (points.length <= lengthMax) return line;
  return points.slice(0, lengthMax - 1).join("").trimEnd() + ELLIPSIS;
}

function toOneLine(message: string): string {
  return message.toWellFormed()
    // deno-lint-ignore no-control-regex -- terminal links and titles are what this removes
    .replace(/\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, "")
    // deno-lint-ignore no-control-regex -- terminal colours are what this removes
    .replace(/(?:\u001b\[|\u009b)[0-9;?]*[ -/]*[@-~]/g, "")
    .replace(/\s+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, "")
    .replace(/ {2,}/g, " ")
    .trim();
}
