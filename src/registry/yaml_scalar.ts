/** Writes a text as one double-quoted YAML scalar on one line, whatever it holds. */

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

// Everything that YAML does not count as printable, and what readers could take for a line break.
// deno-lint-ignore no-control-regex -- control characters are what this looks for
const ESCAPED = /["\\\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g;

/** The scalar, quotes included; lone surrogates become U+FFFD. */
export function toDoubleQuoted(text: string): string {
  const escaped = text.toWellFormed().replace(ESCAPED, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, "0");
    return NAMED_ESCAPES[character] ?? `\\u${code}`;
  });
  return `"${escaped}"`;
}
