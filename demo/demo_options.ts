/** How the demo is run: one flag for people, two variables for tests. */

/**
 * What breaks on purpose, so that one can see the demo fail: `github` refuses the collector's writes,
 * an `informer` cannot reach the collector.
 */
export type Breakage = "nothing" | "github" | "informer";

/** What was asked for. */
export interface DemoOptions {
  /** `once` ends after the walk-through, `live` goes on until Ctrl-C. */
  readonly mode: "once" | "live";
  /** How long the demo waits for each thing that should happen. */
  readonly deadlineMs: number;
  readonly breakage: Breakage;
}

/** Options, or one sentence for the person who got them wrong. */
export type ParsedOptions =
  | { readonly isValid: true; readonly options: DemoOptions }
  | { readonly isValid: false; readonly problem: string };

const DEADLINE_SECONDS = 30;
const DEADLINE_SECONDS_MAX = 600;

/**
 * Reads arguments and environment. `DEMO_DEADLINE_SECONDS` says how long to wait for each thing,
 * `DEMO_BREAK` what breaks.
 */
export function parseDemoOptions(
  args: readonly string[],
  env: (name: string) => string | undefined,
): ParsedOptions {
  const unknown = args.find((arg) => arg !== "--once");
  if (unknown !== undefined) {
    return { isValid: false, problem: `Unknown argument "${unknown}", expected --once or nothing` };
  }
  const seconds = Number(env("DEMO_DEADLINE_SECONDS") || DEADLINE_SECONDS);
  if (!(seconds > 0 && seconds <= DEADLINE_SECONDS_MAX)) {
    const problem = `DEMO_DEADLINE_SECONDS: expected a number up to ${DEADLINE_SECONDS_MAX}`;
    return { isValid: false, problem };
  }
  const breakage = env("DEMO_BREAK") || "nothing";
  if (breakage !== "nothing" && breakage !== "github" && breakage !== "informer") {
    return { isValid: false, problem: 'DEMO_BREAK: expected "github", "informer" or nothing' };
  }
  const mode = args.includes("--once") ? "once" : "live";
  return { isValid: true, options: { mode, deadlineMs: seconds * 1000, breakage } };
}
