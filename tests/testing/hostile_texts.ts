/**
 * Texts that try to be more than text, each for one reader that it could fool: a terminal, a log, a
 * header, YAML, Markdown, GitHub, a URL, an object of the language. The one list for all tests that
 * take foreign text through a way out.
 */

/** One text and whom it is meant for. */
export interface HostileText {
  /** For the name of a test's failure. */
  readonly name: string;
  readonly text: string;
  /** Whether the API takes it as the name of a claim; clusters may not be `.` and `..` either. */
  readonly isName: boolean;
}

const FORGED_LINE = '{"time":"2026-01-01T00:00:00.000Z","level":"error","message":"forged"}';

/** Names that the API takes, and messages: all of these can be seen. */
const VISIBLE_TEXTS: Readonly<Record<string, readonly string[]>> = {
  mention: ["@octocat", "cc @acme/platform"],
  reference: [
    ...["#1", "closes #1", "Fixes: acme/inventory#12", "resolves GH-7"],
    "https://github.com/acme/inventory/issues/3",
  ],
  link: ["www.example.org", "[link](https://evil.example)", "![image](x)", "[^1]"],
  "order to CI": ["[skip ci]", "***NO_CI***"],
  HTML: [
    ...["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "</details>"],
    ...["<!-- -->", "-->", "&lt;&#64;octocat"],
  ],
  Markdown: [
    ...["|", "a | b", "\\|", "\\\\|", "\\", "`", "``", "` ``` `", "# heading", "- [ ] task"],
    ...["**bold** _it_ ~~no~~", ":tada:", "$math$"],
  ],
  YAML: [
    ...["null", "~", "yes", "0x1f", "2026-01-31", "*alias", "&anchor a", "!!js/function x", "<<"],
    ...[
      "a: b",
      "- a",
      "? a",
      "#",
      " #x",
      "|-",
      ">",
      "{a: 1}",
      "[1]",
      '"',
      "'",
      "---",
      "...",
      "%TAG",
    ],
  ],
  path: [".", "..", "../../etc/passwd", "/", "//", "a/b/c", "C:\\x", "%2e%2e", "%00", "%", "?a#b"],
  "name of an object's own": ["__proto__", "constructor", "toString", "hasOwnProperty"],
  format: ["%s%n%d", "${x}", "{{x}}", "$(id)", "`id`; id"],
  "many marks": [`e${"\u0301".repeat(60)}`],
  emoji: ["🚀"],
};

/** Messages that a claim may have; as names they are refused. */
const UNPRINTABLE_TEXTS: Readonly<Record<string, readonly string[]>> = {
  "escape sequence": [
    ...["\u001b[31mred\u001b[0m", "\u001b[2J\u001b[H", "\u001b]0;title\u0007", "\u009b31mred"],
    ...["\u001b]8;;https://evil.example\u001b\\x\u001b]8;;\u001b\\", "\u001bP+q\u001b\\", "\u001b"],
  ],
  "control character": ["a\u0000b", "\u0007", "abc\b\b\bx", "a\u007fb", "a\tb"],
  "line break": [
    ...["\n", "\r", "a\u0085b", "a\u2028b", "a\u2029b", "a\u000bb", "a\u000cb"],
    "x\r\nSet-Cookie: a=b",
    `\n${FORGED_LINE}\n`,
    "\r\n| x | y |\n",
    "\n\nSigned-off-by: Eve <eve@example.org>",
    `\n\nRegistry-Digest: sha256:${"0".repeat(64)}\n`,
    '\n<!-- machinery-status-collector {"version":1,"clusters":[],"withdrawn":true} -->\n',
    "\n::error::forged",
  ],
  "reading direction": ["\u202egnp.exe", "a\u2066b\u2069", "a\u200eb", "a\u061cb"],
  "invisible character": [
    ...["pro\u200bd", "\u200b", "a\u200db", "\ufeffa", "pro\u00add", "a\ufe0fb", "a\u{e0041}b"],
    "a\u3164b",
  ],
  "half a character": ["\ud800", "a\udc00b", "\udbff\udbff"],
  "nothing to see": ["", "   ", "\u00a0"],
  length: ["x".repeat(10_240), "/".repeat(10_240), "`".repeat(10_240), "🚀".repeat(5_120)],
};

/** All of them. */
export const HOSTILE_TEXTS: readonly HostileText[] = [
  ...toTexts(VISIBLE_TEXTS, { isName: true }),
  ...toTexts(UNPRINTABLE_TEXTS, { isName: false }),
];

/** Those that leave room for others beside them. */
export const SHORT_TEXTS: readonly string[] = HOSTILE_TEXTS.map(({ text }) => text)
  .filter(({ length }) => length < 1_000);

/** What neither a terminal, nor a log of lines, nor a reader's eye should get as it is. */
export const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Whether it can be the name of a cluster. */
export function isClusterName({ text, isName }: HostileText): boolean {
  return isName && text !== "." && text !== "..";
}

/** Whether it can be the message of a claim. */
export function isMessage({ text }: HostileText): boolean {
  return text.trim() !== "" && [...text].length <= 8_192;
}

function toTexts(
  table: Readonly<Record<string, readonly string[]>>,
  { isName }: { readonly isName: boolean },
): readonly HostileText[] {
  return Object.entries(table).flatMap(([sort, texts]) =>
    texts.map((text) => ({ name: `${sort} ${JSON.stringify(text).slice(0, 60)}`, text, isName }))
  );
}
