/** Colours of the terminal, or none. */

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** What a text may look like. */
export type StyleName = keyof typeof CODES;

/** Paints a text in one or two styles. */
export type Paint = (text: string, ...styles: readonly StyleName[]) => string;

/** Paints with escape sequences. */
export function paintColored(text: string, ...styles: readonly StyleName[]): string {
  return styles.reduce((inner, name) => {
    const [on, off] = CODES[name];
    return `\u001b[${on}m${inner}\u001b[${off}m`;
  }, text);
}

/** Leaves the text as it is. */
export function paintPlain(text: string): string {
  return text;
}

/** Cuts a text that is too long, with an ellipsis at its end. */
export function clip(text: string, width: number): string {
  const points = Array.from(text);
  return points.length <= width ? text : `${points.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** Breaks a text into lines at its spaces. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
