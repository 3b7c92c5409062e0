/** One line a record, JSON or text. Levels, fields and time are data; nothing here knows the domain. */
import { toLogValue } from "./log_value.ts";
import type { Tracer } from "./tracer.ts";
import { escapeControls, quote } from "./visible_text.ts";

/** From most to least talkative; `off` writes nothing. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "off"] as const;
/** How much is written. */
export type LogLevel = typeof LOG_LEVELS[number];
const RANKS: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3, off: 4 };
/** How a record is written. */
export type LogFormat = "json" | "text";

/** Extra values of a record; never a secret. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes records; a child adds its fields to each. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  child(fields: LogFields): Logger;
}

/** What a logger is made of. */
export interface LoggerOptions {
  /** Records below this level are dropped; asked at each of them, since it may change. */
  readonly level: () => LogLevel;
  readonly format: LogFormat;
  /** Takes one line at a time, its newline included; must not throw. */
  readonly write: (line: string) => void;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Names the trace that a record belongs to, if there is one. */
  readonly tracer?: Pick<Tracer, "traceId">;
}

interface LogRecord {
  /** RFC 3339 with milliseconds, in UTC. */
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** A logger that never throws and never writes more than one line a record, whatever the fields hold. */
export function createLogger(options: LoggerOptions): Logger {
  const format = options.format === "json" ? formatJson : formatText;

  const create = (base: LogFields): Logger => {
    const writerOf = (level: LogLevel): Logger["info"] => {
      const rank = RANKS[level];
      return (message, fields) => {
        if (rank < RANKS[options.level()]) return;
        const time = new Date(options.now()).toISOString();
        const all = fields === undefined ? base : { ...base, ...fields };
        const traceId = options.tracer?.traceId;
        const traced = traceId === undefined ? all : { ...all, traceId };
        options.write(format({ time, level, message, fields: traced }));
      };
    };
    return {
      debug: writerOf("debug"),
      info: writerOf("info"),
      warn: writerOf("warn"),
      error: writerOf("error"),
      child: (fields) => create({ ...base, ...fields }),
    };
  };
  return create({});
}

/** A field cannot stand in for what every record has. */
const OWN_KEYS: ReadonlySet<string> = new Set(["time", "level", "message"]);

function formatJson({ time, level, message, fields }: LogRecord): string {
  let line = `{"time":"${time}","level":"${level}","message":${toJson(message)}`;
  for (const key of Object.keys(fields)) {
    const json = toJson(fields[key]);
    if (json === undefined) continue;
    line += `,${JSON.stringify(OWN_KEYS.has(key) ? `${key}_` : key)}:${json}`;
  }
  return `${escapeControls(line)}}\n`;
}

function formatText({ time, level, message, fields }: LogRecord): string {
  // 2026-01-02T15:04:05.123Z
  let line = `${time.slice(11, 23)} ${level.toUpperCase()} ${String(toLogValue(message))}`;
  for (const key of Object.keys(fields)) {
    const value = toLogValue(fields[key]);
    if (value === undefined) continue;
    line += ` ${toWord(key)}=${toWord(typeof value === "string" ? value : JSON.stringify(value))}`;
  }
  return `${escapeControls(line)}\n`;
}

function toJson(value: unknown): string | undefined {
  return JSON.stringify(toLogValue(value));
}

/** Quoted unless it can be told from what is around it. */
function toWord(text: string): string {
  return /^[^\s"=\p{Cc}]+$/u.test(text) ? text : quote(text);
}
