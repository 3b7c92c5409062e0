/** All objects of one resource, and what happened to them lately. */
import type { StoredObject } from "./stored_object.ts";

/** Something that happened to an object. */
export interface StoredEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** The object afterwards; a deleted one in its last state, at the revision of its deletion. */
  readonly object: StoredObject;
  /** The object as it was, if there was one. */
  readonly before: StoredObject | undefined;
}

/** Objects by key, with a limited history. */
export class Collection {
  readonly #objects = new Map<string, StoredObject>();
  readonly #historyMax: number;
  #history: StoredEvent[] = [];
  #sorted: readonly StoredObject[] | undefined;
  /** The past state that was asked for last: the pages of a list ask for the same one. */
  #past: { readonly revision: number; readonly objects: readonly StoredObject[] } | undefined;
  /** Revision of the last event that the history has forgotten. */
  #forgottenRevision = 0;
  #oldestRevision = 0;
  #isClosed = false;

  /** Keeps at least the last `historyMax` events, at most twice as many. */
  constructor(historyMax: number) {
    this.#historyMax = historyMax;
  }

  /** Whether the resource is no longer served. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The oldest revision from which one may go on. */
  get oldestRevision(): number {
    return Math.max(this.#oldestRevision, this.#forgottenRevision);
  }

  /** Finds an object by its key. */
  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** All objects in the order of their keys: a snapshot that later changes do not touch. */
  list(): readonly StoredObject[] {
    return this.#sorted ??= sort(this.#objects.values());
  }

  /** All objects as they were at a revision; `undefined` where the history does not reach back. */
  listAt(revision: number): readonly StoredObject[] | undefined {
    const events = this.listEventsAfter(revision);
    if (events === undefined || revision < this.oldestRevision) return undefined;
    if (events.length === 0) return this.list();
    if (this.#past?.revision !== revision) {
      this.#past = { revision, objects: sort(undo(events, this.#objects).values()) };
    }
    return this.#past.objects;
  }

  /** What happened after a revision; `undefined` where some of it is forgotten. */
  listEventsAfter(revision: number): readonly StoredEvent[] | undefined {
    if (revision < this.#forgottenRevision) return undefined;
    return this.#history.slice(this.#findIndexAfter(revision));
  }

  /** Adds an object, or replaces it. */
  put(object: StoredObject): void {
    const before = this.#objects.get(object.key);
    this.#objects.set(object.key, object);
    this.#record({ type: before === undefined ? "ADDED" : "MODIFIED", object, before });
  }

  /** Removes the object of this key; its last state says at which revision. */
  delete(object: StoredObject): void {
    const before = this.#objects.get(object.key);
    this.#objects.delete(object.key);
    this.#record({ type: "DELETED", object, before });
  }

  /** Forgets all that happened: nobody may go on from a revision before this one. */
  forget(revision: number): void {
    this.#forgottenRevision = this.#history.at(-1)?.object.revision ?? this.#forgottenRevision;
    this.#history = [];
    this.#past = undefined;
    this.#oldestRevision = revision;
  }

  /** The resource is gone: whoever watches it is told no more. */
  close(): void {
    this.#isClosed = true;
  }

  #record(event: StoredEvent): void {
    this.#sorted = undefined;
    this.#history.push(event);
    if (this.#history.length <= 2 * this.#historyMax) return;
    const forgotten = this.#history.splice(0, this.#history.length - this.#historyMax);
    this.#forgottenRevision = forgotten.at(-1)?.object.revision ?? this.#forgottenRevision;
  }

  #findIndexAfter(revision: number): number {
    let low = 0;
    let high = this.#history.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const event = this.#history[middle];
      if (event !== undefined && event.object.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function undo(
  events: readonly StoredEvent[],
  objects: ReadonlyMap<string, StoredObject>,
): ReadonlyMap<string, StoredObject> {
  const past = new Map(objects);
  for (const { object, before } of events.toReversed()) {
    if (before === undefined) past.delete(object.key);
    else past.set(object.key, before);
  }
  return past;
}

function sort(objects: Iterable<StoredObject>): readonly StoredObject[] {
  return [...objects].sort((a, b) => a.key < b.key ? -1 : 1);
}
