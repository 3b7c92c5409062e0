/**
 * Makes the one clean line that the registry shows of any message: no control characters, no
 * secrets, nothing that changes at each try, at most 256 code points. Total: every text has one.
 */

/** Most code points that a registry text may have, the closing ellipsis included. */
export const REGISTRY_TEXT_LENGTH_MAX = 256;

/** Stands for what was left out: a cut end, a volatile id, a message with nothing printable in it. */
const ELLIPSIS = "…";
const REDACTED = "***";

interface Rule {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** A value in quotes, in the escaped quotes of JSON inside a text, or up to white space or a separator. */
const VALUE = String
  .raw`(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\\+["'][^"']*["']?|(?!\*{3}@)[^\s,;&)}\]]+)`;
const QUOTE = String.raw`\\*["']?`;
const SECRET_NAME = "(?:password|passwd|token|secret|api[_-]?key|access[_-]?key)";
/** A word of prose, as in "bearer token refused": no credential. No such word is longer than this. */
const PROSE = String.raw`[A-Za-z]?[a-z]{0,17}(?:-[a-z]{1,17})?(?:[^\w~+/=.-]|\.(?:\s|$)|$)`;

/**
 * Applied in this order: a token inside a URL must be gone before ids are looked for. Every
 * repetition is bounded or cannot start twice in the same place, so hostile text costs linear time.
 */
const SECRET_RULES: readonly Rule[] = [
  {
    pattern: /-----BEGIN [A-Z0-9 ]{1,64}-----.*?(?:-----END [A-Z0-9 ]{1,64}-----|$)/g,
    replacement: REDACTED,
  },
  {
    pattern: /\beyJ[A-Za-z0-9_-]{6,1024}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g,
    replacement: REDACTED,
  },
  {
    pattern: /(\bauthorization["']?\s?[:=]\s?["']?(?:bearer|basic|token)\s)[^\s"',;]+/gi,
    replacement: `$1${REDACTED}`,
  },
  {
    pattern: new RegExp(
      String.raw`\b([Bb]earer|BEARER|[Bb]asic|BASIC) (?!${PROSE})[A-Za-z0-9._~+/=-]{6,}`,
      "g",
    ),
    replacement: `$1 ${REDACTED}`,
  },
  { pattern: /\bgithub_pat_[A-Za-z0-9_]{8,}/g, replacement: REDACTED },
  { pattern: /\bgh[a-z]_[A-Za-z0-9_]{8,}/g, replacement: REDACTED },
  { pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{12,}\b/g, replacement: REDACTED },
  {
    // Not a port: "registry:5000/image@sha256:..." names an image.
    pattern:
      /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@]{0,256}):(?!\d{1,5}\/)[^\s@]{1,512}(?:@[^\s/@]{0,256})*@/gi,
    replacement: `$1:${REDACTED}@`,
  },
  {
    pattern: new RegExp(String.raw`(${SECRET_NAME}${QUOTE}\s?=\s?)${VALUE}`, "gi"),
    replacement: `$1${REDACTED}`,
  },
  {
    // In prose a word follows ("cannot read secret: not found"); that is no value.
    pattern: new RegExp(
      String
        .raw`((?:secret${QUOTE}\s?:\s?(?![a-z]+ )|(?!secret)${SECRET_NAME}${QUOTE}\s?:\s?))${VALUE}`,
      "gi",
    ),
    replacement: `$1${REDACTED}`,
  },
  {
    pattern: /(--[a-z-]{0,40}(?:password|passwd|token|secret)\s)[^\s-]\S*/gi,
    replacement: `$1${REDACTED}`,
  },
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
    // Only where it stands alone: inside a longer name it belongs to a resource and stays.
    pattern: /(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/gi,
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
  { pattern: /(?<!\w)0x[0-9a-f]+\b/gi, replacement: ELLIPSIS },
];

/** The message as the registry shows it; pure and total. */
export function toRegistryText(message: string): string {
  let text = toOneLine(message);
  for (const rule of SECRET_RULES) text = text.replace(rule.pattern, rule.replacement);
  for (const rule of VOLATILE_RULES) text = text.replace(rule.pattern, rule.replacement);
  return cut(text.trim()) || ELLIPSIS;
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

function cut(text: string): string {
  if (text.length <= REGISTRY_TEXT_LENGTH_MAX) return text;
  const points = Array.from(text);
  if (points.length <= REGISTRY_TEXT_LENGTH_MAX) return text;
  return points.slice(0, REGISTRY_TEXT_LENGTH_MAX - 1).join("").trimEnd() + ELLIPSIS;
}
