/** How much an informer has seen of its cluster, in numbers that only rise. */
import type { WatchEvent } from "./claim_watcher.ts";

/** Counts since the start, claims and composites together. */
export interface EventCounts {
  /** Objects that were shown, those of lists included. */
  readonly applied: number;
  /** Objects that were deleted. */
  readonly deleted: number;
  /** Lists that came to their end. */
  readonly lists: number;
  /** Requests to the API server that failed, and watches that broke. */
  readonly troubles: number;
}

/** Owns the counts. */
export class EventCounter {
  #counts: EventCounts = { applied: 0, deleted: 0, lists: 0, troubles: 0 };

  /** What has been counted so far. */
  get counts(): EventCounts {
    return this.#counts;
  }

  /** Takes note of an event of a watch. */
  note(event: WatchEvent): void {
    const counts = this.#counts;
    switch (event.type) {
      case "applied":
        this.#counts = { ...counts, applied: counts.applied + event.objects.length };
        return;
      case "deleted":
        this.#counts = { ...counts, deleted: counts.deleted + event.objects.length };
        return;
      case "listed":
        this.#counts = { ...counts, lists: counts.lists + 1 };
        return;
      case "trouble":
        this.#counts = { ...counts, troubles: counts.troubles + 1 };
        return;
      case "resolved":
      case "listing":
      case "contact":
        return;
    }
  }
}
