/** What is kept of a custom resource's definition, whose schemas may be a hundred times as large. */
import { toRecord, toText } from "../claim/record.ts";
import type { WatchTarget } from "../informer/claim_watcher.ts";

/** One version of a resource. */
export interface DefinedVersion {
  readonly name: string;
  readonly isServed: boolean;
  /** Whether objects are stored in it. */
  readonly isStored: boolean;
}

/** A custom resource, as its definition describes it. */
export interface ResourceDefinition {
  /** `plural.group`. */
  readonly name: string;
  /** Tells a definition from a later one of the same name. */
  readonly uid: string;
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  readonly categories: readonly string[];
  readonly versions: readonly DefinedVersion[];
  /** Whether the API server has accepted its names, and serves it. */
  readonly isEstablished: boolean;
}

/** How definitions are watched. */
export const DEFINITION_TARGET: WatchTarget = Object.freeze({
  group: "apiextensions.k8s.io",
  version: "v1",
  by: Object.freeze({ resource: "customresourcedefinitions" }),
  namespace: null,
});

/** Projects an object; `null` for what is no definition. */
export function digestDefinition(object: unknown): ResourceDefinition | null {
  const { metadata, spec, status } = toRecord(object);
  const { name, uid } = toRecord(metadata);
  const { group, names, scope, versions } = toRecord(spec);
  const { plural, kind, categories } = toRecord(names);
  const texts = { name: toText(name), group: toText(group), plural: toText(plural) };
  const isWhole = Object.values({ ...texts, kind: toText(kind) }).every((text) => text !== "");
  if (!isWhole) return null;
  return {
    ...texts,
    uid: toText(uid),
    kind: toText(kind),
    isNamespaced: scope === "Namespaced",
    categories: toList(categories).map(toText),
    versions: toList(versions).map(toVersion).filter((version) => version.name !== ""),
    isEstablished: toList(toRecord(status)["conditions"]).map(toRecord)
      .some((condition) => condition["type"] === "Established" && condition["status"] === "True"),
  };
}

function toVersion(version: unknown): DefinedVersion {
  const { name, served, storage } = toRecord(version);
  return { name: toText(name), isServed: served === true, isStored: storage === true };
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
