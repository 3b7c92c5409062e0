/**
 * The signal that switches between the configured log level and `debug`. It is SIGUSR2, since the
 * runtime itself answers SIGUSR1: it opens a debugger, and nothing can forbid it to.
 */
import type { LogLevelSwitch } from "../runtime/log_level_switch.ts";

/** The signal, or `null` on Windows, which has none to spare. */
export const LOG_LEVEL_SIGNAL: Deno.Signal | null = Deno.build.os === "windows" ? null : "SIGUSR2";

/** Listens until it is disposed of. */
export function listenForLogLevel(levels: Pick<LogLevelSwitch, "toggle">): Disposable {
  const signal = LOG_LEVEL_SIGNAL;
  if (signal === null) return { [Symbol.dispose]: () => {} };
  const listener = () => void levels.toggle({ signal });
  Deno.addSignalListener(signal, listener);
  return { [Symbol.dispose]: () => Deno.removeSignalListener(signal, listener) };
}
