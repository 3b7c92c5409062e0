/** The signals that end a process: the first asks it to stop, the second ends it at once. */

/** Called with the exit code when a second signal comes. */
export type ExitNow = (exitCode: number) => void;

const EXIT_CODE_BASE = 128;
const NUMBERS: Readonly<Partial<Record<Deno.Signal, number>>> = {
  SIGINT: 2,
  SIGQUIT: 3,
  SIGTERM: 15,
  SIGBREAK: 21,
};

/** Listens until it is disposed of; `stop` is aborted by the first signal. */
export interface StopSignals extends Disposable {
  readonly stop: AbortSignal;
}

/** Windows knows no SIGTERM; there SIGBREAK takes its place. `also` names signals of other systems. */
export function listenForStop(
  exitNow: ExitNow,
  { also = [] }: { readonly also?: readonly Deno.Signal[] } = {},
): StopSignals {
  const names: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"]
    : ["SIGINT", "SIGTERM", ...also];
  const stop = new AbortController();
  const listeners = names.map((name) => {
    const listener = () => {
      if (stop.signal.aborted) exitNow(EXIT_CODE_BASE + (NUMBERS[name] ?? 0));
      else stop.abort();
    };
    Deno.addSignalListener(name, listener);
    return { name, listener };
  });
  return {
    stop: stop.signal,
    [Symbol.dispose]: () => {
      for (const { name, listener } of listeners) Deno.removeSignalListener(name, listener);
    },
  };
}
