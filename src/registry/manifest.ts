/**
 * Reads the manifests that entries point to: which objects a file declares, and which files a
 * kustomization brings in. Total: a file that is no manifest declares nothing.
 */
import { CORE_SCHEMA, loadAll, YAMLException } from "js-yaml";

/** What names an object in a manifest; its API group is not needed to find a claim. */
export interface ManifestObject {
  readonly kind: string;
  /** `null` where the manifest leaves it to whoever applies it. */
  readonly namespace: string | null;
  readonly name: string;
}

/** The part of a `kustomization.yaml` that decides what objects are called. */
export interface Kustomization {
  /** Paths relative to the kustomization's folder; remote ones are left out. */
  readonly resources: readonly string[];
  readonly namespace: string | null;
  readonly namePrefix: string;
  readonly nameSuffix: string;
}

/** Most objects that are read from one file. */
const OBJECT_COUNT_MAX = 1_000;
/** Most resources that one kustomization brings in. */
const RESOURCE_COUNT_MAX = 1_000;
const NESTING_MAX = 100;

/** The objects that a manifest declares, `List` items included. */
export function parseManifest(text: string): readonly ManifestObject[] {
  return loadDocuments(text).flatMap(toObjects).slice(0, OBJECT_COUNT_MAX);
}

/** Reads a kustomization; one that says nothing usable brings in nothing. */
export function parseKustomization(text: string): Kustomization {
  const document = asRecord(loadDocuments(text)[0]);
  const resources = Array.isArray(document["resources"]) ? document["resources"] : [];
  return {
    resources: resources.slice(0, RESOURCE_COUNT_MAX).filter((item): item is string =>
      typeof item === "string" && item !== "" && !isRemote(item)
    ),
    namespace: asText(document["namespace"]),
    namePrefix: asText(document["namePrefix"]) ?? "",
    nameSuffix: asText(document["nameSuffix"]) ?? "",
  };
}

/** The objects as they are called once the kustomization has been applied to them. */
export function applyKustomization(
  objects: readonly ManifestObject[],
  kustomization: Kustomization,
): readonly ManifestObject[] {
  return objects.map((object) => ({
    kind: object.kind,
    namespace: kustomization.namespace ?? object.namespace,
    name: kustomization.namePrefix + object.name + kustomization.nameSuffix,
  }));
}

function toObjects(document: unknown): readonly ManifestObject[] {
  const record = asRecord(document);
  const kind = asText(record["kind"]);
  if (kind === "List" && Array.isArray(record["items"])) {
    return record["items"].slice(0, OBJECT_COUNT_MAX).flatMap(toObject);
  }
  return toObject(document);
}

function toObject(document: unknown): readonly ManifestObject[] {
  const record = asRecord(document);
  const metadata = asRecord(record["metadata"]);
  const kind = asText(record["kind"]);
  const name = asText(metadata["name"]);
  if (kind === null || name === null) return [];
  return [{ kind, namespace: asText(metadata["namespace"]), name }];
}

function loadDocuments(text: string): readonly unknown[] {
  try {
    return loadAll(text, { schema: CORE_SCHEMA, maxDepth: NESTING_MAX });
  } catch (error) {
    if (error instanceof YAMLException) return [];
    throw error;
  }
}

function isRemote(resource: string): boolean {
  return /:\/\/|^[\w.-]+@[\w.-]+:|^git::|^(?:github|gitlab|bitbucket)\.[\w.]+[/:]/i.test(resource);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Readonly<Record<string, unknown>>
    : {};
}

function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
