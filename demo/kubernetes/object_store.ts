/**
 * The cluster's state: collections of objects under one rising revision. Definitions of custom
 * resources are objects as well, and say which resources there are; namespaces appear with the
 * first object in them. Knows nothing of HTTP.
 */
import type { Bell } from "./bell.ts";
import { Collection } from "./collection.ts";
import { acceptDefinition, isEstablished } from "./resource_definition.ts";
import {
  type KubernetesObject,
  type ObjectRef,
  splitApiVersion,
  toObjectKey,
} from "./kubernetes_object.ts";
import {
  DEFINITIONS,
  NAMESPACES,
  readResourceType,
  type ResourceRef,
  type ResourceType,
  toResourceName,
  toStorageVersion,
} from "./resource_type.ts";
import {
  completeObject,
  isSameContent,
  readStoredObject,
  type StoredObject,
  storeObject,
  toTimestamp,
} from "./stored_object.ts";

/** A resource and its objects. */
export interface Resource {
  readonly type: ResourceType;
  readonly objects: Collection;
}

/** What the store needs. */
export interface ObjectStoreDeps {
  /** Rung after each change. */
  readonly bell: Bell;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Events that each resource remembers at least. */
  readonly historyMax: number;
}

/** All objects of a cluster. */
export class ObjectStore {
  readonly #deps: ObjectStoreDeps;
  readonly #resources = new Map<string, Resource>();
  #revision = 1;

  constructor(deps: ObjectStoreDeps) {
    this.#deps = deps;
    this.#serve(NAMESPACES);
    this.#serve(DEFINITIONS);
  }

  /** The newest resourceVersion. */
  get revision(): number {
    return this.#revision;
  }

  /** All resources that are served. */
  listResources(): readonly Resource[] {
    return [...this.#resources.values()];
  }

  /** Finds a resource. */
  findResource(ref: ResourceRef): Resource | undefined {
    return this.#resources.get(toResourceName(ref));
  }

  /** The resource of an object's group and kind; throws where there is none. */
  getResourceOf({ apiVersion, kind }: ObjectRef): Resource {
    const { group } = splitApiVersion(apiVersion);
    for (const resource of this.#resources.values()) {
      if (resource.type.group === group && resource.type.kind === kind) return resource;
    }
    throw new Error(`Cannot find the kind "${kind}" of "${apiVersion}": define it first`);
  }

  /** Finds an object. */
  find(ref: ObjectRef): KubernetesObject | undefined {
    const { type, objects } = this.getResourceOf(ref);
    const stored = objects.get(toObjectKey(ref.metadata));
    return stored && readStoredObject(stored, toStorageVersion(type));
  }

  /** Creates an object or replaces it; one that would stay the same is left alone. */
  apply(object: KubernetesObject): StoredObject {
    const { type, objects } = this.getResourceOf(object);
    const old = objects.get(toObjectKey(object.metadata));
    const before = old && readStoredObject(old, toStorageVersion(type));
    const now = this.#deps.now();
    const accepted = type === DEFINITIONS ? acceptDefinition(object, { before, now }) : object;
    return this.put(completeObject(accepted, { before, now }));
  }

  /** Like `apply`, but for an object whose metadata is complete. */
  put(object: KubernetesObject): StoredObject {
    const { type, objects } = this.getResourceOf(object);
    this.#ensureNamespace(object.metadata.namespace);
    const old = objects.get(toObjectKey(object.metadata));
    if (old !== undefined && isSameContent(storeObject(object, old.revision), old)) return old;
    const stored = storeObject(object, ++this.#revision);
    objects.put(stored);
    if (type === DEFINITIONS) this.#define(object);
    this.#deps.bell.ring();
    return stored;
  }

  /** Removes an object, whatever its finalizers; `undefined` where there was none. */
  remove(ref: ObjectRef): StoredObject | undefined {
    const last = this.find(ref);
    return last && this.removeAs(last);
  }

  /** Removes an object, which is told to have looked like this at last. */
  removeAs(last: KubernetesObject): StoredObject {
    const { type, objects } = this.getResourceOf(last);
    if (type === DEFINITIONS) this.#undefine(last);
    const stored = storeObject(last, ++this.#revision);
    objects.delete(stored);
    this.#deps.bell.ring();
    return stored;
  }

  /** Forgets what happened so far: going on from any revision known up to now is refused. */
  forgetHistory(): void {
    this.#revision++;
    for (const { objects } of this.#resources.values()) objects.forget(this.#revision);
    this.#deps.bell.ring();
  }

  #serve(type: ResourceType): void {
    const objects = new Collection(this.#deps.historyMax);
    // Nobody can go on from what an earlier definition of that name has shown.
    objects.forget(this.#revision);
    this.#resources.set(toResourceName(type), { type, objects });
  }

  #define(definition: KubernetesObject): void {
    const type = readResourceType(definition);
    if (type === undefined || toResourceName(type) !== definition.metadata.name) {
      throw new Error(`Cannot read the definition "${definition.metadata.name}"`);
    }
    const known = this.findResource(type);
    if (known === undefined && !isEstablished(definition)) return;
    if (known === undefined) this.#serve(type);
    else this.#resources.set(toResourceName(type), { type, objects: known.objects });
  }

  /** As in a real cluster, a definition takes its objects with it. */
  #undefine(definition: KubernetesObject): void {
    const resource = this.#resources.get(definition.metadata.name);
    if (resource === undefined) return;
    const { type, objects } = resource;
    for (const stored of objects.list()) {
      this.removeAs(readStoredObject(stored, toStorageVersion(type)));
    }
    objects.close();
    this.#resources.delete(definition.metadata.name);
  }

  #ensureNamespace(name: string | undefined): void {
    if (name === undefined || this.findResource(NAMESPACES)?.objects.get(name) !== undefined) {
      return;
    }
    this.put({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        creationTimestamp: toTimestamp(this.#deps.now()),
        labels: { "kubernetes.io/metadata.name": name },
        name,
        uid: crypto.randomUUID(),
      },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    });
  }
}
