/** A logger that keeps what it is told, for tests to look at. */
import type { LogFields, Logger } from "../../src/runtime/logger.ts";

/** One record that was logged. */
export interface MemoryRecord {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly fields: LogFields;
}

/** A logger and its records, those of its children included. */
export interface MemoryLogger extends Logger {
  readonly records: readonly MemoryRecord[];
}

/** Makes an empty one. */
export function createMemoryLogger(): MemoryLogger {
  return createChild([], {});
}

function createChild(records: MemoryRecord[], inherited: LogFields): MemoryLogger {
  const write = (level: MemoryRecord["level"]) => (message: string, fields: LogFields = {}) => {
    records.push({ level, message, fields: { ...inherited, ...fields } });
  };
  return {
    records,
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    child: (fields) => createChild(records, { ...inherited, ...fields }),
  };
}
