/**
 * The form in which objects are kept: their JSON text. Lists and watches then only join texts, so
 * that many thousand objects are served at once; an object is parsed when it changes.
 */
import { isDeepStrictEqual } from "node:util";
import { type KubernetesObject, type ObjectMeta, toObjectKey } from "./kubernetes_object.ts";

/** An object at one revision; never changed. */
export interface StoredObject {
  /** `namespace/name`, or `name`. */
  readonly key: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Its resourceVersion. */
  readonly revision: number;
  /** Its JSON after the member `apiVersion`, which differs with the version that is asked for. */
  readonly tail: string;
}

/** Stores an object as it stands, at a revision. */
export function storeObject(object: KubernetesObject, revision: number): StoredObject {
  const { name, namespace = "", uid = "" } = object.metadata;
  const { apiVersion: _, kind, ...rest } = object;
  const metadata = { ...object.metadata, resourceVersion: String(revision) };
  const text = JSON.stringify({ kind, ...rest, metadata: sortMembers(metadata) });
  return {
    key: toObjectKey({ namespace, name }),
    namespace,
    name,
    uid,
    revision,
    tail: text.slice(1),
  };
}

/** The JSON text of an object in a version of its group. */
export function toObjectText(stored: StoredObject, apiVersion: string): string {
  return `{"apiVersion":"${apiVersion}",${stored.tail}`;
}

/** The JSON text of an object that says neither apiVersion nor kind. */
export function toUntypedText({ tail }: StoredObject): string {
  return `{${tail.slice(tail.indexOf(",") + 1)}`;
}

/** The object itself, in a version of its group. */
export function readStoredObject(stored: StoredObject, apiVersion: string): KubernetesObject {
  return JSON.parse(toObjectText(stored, apiVersion));
}

/** Whether two objects say the same, whatever their resourceVersion. */
export function isSameContent(a: StoredObject, b: StoredObject): boolean {
  return withoutRevision(a) === withoutRevision(b);
}

/** Gives an object what the API server adds when it is written. */
export function completeObject(
  object: KubernetesObject,
  { before, now }: { readonly before: KubernetesObject | undefined; readonly now: number },
): KubernetesObject {
  const { metadata } = object;
  const old: Partial<ObjectMeta> = before?.metadata ?? {};
  const isSpecChanged = before !== undefined && !isDeepStrictEqual(before.spec, object.spec);
  const generation = before === undefined ? 1 : (old.generation ?? 1) + Number(isSpecChanged);
  return {
    ...object,
    metadata: {
      ...metadata,
      creationTimestamp: old.creationTimestamp ?? metadata.creationTimestamp ?? toTimestamp(now),
      generation: Math.max(generation, metadata.generation ?? 0),
      uid: old.uid ?? metadata.uid ?? crypto.randomUUID(),
    },
  };
}

/** A time as Kubernetes writes it, in whole seconds. */
export function toTimestamp(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z");
}

function withoutRevision({ tail, revision }: StoredObject): string {
  return tail.replace(`"resourceVersion":"${revision}"`, "");
}

function sortMembers(metadata: ObjectMeta): unknown {
  return Object.fromEntries(Object.entries(metadata).toSorted(([a], [b]) => a < b ? -1 : 1));
}
