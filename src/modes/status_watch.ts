/**
 * Draws what a collector tells again and again, until it is told to stop. A collector that is away is
 * a line at the top, above what was last known.
 */
import type { StatusClient } from "../client/status_client.ts";
import { formatDuration } from "../config/duration.ts";
import type { StatusSettings } from "../config/status_settings.ts";
import type { StatusDocument } from "../contract/status_document.ts";
import type { Clock } from "../runtime/clock.ts";
import { escapeControls } from "../runtime/visible_text.ts";
import type { PrintContext } from "./mode_context.ts";
import { formatFrame } from "../status/status_frame.ts";
import { readTerminalSize, type StatusOutput } from "./status_output.ts";
import { type ExitNow, listenForStop } from "./stop_signals.ts";
import { TerminalScreen } from "./terminal_screen.ts";

/** What watching needs. */
export interface StatusWatchDeps {
  readonly client: Pick<StatusClient, "read">;
  readonly context: PrintContext & { readonly output: StatusOutput; readonly exitNow: ExitNow };
  readonly clock: Clock;
  /** The newest line of the log, if there is one. */
  readonly notes: readonly string[];
}

/** Draws until a signal comes, or the terminal is gone; resolves to the exit code. */
export async function watchStatus(
  settings: StatusSettings,
  { client, context, clock, notes }: StatusWatchDeps,
): Promise<number> {
  const { output, isColored } = context;
  const screen = new TerminalScreen({ output, clock });
  let document: StatusDocument | null = null;
  let failure: string | null = null;
  let readAt: number | null = null;
  const draw = (): Promise<void> => {
    const { columns, rows } = readTerminalSize(output);
    const isWide = settings.output === "wide";
    return screen.draw(formatFrame({ document, failure, readAt, note: notes[0] ?? null }, {
      title: `${settings.collectorUrl}, every ${formatDuration(settings.intervalMs)}`,
      rows,
      text: { isWide, isColored, widthMax: columns, asked: settings.clusters, now: clock.now() },
    }));
  };
  // There is nothing to finish: whoever asks twice must not wait for the terminal.
  using signals = listenForStop(() => {
    screen.leaveNow();
    context.exitNow(0);
  }, { also: ["SIGQUIT"] });
  using _resizes = listenToTerminal("SIGWINCH", draw);
  // A process without the right to run others cannot stop itself, and who stops it keeps the screen.
  using _suspensions = listenToTerminal("SIGTSTP", () => {});
  await screen.enter();
  try {
    while (!signals.stop.aborted && !screen.isGone) {
      const delivery = await client.read(signals.stop);
      if (signals.stop.aborted) break;
      if (delivery.kind === "delivered") {
        document = delivery.answer;
        failure = null;
        readAt = clock.now();
      } else {
        failure = escapeControls(delivery.message);
      }
      await draw();
      await clock.sleep(settings.intervalMs, signals.stop);
    }
  } finally {
    await screen.leave();
  }
  return 0;
}

/** Windows tells nobody of the terminal; there the next frame has the new size. */
function listenToTerminal(
  signal: "SIGWINCH" | "SIGTSTP",
  hear: () => void | Promise<void>,
): Disposable {
  if (Deno.build.os === "windows") return { [Symbol.dispose]: () => {} };
  const listener = () => void hear();
  Deno.addSignalListener(signal, listener);
  return { [Symbol.dispose]: () => Deno.removeSignalListener(signal, listener) };
}
