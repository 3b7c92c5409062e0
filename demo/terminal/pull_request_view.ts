/** Shows the text of a pull request on the terminal: its tables in columns, its marker dimmed. */
import type { Screen } from "./screen.ts";
import { clip, wrap } from "./style.ts";

/** Narrowest that a column is made. */
const COLUMN_MIN = 22;
const GAP = 2;

/** The lines of the text. */
export function viewPullRequest(
  pull: { readonly number: number; readonly title: string; readonly body: string },
  screen: Screen,
): readonly string[] {
  const { paint } = screen;
  const lines = [paint(`#${pull.number} ${pull.title}`, "bold"), ""];
  let table: string[][] = [];
  for (const line of pull.body.split("\n")) {
    if (line.startsWith("|")) {
      if (!/^[|\s:-]+$/.test(line)) table.push(toCells(line));
      continue;
    }
    lines.push(...viewTable(table, screen));
    table = [];
    lines.push(...viewLine(line, screen));
  }
  lines.push(...viewTable(table, screen));
  return lines.filter((line, index) => line !== "" || lines[index - 1] !== "");
}

function viewLine(line: string, { paint, width }: Screen): readonly string[] {
  if (line.startsWith("<!--")) return [paint(clip(line, width - 2), "dim")];
  const summary = /^<details><summary>(.*)<\/summary>$/.exec(line)?.[1];
  if (summary !== undefined) return [`▾ ${summary}`];
  if (line === "</details>") return [];
  return wrap(line, width - 4).map((part) =>
    part.replace(/\*\*(.+?)\*\*/g, (_, strong: string) => paint(strong, "bold"))
  );
}

/** Cells without their code spans; a bar inside of a cell is escaped. */
function toCells(row: string): string[] {
  const cells = row.slice(1).replace(/\|\s*$/, "").split(/(?<!\\)\|/);
  return cells.map((cell) => cell.trim().replace(/^`+ ?| ?`+$/g, "").replaceAll("\\|", "|"));
}

function viewTable(rows: readonly (readonly string[])[], screen: Screen): readonly string[] {
  const [heading] = rows;
  if (heading === undefined) return [];
  const widths = fitWidths(rows, screen.width - 2);
  return rows.flatMap((row) => {
    const cells = widths.map((width, column) => wrap(row[column] ?? "", width));
    const height = Math.max(...cells.map((parts) => parts.length));
    return Array.from({ length: height }, (_, part) => {
      const texts = widths.map((width, column) =>
        clip(cells[column]?.[part] ?? "", width).padEnd(width)
      );
      const line = texts.join(" ".repeat(GAP)).trimEnd();
      return row === heading ? screen.paint(line, "dim") : line;
    });
  });
}

/** As wide as the widest cell, but the widest columns give way until the row fits. */
function fitWidths(rows: readonly (readonly string[])[], available: number): readonly number[] {
  const columnCount = Math.max(...rows.map((row) => row.length));
  const widths = Array.from(
    { length: columnCount },
    (_, column) => Math.max(1, ...rows.map((row) => Array.from(row[column] ?? "").length)),
  );
  const total = () => widths.reduce((sum, width) => sum + width + GAP, -GAP);
  while (total() > available) {
    const widest = Math.max(...widths);
    if (widest <= COLUMN_MIN) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}
