/**
 * Tables of text: columns two spaces apart, the last one as long as it likes. Where there is a width
 * to keep to, the longest columns give way first, and cells that are cut end in an ellipsis.
 */
import { cutToWidth, padToWidth, toDisplayWidth } from "./display_width.ts";
import { paint } from "./terminal_style.ts";

/** One cell; its text is free of control characters. */
export interface Cell {
  readonly text: string;
  /** Parameters of the terminal's sequence for colours; plain where it is left out. */
  readonly style?: string | undefined;
}

/** What a table is made of. */
export interface TextTable<Row> {
  readonly head: readonly string[];
  readonly rows: readonly Row[];
  /** As many cells as the head has. */
  readonly toCells: (row: Row) => readonly Cell[];
}

/** How it is written. */
export interface TextTableOptions {
  /** Columns of the terminal that no line goes beyond; `Infinity` where nothing is cut. */
  readonly widthMax: number;
  readonly isColored: boolean;
}

const GAP = "  ";
/** Columns give way to this, and the last one is left so much. */
const WIDTH_MIN = 12;
const LAST_WIDTH_MIN = 20;
const HEAD_STYLE = "1";

/** The lines of a table, made one by one: the head, then each row. */
export function* formatTable<Row>(
  { head, rows, toCells }: TextTable<Row>,
  options: TextTableOptions,
): Generator<string> {
  const headCells = head.map((text) => ({ text, style: HEAD_STYLE }));
  const natural = head.map(toDisplayWidth);
  for (const row of rows) {
    for (const [index, { text }] of toCells(row).entries()) {
      natural[index] = Math.max(natural[index] ?? 0, toDisplayWidth(text));
    }
  }
  const widths = fitWidths(natural, options.widthMax);
  yield formatRow(headCells, { widths, options });
  for (const row of rows) yield formatRow(toCells(row), { widths, options });
}

/** Takes from the widest but the last until all fit, as far as they may give way. */
function fitWidths(natural: readonly number[], widthMax: number): readonly number[] {
  const widths = [...natural];
  const last = widths.length - 1;
  const lastWidth = Math.min(natural[last] ?? 0, LAST_WIDTH_MIN);
  const room = widthMax - last * GAP.length - lastWidth;
  const sum = () => widths.slice(0, last).reduce((total, width) => total + width, 0);
  for (let over = sum() - room; over > 0; over = sum() - room) {
    const widest = Math.max(...widths.slice(0, last));
    if (widest <= WIDTH_MIN) break;
    const second = Math.max(WIDTH_MIN, ...widths.slice(0, last).filter((w) => w < widest));
    widths[widths.indexOf(widest)] = Math.max(second, widest - over, WIDTH_MIN);
  }
  widths[last] = Math.max(lastWidth, widthMax - last * GAP.length - sum());
  return widths;
}

function formatRow(
  cells: readonly Cell[],
  { widths, options }: {
    readonly widths: readonly number[];
    readonly options: TextTableOptions;
  },
): string {
  const { widthMax, isColored } = options;
  let line = "";
  let room = widthMax;
  for (const [index, { text, style }] of cells.entries()) {
    if (index > 0) {
      line += GAP;
      room -= GAP.length;
    }
    if (room < 1) break;
    const isLast = index === cells.length - 1;
    const width = Math.min(widths[index] ?? 0, room);
    const shown = cutToWidth(text, width);
    const padding = isLast ? "" : padToWidth(shown, width).slice(shown.length);
    line += paint(shown, isColored ? style : undefined) + padding;
    room -= width;
  }
  return line.trimEnd();
}
