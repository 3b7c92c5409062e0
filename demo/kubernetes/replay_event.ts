/** Plays recorded watch events again: objects keep their metadata, but for the revision. */
import { isKubernetesObject, isRecord } from "./kubernetes_object.ts";
import type { ObjectStore } from "./object_store.ts";

/**
 * Lets happen what an event tells: the event itself, or its line. Whether the store has changed; a
 * bookmark changes nothing, and neither does the deletion of what is not there.
 */
export function replayEvent(store: ObjectStore, event: unknown): boolean {
  const value: unknown = typeof event === "string" ? JSON.parse(event) : event;
  if (!isRecord(value)) throw new Error("Cannot replay the event: it is no JSON object");
  const { type, object } = value;
  if (type === "BOOKMARK") return false;
  if (!isKubernetesObject(object)) {
    throw new Error(`Cannot replay the event "${type}": it has no object with kind and name`);
  }
  const before = store.revision;
  switch (type) {
    case "ADDED":
    case "MODIFIED":
      store.put(object);
      break;
    case "DELETED":
      if (store.find(object) !== undefined) store.removeAs(object);
      break;
    default:
      throw new Error(`Cannot replay the event "${type}": it is of no known type`);
  }
  return store.revision > before;
}
