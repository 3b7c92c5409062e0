/** The log of a mode that runs for long: as the settings say, until somebody changes its level. */
import type { Clock } from "../runtime/clock.ts";
import { LogLevelSwitch } from "../runtime/log_level_switch.ts";
import { createLogger, type LogFormat, type Logger, type LogLevel } from "../runtime/logger.ts";
import type { Tracer } from "../runtime/tracer.ts";
import { LOG_LEVEL_SIGNAL } from "./log_level_signal.ts";

/** What the log needs of its surroundings. */
export interface LogParts {
  readonly clock: Clock;
  readonly tracer: Tracer;
  /** Takes one line at a time. */
  readonly write: (line: string) => void;
  /** How the level can be changed, beside the signal. */
  readonly waysBack: readonly string[];
}

/** Makes the logger, and the switch that its level follows. */
export function openLog(
  settings: { readonly logLevel: LogLevel; readonly logFormat: LogFormat },
  { clock, tracer, write, waysBack }: LogParts,
): { readonly logger: Logger; readonly logLevels: LogLevelSwitch } {
  const options = { format: settings.logFormat, write, tracer, now: () => clock.now() };
  const logLevels = new LogLevelSwitch({
    configured: settings.logLevel,
    clock,
    logger: createLogger({ ...options, level: () => "warn" }),
    waysBack: LOG_LEVEL_SIGNAL === null ? waysBack : [LOG_LEVEL_SIGNAL, ...waysBack],
  });
  return { logger: createLogger({ ...options, level: () => logLevels.level }), logLevels };
}
