/**
 * The command `status` as a process: asks a collector, prints what it tells, and ends; or draws it
 * again and again. Standard output carries nothing else.
 */
import { StatusClient } from "../client/status_client.ts";
import type { StatusSettings } from "../config/status_settings.ts";
import type { StatusDocument } from "../contract/status_document.ts";
import { type Clock, systemClock } from "../runtime/clock.ts";
import { createLogger } from "../runtime/logger.ts";
import { escapeControls } from "../runtime/visible_text.ts";
import { createCollectorConnect, createTokenReader } from "./collector_access.ts";
import type { PrintContext } from "./mode_context.ts";
import { formatStatusJson, formatStatusYaml } from "../status/status_data.ts";
import { readTerminalSize, type StatusOutput, writeLines } from "./status_output.ts";
import { formatStatus } from "../status/status_text.ts";
import { watchStatus } from "./status_watch.ts";
import type { ExitNow } from "./stop_signals.ts";

/** What the process gives to the command. */
export interface StatusContext extends PrintContext {
  readonly output: StatusOutput;
  readonly exitNow: ExitNow;
}

/** The exit code where a claim is in a phase that shall not be. */
const FOUND = 3;

/** Asks and prints; resolves to the exit code. Throws `ConfigError` for files that cannot be used. */
export async function runStatus(settings: StatusSettings, context: StatusContext): Promise<number> {
  const { logLevel: level, logFormat: format, collectorUrl: url, clusters, phases } = settings;
  const clock = systemClock;
  const notes: string[] = [];
  // A line of the log in the middle of the screen would stay there.
  const write = settings.watches
    ? (text: string) => void notes.splice(0, notes.length, escapeControls(text.trimEnd()))
    : context.stderr;
  const logger = createLogger({ level: () => level, format, write, now: () => clock.now() });
  const parts = { settings, logger };
  const connect = await createCollectorConnect(parts);
  const readToken = createTokenReader(parts);
  const userAgent = `machinery-status-collector/${context.version.version}`;
  const client = new StatusClient({ url, readToken, connect, clock, userAgent }, {
    clusters,
    phases,
  });
  try {
    const deps = { client, context, clock };
    if (settings.watches) return await watchStatus(settings, { ...deps, notes });
    return await printStatus(settings, deps);
  } finally {
    client.close();
  }
}

async function printStatus(
  settings: StatusSettings,
  { client, context, clock }: {
    readonly client: StatusClient;
    readonly context: StatusContext;
    readonly clock: Clock;
  },
): Promise<number> {
  const delivery = await client.read(new AbortController().signal);
  if (delivery.kind !== "delivered") {
    context.stderr(`${escapeControls(delivery.message)}\n`);
    return 1;
  }
  const { answer } = delivery;
  const lines = formatLines(answer, { settings, context, now: clock.now() });
  const failure = await writeLines(lines, { output: context.output, clock });
  if (failure !== null) {
    context.stderr(`${escapeControls(failure)}\n`);
    return 1;
  }
  const { failOn } = settings;
  const isFound = answer.statuses.some(({ phase }) => failOn.some((each) => each === phase));
  return isFound ? FOUND : 0;
}

function formatLines(
  document: StatusDocument,
  { settings, context, now }: {
    readonly settings: StatusSettings;
    readonly context: StatusContext;
    readonly now: number;
  },
): Iterable<string> {
  const { output: form, clusters: asked } = settings;
  const { isColored, isTerminal, output } = context;
  switch (form) {
    case "json":
      return formatStatusJson(document);
    case "yaml":
      return formatStatusYaml(document);
    case "wide":
    case "table": {
      const isWide = form === "wide";
      const widthMax = isTerminal && !isWide ? readTerminalSize(output).columns : Infinity;
      return formatStatus(document, { isWide, isColored, widthMax, asked, now });
    }
  }
}
