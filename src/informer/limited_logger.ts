/** Keeps what many watches have to say at once from filling the log; the rest is in the readiness. */
import type { LogFields, Logger } from "../runtime/logger.ts";

/** How much is written. */
export interface LineLimit {
  readonly lineCountMax: number;
  readonly windowMs: number;
  /** Stands for the lines of a window that are left out. */
  readonly farewell: string;
  /** Milliseconds that never go back. */
  readonly time: () => number;
}

/** A logger that writes at most so many lines in a window, from the first of them on. */
export function createLimitedLogger(logger: Logger, limit: LineLimit): Logger {
  return limitLines(logger, { ...limit, startedAt: -Infinity, lineCount: 0 });
}

/** Children share the window of their parent. */
interface Window extends LineLimit {
  startedAt: number;
  lineCount: number;
}

function limitLines(logger: Logger, window: Window): Logger {
  const writerOf = (level: "debug" | "info" | "warn" | "error"): Logger["info"] => {
    return (message: string, fields?: LogFields) => {
      const now = window.time();
      if (now - window.startedAt >= window.windowMs) {
        window.startedAt = now;
        window.lineCount = 0;
      }
      window.lineCount += 1;
      if (window.lineCount <= window.lineCountMax) logger[level](message, fields);
      else if (window.lineCount === window.lineCountMax + 1) logger.info(window.farewell);
    };
  };
  return {
    debug: writerOf("debug"),
    info: writerOf("info"),
    warn: writerOf("warn"),
    error: writerOf("error"),
    child: (fields) => limitLines(logger.child(fields), window),
  };
}
