/** Takes note of what happens to a watch, and tells the log when a problem comes, changes and ends. */
import type { LogFields, Logger } from "../runtime/logger.ts";
import type { WatchEvent } from "./claim_watcher.ts";
import type { WatchState } from "./watch_state.ts";

/** What is watched, and where to tell. */
export interface HealthContext {
  readonly state: WatchState;
  readonly objects: "claims" | "composites";
  /** Milliseconds that never go back. */
  readonly now: number;
  readonly logger: Logger;
  /** What the log says beside the message. */
  readonly fields: LogFields;
}

const RECOVERED = {
  claims: "Claims are watched again",
  composites: "Composites are watched again",
} as const;

/** Notes the event in the state of its watch. */
export function noteHealth(event: WatchEvent, context: HealthContext): void {
  const { state, objects, now, logger, fields } = context;
  const before = state.loggedProblem;
  state.note(event, now);
  const after = state.loggedProblem;
  if (before?.kind === after?.kind) return;
  if (after === null) logger.info(RECOVERED[objects], fields);
  else logger.warn(`Cannot watch ${objects}: ${after.message}`, fields);
}
