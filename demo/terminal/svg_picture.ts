/** Draws lines of a terminal as a picture that a page can show: an SVG of nothing but text. */

/** How a line looks that begins so; the first that fits counts. */
const COLORS: readonly (readonly [form: RegExp, color: string])[] = [
  [/^ {2}│ \+/, "#7ee787"],
  [/^ {2}│ -/, "#ff7b72"],
  [/^ {2}│ @@/, "#79c0ff"],
  [/^ {2}✓/, "#a5d6ff"],
  [/^ *\d+\/\d+/, "#ffffff"],
  [/^\$/, "#ffffff"],
];
const COLOR = "#c9d1d9";
const BACKGROUND = "#0d1117";
const FONT_SIZE_PX = 13;
const LINE_HEIGHT_PX = 19;
/** Of a letter of that size, in fonts whose letters are all as wide. */
const LETTER_WIDTH_PX = 7.85;
const MARGIN_PX = 18;

/** The picture, as wide as its longest line. */
export function drawTerminal(lines: readonly string[]): string {
  const columns = Math.max(...lines.map((line) => [...line].length));
  const width = Math.ceil(columns * LETTER_WIDTH_PX) + 2 * MARGIN_PX;
  const height = lines.length * LINE_HEIGHT_PX + 2 * MARGIN_PX;
  const texts = lines.map((line, index) =>
    drawLine(line, MARGIN_PX + (index + 0.75) * LINE_HEIGHT_PX)
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `role="img" aria-label="The demo in a terminal" font-size="${FONT_SIZE_PX}" ` +
    `font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    ...texts.filter((text) => text !== ""),
    "</svg>",
    "",
  ].join("\n");
}

function drawLine(line: string, y: number): string {
  if (line.trim() === "") return "";
  const [, color = COLOR] = COLORS.find(([form]) => form.test(line)) ?? [];
  return `<text x="${MARGIN_PX}" y="${y}" fill="${color}" xml:space="preserve">${
    escape(line)
  }</text>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
