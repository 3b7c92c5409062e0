/**
 * The demo's process edge: arguments, environment, terminal, Ctrl-C and exit code. It shows the main
 * job of the program on embedded parts; nothing outside of this machine is touched.
 */
import { parseDemoOptions } from "./demo_options.ts";
import { runDemo } from "./run_demo.ts";
import { Screen } from "./terminal/screen.ts";

const WIDTH_MAX = 120;
const WIDTH_MIN = 60;
const WIDTH_DEFAULT = 100;
const EXIT_USAGE = 2;

async function main(): Promise<number> {
  const parsed = parseDemoOptions(Deno.args, (name) => Deno.env.get(name));
  const encoder = new TextEncoder();
  if (!parsed.isValid) {
    Deno.stderr.writeSync(encoder.encode(`${parsed.problem}\n`));
    return EXIT_USAGE;
  }
  const isInteractive = Deno.stdout.isTerminal();
  const isColored = isInteractive && !Deno.env.get("NO_COLOR");
  const width = isInteractive ? readWidth() : WIDTH_DEFAULT;
  const stop = new AbortController();
  for (const name of stopSignals()) {
    Deno.addSignalListener(name, () => stop.abort(new Error("Stopped")));
  }
  // Whoever reads may go away, as `head` does: then nobody watches any more.
  const write = (text: string) => {
    if (!tryWrite(encoder.encode(text))) stop.abort(new Error("Nobody reads"));
  };
  const screen = new Screen({ write, width, isColored, isInteractive });
  return await runDemo(parsed.options, { screen, isColored, stop: stop.signal });
}

/** A terminal may not know how wide it is. */
function readWidth(): number {
  const columns = Deno.consoleSize().columns || WIDTH_DEFAULT;
  return Math.min(Math.max(columns, WIDTH_MIN), WIDTH_MAX);
}

function stopSignals(): readonly Deno.Signal[] {
  return Deno.build.os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP"];
}

function tryWrite(bytes: Uint8Array): boolean {
  try {
    for (let at = 0; at < bytes.byteLength;) at += Deno.stdout.writeSync(bytes.subarray(at));
    return true;
  } catch {
    return false;
  }
}

Deno.exit(await main());
