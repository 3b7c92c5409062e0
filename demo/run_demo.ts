/**
 * The demo from its first line to its last: opens the stage, walks through the steps, goes on living
 * if asked, and cleans up whatever happens. Resolves to the exit code.
 */
import { formatLogo } from "../src/cli/logo.ts";
import { finishWithin } from "../src/modes/finish_within.ts";
import { systemClock } from "../src/runtime/clock.ts";
import { DemoFailure } from "./demo_failure.ts";
import type { DemoOptions } from "./demo_options.ts";
import { livePlatform } from "./live/live_platform.ts";
import { ProcessLogs } from "./program/process_logs.ts";
import { viewLog } from "./terminal/log_view.ts";
import type { Screen } from "./terminal/screen.ts";
import { openStage, showAddresses } from "./walk/opening.ts";
import type { Stage } from "./walk/stage.ts";
import { walkThrough } from "./walk/walkthrough.ts";

/** What the demo needs of its process. */
export interface DemoDeps {
  readonly screen: Screen;
  readonly isColored: boolean;
  /** Aborted by Ctrl-C. */
  readonly stop: AbortSignal;
}

/** Longest that a walk-through may take when nobody is there to watch. */
const ONCE_MS = 115_000;
/** On Ctrl-C all processes get the signal too; their end is no failure then. */
const DEATH_GRACE_MS = 300;
/** By then every process is ended; what is still open then ends with this one. */
const CLEANUP_MS = 30_000;
const LOG_LINE_COUNT = 8;

/** Runs the demo. */
export async function runDemo(options: DemoOptions, deps: DemoDeps): Promise<number> {
  const logs = new ProcessLogs();
  const problem = await perform(options, { ...deps, logs });
  if (problem === undefined) return 0;
  if (deps.stop.aborted) {
    deps.screen.line();
    deps.screen.tell("Stopped; nothing is left behind.");
    return options.mode === "once" ? 1 : 0;
  }
  reportFailure(problem.reason, { screen: deps.screen, logs });
  return 1;
}

/** Gives why it ended, unless it came to its own end; by then everything is cleaned up. */
async function perform(
  { mode, deadlineMs, breakage }: DemoOptions,
  deps: DemoDeps & { readonly logs: ProcessLogs },
): Promise<{ readonly reason: unknown } | undefined> {
  const { screen, logs } = deps;
  const failure = new AbortController();
  const stack = new AsyncDisposableStack();
  const timers: ReturnType<typeof setTimeout>[] = [];
  stack.defer(() => timers.forEach((timer) => clearTimeout(timer)));
  const failLater = (message: string, delayMs: number) =>
    void timers.push(setTimeout(() => failure.abort(new DemoFailure(message)), delayMs));
  if (mode === "once") {
    failLater(`The walk-through took longer than ${ONCE_MS / 1000} s.`, ONCE_MS);
  }
  const onDeath = (name: string, exitCode: number) =>
    failLater(`The ${name} ended by itself, with exit code ${exitCode}.`, DEATH_GRACE_MS);
  stack.use(listenForBugs((reason) => failure.abort(reason)));
  const signal = AbortSignal.any([deps.stop, failure.signal]);
  try {
    introduce(deps);
    const patience = { deadlineMs, signal };
    const stage = await openStage({ screen, patience, breakage, logs, onDeath, stack });
    const startedAt = performance.now();
    await walkThrough(stage);
    summarize(screen, performance.now() - startedAt);
    if (mode === "live") await liveOn(stage);
    return undefined;
  } catch (error) {
    // A call may fail because a process is dead before that itself is known.
    if (!(error instanceof DemoFailure)) await systemClock.sleep(2 * DEATH_GRACE_MS, signal);
    return { reason: signal.aborted ? signal.reason : error };
  } finally {
    await finishWithin(() => stack.disposeAsync(), CLEANUP_MS);
  }
}

/** What nobody catches would end this process, but not those that it has started. */
function listenForBugs(handle: (reason: unknown) => void): Disposable {
  const onRejection = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    handle(event.reason);
  };
  const onError = (event: ErrorEvent) => {
    event.preventDefault();
    handle(event.error);
  };
  addEventListener("unhandledrejection", onRejection);
  addEventListener("error", onError);
  return {
    [Symbol.dispose]: () => {
      removeEventListener("unhandledrejection", onRejection);
      removeEventListener("error", onError);
    },
  };
}

async function liveOn(stage: Stage): Promise<void> {
  const { screen } = stage;
  screen.tell("From here on claims change now and then. Ctrl-C ends it.");
  screen.line();
  showAddresses(stage);
  screen.line();
  await livePlatform(stage);
}

function introduce({ screen, isColored }: DemoDeps): void {
  screen.line();
  for (const line of formatLogo({ isColored }).trimEnd().split("\n")) screen.line(line);
  screen.line();
  screen.paragraph(
    "A platform's teams order databases, buckets and machines by adding claims to a registry file " +
      "in Git; Kubernetes clusters make them. The collector gathers what the clusters say of each " +
      "claim and keeps the registry up to date, by one pull request that people merge.",
  );
}

function summarize(screen: Screen, durationMs: number): void {
  const seconds = Math.round(durationMs / 1000);
  screen.line();
  screen.line(screen.paint(`All of that has happened, in ${seconds} s.`, "green", "bold"));
  screen.line();
  screen.done("no news, no commit");
  screen.done("one branch, one pull request, one commit, however often claims change");
  screen.done("only statusMessage and lastCheckedAt are written; comments and quotes stay");
  screen.done("what is not registered is reported, never added; what is gone is never removed");
  screen.done("a restart loses nothing and withdraws nothing; informers make the collector whole");
  screen.done("who is not heard of is called stale, and changes nothing");
  screen.done("after a merge the next change makes the next pull request");
  screen.line();
}

function reportFailure(
  reason: unknown,
  { screen, logs }: { readonly screen: Screen; readonly logs: ProcessLogs },
): void {
  screen.line();
  screen.fail(reason instanceof Error ? reason.message : String(reason));
  if (reason instanceof Error && !(reason instanceof DemoFailure)) {
    screen.line(screen.paint(reason.stack ?? "", "dim"));
  }
  for (const name of logs.names) {
    const lines = viewLog(logs.read(name), { screen, count: LOG_LINE_COUNT });
    if (lines.length === 0) continue;
    screen.line();
    screen.line(`The last lines of the log of the ${name}:`);
    for (const line of lines) screen.line(line);
  }
}
