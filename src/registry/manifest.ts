/**
 * Reads the manifests that entries point to: which objects a file declares, and which files a
 * kustomization brings in. Total: of a file that cannot be read it says so.
 */
import { CORE_SCHEMA, loadAll, YAMLException } from "js-yaml";
import { toMapping } from "../claim/record.ts";

/** What names an object in a manifest; its API group is not needed to find a claim. */
export interface ManifestObject {
  readonly kind: string;
  /** `null` where the manifest leaves it to whoever applies it. */
  readonly namespace: string | null;
  readonly name: string;
}

/**
 * Stands for objects that are declared, but cannot be read: it is no claim, and as long as it is
 * there, nothing can be proven of what else the manifest declares.
 */
export const UNREADABLE: ManifestObject = { kind: "", namespace: null, name: "" };

/** The part of a `kustomization.yaml` that decides what objects are called. */
export interface Kustomization {
  /** Paths relative to the kustomization's folder; `null` for one that is elsewhere. */
  readonly resources: readonly (string | null)[];
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
  const documents = loadDocuments(text);
  if (documents === undefined) return [UNREADABLE];
  const objects = documents.flatMap(toObjects);
  return objects.length > OBJECT_COUNT_MAX
    ? [...objects.slice(0, OBJECT_COUNT_MAX), UNREADABLE]
    : objects;
}

/** Reads a kustomization; one that says nothing usable brings in nothing. */
export function parseKustomization(text: string): Kustomization {
  const document = toMapping(loadDocuments(text)?.[0]);
  const resources = Array.isArray(document["resources"]) ? document["resources"] : [];
  return {
    resources: resources.slice(0, RESOURCE_COUNT_MAX)
      .filter((item): item is string => typeof item === "string" && item !== "")
      .map((item) => isRemote(item) ? null : item),
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
  return objects.map((object) =>
    object === UNREADABLE ? object : {
      kind: object.kind,
      namespace: kustomization.namespace ?? object.namespace,
      name: kustomization.namePrefix + object.name + kustomization.nameSuffix,
    }
  );
}

function toObjects(document: unknown): readonly ManifestObject[] {
  const record = toMapping(document);
  const kind = asText(record["kind"]);
  if (kind === "List" && Array.isArray(record["items"])) {
    return record["items"].flatMap(toObject);
  }
  return toObject(document);
}

function toObject(document: unknown): readonly ManifestObject[] {
  const record = toMapping(document);
  const metadata = toMapping(record["metadata"]);
  const kind = asText(record["kind"]);
  const name = asText(metadata["name"]);
  if (kind === null || name === null) return [];
  return [{ kind, namespace: asText(metadata["namespace"]), name }];
}

function loadDocuments(text: string): readonly unknown[] | undefined {
  try {
    return loadAll(text, { schema: CORE_SCHEMA, maxDepth: NESTING_MAX });
  } catch (error) {
    if (error instanceof YAMLException) return undefined;
    throw error;
  }
}

function isRemote(resource: string): boolean {
  return /:\/\/|^[\w.-]+@[\w.-]+:|^git::|^(?:github|gitlab|bitbucket)\.[\w.]+[/:]/i.test(resource);
}

function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
