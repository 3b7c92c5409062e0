/** A tool that is stopped ends what it has started, and leaves nothing behind. */
import { StoppedError } from "./release_error.ts";

/** What stops a tool, with the exit code that shells give for it. */
const EXIT_CODES: readonly (readonly [Deno.Signal, number])[] = Deno.build.os === "windows"
  ? [["SIGINT", 130], ["SIGBREAK", 149]]
  : [["SIGINT", 130], ["SIGTERM", 143]];

/** Runs it with a signal that is aborted, with a `StoppedError`, when the process shall end. */
export async function runUntilStopped(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const listeners = EXIT_CODES.map(([signal, exitCode]) => {
    const listener = () => controller.abort(new StoppedError(signal, exitCode));
    Deno.addSignalListener(signal, listener);
    return [signal, listener] as const;
  });
  try {
    await run(controller.signal);
  } finally {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  }
}
