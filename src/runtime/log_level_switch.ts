/**
 * How much is logged now. It starts as configured and can be changed while the process runs, for a
 * time or until it is changed back. Each change is one line that every level but `off` lets through.
 */
import type { Clock } from "./clock.ts";
import type { LogFields, Logger, LogLevel } from "./logger.ts";
import { quote } from "./visible_text.ts";

/** What the switch is made of. */
export interface LogLevelSwitchDeps {
  readonly configured: LogLevel;
  readonly clock: Clock;
  /** Writes warnings whatever the level is. */
  readonly logger: Pick<Logger, "warn">;
  /** How a person brings the configured level back, for the line. */
  readonly waysBack: readonly string[];
}

/** The level as it is. */
export interface LogLevelState {
  readonly level: LogLevel;
  /** What the settings say. */
  readonly configured: LogLevel;
  /** Unix milliseconds at which the configured level comes back by itself; `null` for never. */
  readonly until: number | null;
}

/** A change that somebody asks for. */
export interface LogLevelChange {
  readonly level: LogLevel;
  /** Milliseconds, at most 24 days, as timers go; `null` until the next change. */
  readonly forMs: number | null;
  /** Who asks, as fields of the line. */
  readonly by: LogFields;
}

/** Owns the level; the newest change replaces all before it. */
export class LogLevelSwitch {
  readonly #deps: LogLevelSwitchDeps;
  #level: LogLevel;
  #until: number | null = null;
  #expiry = new AbortController();

  constructor(deps: LogLevelSwitchDeps) {
    this.#deps = deps;
    this.#level = deps.configured;
  }

  /** The level that counts now. */
  get level(): LogLevel {
    return this.#level;
  }

  /** The level, and what becomes of it. */
  describe(): LogLevelState {
    return { level: this.#level, configured: this.#deps.configured, until: this.#until };
  }

  /** Sets a level and says so. */
  change({ level, forMs, by }: LogLevelChange): LogLevelState {
    const { clock, configured } = this.#deps;
    this.#expiry.abort();
    this.#expiry = new AbortController();
    const isSilent = this.#level === "off" && level === "off";
    this.#level = level;
    this.#until = forMs === null || level === configured ? null : clock.now() + forMs;
    if (!isSilent) this.#deps.logger.warn(this.#toMessage(), by);
    if (forMs !== null && this.#until !== null) void this.#returnAfter(forMs, this.#expiry.signal);
    return this.describe();
  }

  /** Goes back to the configured level from any other, and from the configured one to `debug`. */
  toggle(by: LogFields): LogLevelState {
    const { configured } = this.#deps;
    const level = this.#level === configured ? "debug" : configured;
    return this.change({ level, forMs: null, by });
  }

  /** Ends with the next change, at the latest. */
  async #returnAfter(forMs: number, signal: AbortSignal): Promise<void> {
    await this.#deps.clock.sleep(forMs, signal);
    if (signal.aborted) return;
    const by = { reason: "its time is over" };
    this.change({ level: this.#deps.configured, forMs: null, by });
  }

  #toMessage(): string {
    const { configured, waysBack } = this.#deps;
    if (this.#level === configured) return `The log level is ${quote(configured)}, as configured`;
    const until = this.#until === null ? "" : ` until ${new Date(this.#until).toISOString()}`;
    return `The log level is ${quote(this.#level)}${until}, ` +
      `${quote(configured)} comes back with ${waysBack.join(" or ")}`;
  }
}
