/**
 * A plan as text for people: the diff first, what the pull request would say, then what was left
 * alone. Nothing foreign reaches the terminal as anything but visible text.
 */
import type { PlanDocument } from "../contract/plan_document.ts";
import { escapeControls } from "../runtime/visible_text.ts";

/** How it is written. */
export interface PlanTextOptions {
  readonly isColored: boolean;
}

const BOLD = "\u001b[1m";
const RED = "\u001b[31m";
const GREEN = "\u001b[32m";
const CYAN = "\u001b[36m";
const RESET = "\u001b[0m";
/** Lines of a diff before its first hunk. */
const DIFF_HEAD_LINES = 3;
const DIFF_COLORS: Readonly<Record<string, string>> = { "+": GREEN, "-": RED, "@": CYAN };

/** The whole text, ending in a line break. */
export function formatPlan(plan: PlanDocument, { isColored }: PlanTextOptions): string {
  const bold = (text: string): string => isColored ? `${BOLD}${text}${RESET}` : text;
  const list = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", bold(title), ...lines.map((line) => `  ${line}`)];
  return [
    ...formatDiff(plan.diff, isColored),
    ...(plan.body === "" ? [] : [
      "",
      `${bold("Title:")} ${toVisible(plan.title)}`,
      "",
      ...toLines(plan.body).map(toVisible),
    ]),
    ...listUnjoined("Registered, but not found in any cluster", plan.unmatchedEntries, list),
    ...listUnjoined("Running, but not registered", plan.unregisteredClaims, list),
    ...listUnjoined("Ambiguous, left alone", plan.ambiguousEntries, list),
    ...list(`Held back: ${plan.held.length}`, plan.held.map(describeHeld)),
    "",
    ...(plan.pullRequest === null ? [] : [
      `Pull request #${plan.pullRequest.number} is open: ${toVisible(plan.pullRequest.url)}`,
    ]),
    bold(toVisible(plan.message)),
    "",
  ].join("\n").replace(/^\n+/, "");
}

/** The plan for programs: one line of JSON, in which what is foreign is escaped. */
export function formatPlanJson(plan: PlanDocument): string {
  return `${escapeControls(JSON.stringify(plan))}\n`;
}

function formatDiff(diff: string, isColored: boolean): readonly string[] {
  return toLines(diff).map((line, index) => {
    const text = toVisible(line.replace(/\r$/, ""));
    const end = line.endsWith("\r") ? "\r" : "";
    const color = index < DIFF_HEAD_LINES ? BOLD : DIFF_COLORS[line.charAt(0)];
    return !isColored || color === undefined ? text + end : `${color}${text}${RESET}${end}`;
  });
}

function listUnjoined(
  title: string,
  { count, first }: PlanDocument["unmatchedEntries"],
  list: (title: string, lines: readonly string[]) => readonly string[],
): readonly string[] {
  if (count === 0) return [];
  const rest = count - first.length;
  return list(`${title}: ${count}`, [
    ...first.map(({ name, reason }) => toVisible(`${name}: ${reason}`)),
    ...(rest > 0 ? [`… and ${rest} more`] : []),
  ]);
}

function describeHeld({ code, message, until, id }: PlanDocument["held"][number]): string {
  const facts = [
    code,
    ...(until === null ? [] : [`until ${until}`]),
    ...(id === null ? [] : [`to be confirmed by the id ${id}`]),
  ];
  return toVisible(`${message} (${facts.join(", ")})`);
}

/** Tabs stay: they steer nothing, and a file that is indented by them shall look like it. */
function toVisible(text: string): string {
  return text.split("\t").map(escapeControls).join("\t");
}

/** Lines without the empty one behind the last line break. */
function toLines(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
