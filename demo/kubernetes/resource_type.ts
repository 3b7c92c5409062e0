/** The resources that are served: what discovery, paths and tables need to know of each. */
import { isRecord, type KubernetesObject, toApiVersion } from "./kubernetes_object.ts";

/** A column that `kubectl get` prints. */
export interface PrinterColumn {
  readonly name: string;
  /** `string`, `integer` or `date`; a date is shown as an age. */
  readonly type: string;
  /** `.a.b`, or `.a.conditions[?(@.type=='Ready')].status`. */
  readonly jsonPath: string;
  /** Above 0: only in wide tables. */
  readonly priority?: number;
}

/** One version of a resource. */
export interface ResourceVersion {
  readonly name: string;
  readonly isServed: boolean;
  readonly hasStatus: boolean;
  readonly columns: readonly PrinterColumn[];
}

/** A resource of the API. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly scope: "Namespaced" | "Cluster";
  readonly categories: readonly string[];
  readonly shortNames: readonly string[];
  readonly versions: readonly ResourceVersion[];
  /** Whether it is no custom resource. */
  readonly isBuiltIn: boolean;
}

/** Says which resource is meant. */
export interface ResourceRef {
  readonly group: string;
  readonly plural: string;
}

/** Group of the definitions themselves. */
export const DEFINITION_GROUP = "apiextensions.k8s.io";

const AGE: PrinterColumn = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };

/** What every API server has, as far as the stand-in serves it. */
export const NAMESPACES: ResourceType = {
  group: "",
  plural: "namespaces",
  singular: "namespace",
  kind: "Namespace",
  listKind: "NamespaceList",
  scope: "Cluster",
  categories: [],
  shortNames: ["ns"],
  isBuiltIn: true,
  versions: [{
    name: "v1",
    isServed: true,
    hasStatus: true,
    columns: [{ name: "Status", type: "string", jsonPath: ".status.phase" }, AGE],
  }],
};

/** The custom resource definitions, which are objects like all others. */
export const DEFINITIONS: ResourceType = {
  group: DEFINITION_GROUP,
  plural: "customresourcedefinitions",
  singular: "customresourcedefinition",
  kind: "CustomResourceDefinition",
  listKind: "CustomResourceDefinitionList",
  scope: "Cluster",
  categories: ["api-extensions"],
  shortNames: ["crd", "crds"],
  isBuiltIn: true,
  versions: [{
    name: "v1",
    isServed: true,
    hasStatus: true,
    columns: [{ ...AGE, name: "Created At", type: "string" }],
  }],
};

/** The name that a resource's definition has: `plural.group`. */
export function toResourceName({ group, plural }: ResourceRef): string {
  return group === "" ? plural : `${plural}.${group}`;
}

/** The apiVersion in which objects of a resource are stored. */
export function toStorageVersion({ group, versions }: ResourceType): string {
  return toApiVersion({ group, version: versions[0]?.name ?? "" });
}

/** Reads a definition; `undefined` for a value that is none. */
export function readResourceType(definition: KubernetesObject): ResourceType | undefined {
  const { spec } = definition;
  if (!isRecord(spec) || !isRecord(spec["names"]) || !Array.isArray(spec["versions"])) {
    return undefined;
  }
  const { group, names, scope, versions } = spec;
  const { plural, kind } = names;
  if (typeof group !== "string" || typeof plural !== "string" || typeof kind !== "string") {
    return undefined;
  }
  return {
    group,
    plural,
    kind,
    singular: toText(names["singular"]) ?? kind.toLowerCase(),
    listKind: toText(names["listKind"]) ?? `${kind}List`,
    scope: scope === "Cluster" ? "Cluster" : "Namespaced",
    categories: toTexts(names["categories"]),
    shortNames: toTexts(names["shortNames"]),
    isBuiltIn: false,
    // The version that is stored stands first.
    versions: versions.filter(isRecord)
      .toSorted((a, b) => Number(b["storage"] === true) - Number(a["storage"] === true))
      .map(readVersion),
  };
}

function readVersion(version: Readonly<Record<string, unknown>>): ResourceVersion {
  const { subresources, additionalPrinterColumns: columns } = version;
  return {
    name: toText(version["name"]) ?? "",
    isServed: version["served"] === true,
    hasStatus: isRecord(subresources) && isRecord(subresources["status"]),
    columns: Array.isArray(columns) ? columns.filter(isRecord).map(readColumn) : [AGE],
  };
}

function readColumn(column: Readonly<Record<string, unknown>>): PrinterColumn {
  const { name, type, jsonPath, priority } = column;
  return {
    name: toText(name) ?? "",
    type: toText(type) ?? "string",
    jsonPath: toText(jsonPath) ?? "",
    priority: typeof priority === "number" ? priority : 0,
  };
}

function toText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function toTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
