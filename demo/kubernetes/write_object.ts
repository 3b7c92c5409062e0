/** Creating, changing and deleting objects over HTTP, by the rules of the API server. */
import {
  type ApiFailure,
  type ApiStatus,
  refuse,
  refuseUnknown,
  toDeletedStatus,
} from "./api_status.ts";
import type { ApiTarget } from "./api_target.ts";
import {
  type KubernetesObject,
  type ObjectMeta,
  type ObjectRef,
  toObjectKey,
} from "./kubernetes_object.ts";
import { mergePatch, readBody, refuseInvalid, toOwnObject } from "./object_body.ts";
import type { ObjectStore } from "./object_store.ts";
import { DEFINITIONS, NAMESPACES, toResourceName, toStorageVersion } from "./resource_type.ts";
import { readStoredObject, type StoredObject, storeObject, toTimestamp } from "./stored_object.ts";

/** What came of a write: an object, or the Status of a deletion. */
export type WriteResult =
  | { readonly kind: "object"; readonly code: 200 | 201; readonly object: StoredObject }
  | { readonly kind: "status"; readonly status: ApiStatus };

/** What writing needs. */
export interface WriteDeps {
  readonly store: ObjectStore;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** A request that writes. */
export interface WriteRequest {
  readonly target: ApiTarget;
  readonly method: string;
  readonly contentType: string;
  readonly text: string;
}

const MERGE_PATCH = "application/merge-patch+json";

/** Does what POST, PUT, PATCH or DELETE asks for; throws refusals. */
export function writeObject(deps: WriteDeps, request: WriteRequest): WriteResult {
  const { target, method, text } = request;
  if (method === "POST" && target.name === undefined) {
    return createObject({ store: deps.store, target }, toOwnObject(target, readBody(text, target)));
  }
  if (target.name === undefined) throw refuseMethod(target, method);
  const before = readTarget(target);
  switch (method) {
    case "PUT":
      return keepObject(deps.store, { target, before, object: readReplacement(request) });
    case "PATCH":
      return keepObject(deps.store, { target, before, object: readPatched(request, before) });
    case "DELETE":
      return deleteObject(deps, { target, before });
    default:
      throw refuseMethod(target, method);
  }
}

/** The object that a path names; throws the refusal of one that is not there. */
export function readTarget(target: ApiTarget): KubernetesObject {
  const { type } = target.resource;
  return readStoredObject(findStored(target), toStorageVersion(type));
}

/** The same, as it is stored. */
export function findStored(
  { resource: { type, objects }, namespace = "", name = "" }: ApiTarget,
): StoredObject {
  const stored = objects.get(toObjectKey({ namespace, name }));
  if (stored === undefined) throw refuseUnknown(type, name);
  return stored;
}

function createObject(
  { store, target }: { readonly store: ObjectStore; readonly target: ApiTarget },
  object: KubernetesObject,
): WriteResult {
  const { resource: { type, objects }, version } = target;
  const { uid: _, generation: _generation, ...metadata } = object.metadata;
  const { name, namespace } = metadata;
  if (namespace !== undefined && store.find(toNamespaceRef(namespace)) === undefined) {
    throw refuseUnknown(NAMESPACES, namespace);
  }
  if (objects.get(toObjectKey(metadata)) !== undefined) {
    throw refuse({
      code: 409,
      reason: "AlreadyExists",
      message: `${toResourceName(type)} "${name}" already exists`,
      details: { name, group: type.group, kind: type.plural },
    });
  }
  // The status has a path of its own; only definitions are trusted to bring theirs.
  const isStatusKept = !version.hasStatus || type === DEFINITIONS;
  const created = { ...(isStatusKept ? object : withStatus(object, undefined)), metadata };
  return { kind: "object", code: 201, object: store.apply(created) };
}

function readReplacement({ target, text }: WriteRequest): KubernetesObject {
  const object = toOwnObject(target, readBody(text, target));
  if (object.metadata.resourceVersion !== undefined) return object;
  const { type } = target.resource;
  const problem = "Invalid value: 0: must be specified for an update";
  const { name } = object.metadata;
  throw refuseInvalid(type, {
    kind: type.plural,
    name,
    field: "metadata.resourceVersion",
    problem,
  });
}

function readPatched(
  { target, text, contentType }: WriteRequest,
  before: KubernetesObject,
): KubernetesObject {
  if (contentType.split(";")[0] !== MERGE_PATCH) {
    const message = "the body of the request was in an unknown format - accepted media types " +
      `include: ${MERGE_PATCH}`;
    throw refuse({ code: 415, message });
  }
  return toOwnObject(target, mergePatch(before, readBody(text, target)));
}

/** Writes what the path allows: the status alone, or all but the status. */
function keepObject(
  store: ObjectStore,
  { target, before, object }: {
    readonly target: ApiTarget;
    readonly before: KubernetesObject;
    readonly object: KubernetesObject;
  },
): WriteResult {
  const { type } = target.resource;
  const { name, finalizers = [], resourceVersion } = object.metadata;
  if (resourceVersion !== before.metadata.resourceVersion) {
    throw refuse({
      code: 409,
      message: `Operation cannot be fulfilled on ${toResourceName(type)} "${name}": the object ` +
        "has been modified; please apply your changes to the latest version and try again",
      details: { name, group: type.group, kind: type.plural },
    });
  }
  const metadata = { ...object.metadata, ...pickServerFields(before.metadata) };
  const next = { ...pickWritten(target, { before, object }), metadata };
  if (metadata.deletionTimestamp === undefined || finalizers.length > 0) {
    return { kind: "object", code: 200, object: store.apply(next) };
  }
  // Nobody holds the object any more: it goes in the state that it had.
  store.remove(before);
  return { kind: "object", code: 200, object: storeObject(next, Number(resourceVersion)) };
}

/** What clients cannot write. */
function pickServerFields(metadata: ObjectMeta): Partial<ObjectMeta> {
  const { labels: _l, annotations: _a, finalizers: _f, ...others } = metadata;
  const { ownerReferences: _o, managedFields: _m, ...fields } = others;
  return fields;
}

function pickWritten(
  { version, isStatus }: ApiTarget,
  { before, object }: { readonly before: KubernetesObject; readonly object: KubernetesObject },
): KubernetesObject {
  if (!version.hasStatus) return object;
  return isStatus ? withStatus(before, object.status) : withStatus(object, before.status);
}

function withStatus(object: KubernetesObject, status: unknown): KubernetesObject {
  const { status: _, ...rest } = object;
  return status === undefined ? rest : { ...rest, status };
}

function deleteObject(
  { store, now }: WriteDeps,
  { target, before }: { readonly target: ApiTarget; readonly before: KubernetesObject },
): WriteResult {
  const { name, uid = "", finalizers = [], deletionTimestamp, generation = 1 } = before.metadata;
  if (finalizers.length === 0) {
    store.remove(before);
    return { kind: "status", status: toDeletedStatus(target.resource.type, { name, uid }) };
  }
  if (deletionTimestamp !== undefined) {
    return { kind: "object", code: 200, object: findStored(target) };
  }
  const metadata = {
    ...before.metadata,
    deletionGracePeriodSeconds: 0,
    deletionTimestamp: toTimestamp(now()),
    generation: generation + 1,
  };
  return { kind: "object", code: 200, object: store.apply({ ...before, metadata }) };
}

function toNamespaceRef(name: string): ObjectRef {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

function refuseMethod({ resource: { type } }: ApiTarget, method: string): ApiFailure {
  const message = `${method} is not supported on resources of kind "${toResourceName(type)}"`;
  return refuse({ code: 405, message, details: { group: type.group, kind: type.plural } });
}
