/**
 * Makes one line of any text that starts nothing: no mention, no reference to an issue, no order to
 * a machine that reads commit messages. A squashed commit may take over the whole text of a pull
 * request, and there no code span protects anybody.
 */

interface Rule {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** A space breaks each of these and leaves it readable. Letters as GitHub sees them: ASCII only. */
const RULES: readonly Rule[] = [
  // A mention; not an address, and not the digest of an image.
  { pattern: /(?<![A-Za-z0-9_])@(?=[A-Za-z0-9_])/g, replacement: "@ " },
  { pattern: /#(?=\d)/g, replacement: "# " },
  { pattern: /\b(GH)-(?=\d)/gi, replacement: "$1- " },
  { pattern: /(\/(?:issues|pulls?|discussions)\/)(?=\d)/gi, replacement: "$1 " },
  // "[skip ci]" and its kin: checks that are asked for would never run.
  { pattern: /\[(?=(?:skip|ci|no|actions|azp)[ -])/gi, replacement: "[ " },
  { pattern: /(\*{3})(?=NO_CI)/gi, replacement: "$1 " },
];

/** One line that starts nothing, without control, format or bidirectional characters. */
export function toInertLine(text: string): string {
  let line = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  for (const { pattern, replacement } of RULES) line = line.replace(pattern, replacement);
  return line;
}

/** The same in letters, digits and plain punctuation only: all else becomes a question mark. */
export function toPlainLine(text: string, lengthMax: number): string {
  return cutLine(toInertLine(text).replace(/[^\p{L}\p{M}\p{N} .,:;/_()=…-]/gu, "?"), lengthMax);
}

/** At most so many code points, an ellipsis at the end where it was cut. */
export function cutLine(line: string, lengthMax: number): string {
  if (line.length <= lengthMax) return line;
  const points = Array.from(line);
  return points.length <= lengthMax ? line : `${points.slice(0, lengthMax - 1).join("")}…`;
}
