/** Shows the end of a process's log: what it did, without the requests that it answered. */
import { z } from "zod";
import type { Screen } from "./screen.ts";

const lineSchema = z.object({ time: z.string(), level: z.string(), message: z.string() });

/** The newest lines, oldest first; what is not in the log's own form is shown as it is. */
export function viewLog(
  lines: readonly string[],
  { screen, count }: { readonly screen: Screen; readonly count: number },
): readonly string[] {
  const told = lines.map(toLine).filter((line) => line.message !== "Request answered");
  return told.slice(-count).map(({ time, level, message }) => {
    const isBad = level === "error" || level === "warn";
    const start = `${time.slice(11, 19)} ${level.padEnd(5)}`;
    return `${screen.paint(start, "dim")} ${isBad ? screen.paint(message, "yellow") : message}`;
  });
}

function toLine(text: string): z.infer<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    return { time: "", level: "", message: text };
  }
}
