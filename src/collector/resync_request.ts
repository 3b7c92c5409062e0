/** When a session must be asked for another full synchronisation, and how often it is asked. */
import { hasPassed } from "./has_passed.ts";

/** Least time between two requests because of plain posts. */
const FOREIGN_RESYNC_MS = 60_000;
/** Least time between two requests because there is room again. */
const ROOM_RESYNC_MS = 300_000;

/** Owns the reasons to ask, and when it was asked. */
export class ResyncRequest {
  #isDue = true;
  #hasForeignChange = false;
  #foreignToldAt = -Infinity;
  #roomToldAt = -Infinity;

  /** A synchronisation begins. */
  noteBegun(): void {
    this.#isDue = false;
    this.#hasForeignChange = false;
  }

  /** A synchronisation has ended without some of its parts. */
  noteIncomplete(): void {
    this.#isDue = true;
  }

  /** A plain post changed what the session had told. */
  noteForeignChange(): void {
    this.#hasForeignChange = true;
  }

  /** Whether the next answer asks, at `now` in Unix milliseconds. */
  take(now: number, isRoomToTell: () => boolean): boolean {
    if (this.#isDue) return true;
    if (hasPassed(ROOM_RESYNC_MS, { since: this.#roomToldAt, now }) && isRoomToTell()) {
      this.#roomToldAt = now;
      return true;
    }
    if (!this.#hasForeignChange) return false;
    if (!hasPassed(FOREIGN_RESYNC_MS, { since: this.#foreignToldAt, now })) return false;
    this.#foreignToldAt = now;
    return true;
  }
}
