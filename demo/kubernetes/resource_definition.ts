/** Makes custom resource definitions as Crossplane makes them, from the few words that differ. */
import { isRecord, type KubernetesObject } from "./kubernetes_object.ts";
import { DEFINITION_GROUP, type PrinterColumn, toResourceName } from "./resource_type.ts";
import { toTimestamp } from "./stored_object.ts";

/** A custom resource, in short. */
export interface ResourceDefinition {
  readonly group: string;
  /** All are served; the first is the one that is stored. */
  readonly versions: readonly string[];
  readonly plural: string;
  readonly kind: string;
  readonly scope: "Namespaced" | "Cluster";
  /** `claim` or `composite` for what Crossplane makes. */
  readonly categories?: readonly string[];
  readonly shortNames?: readonly string[];
  /** SYNCED, READY and AGE where none are given. */
  readonly columns?: readonly PrinterColumn[];
}

/** What `kubectl get` prints of a claim beside its name. */
export const CONDITION_COLUMNS: readonly PrinterColumn[] = [
  {
    name: "SYNCED",
    type: "string",
    jsonPath: ".status.conditions[?(@.type=='Synced')].status",
  },
  { name: "READY", type: "string", jsonPath: ".status.conditions[?(@.type=='Ready')].status" },
  { name: "AGE", type: "date", jsonPath: ".metadata.creationTimestamp" },
];

/** The definition as an object, without what the API server adds. */
export function toDefinitionObject(definition: ResourceDefinition): KubernetesObject {
  const { group, plural, kind, scope, versions } = definition;
  const names = {
    ...(definition.categories === undefined ? {} : { categories: definition.categories }),
    kind,
    listKind: `${kind}List`,
    plural,
    ...(definition.shortNames === undefined ? {} : { shortNames: definition.shortNames }),
    singular: kind.toLowerCase(),
  };
  return {
    apiVersion: `${DEFINITION_GROUP}/v1`,
    kind: "CustomResourceDefinition",
    metadata: { name: toResourceName({ group, plural }) },
    spec: {
      conversion: { strategy: "None" },
      group,
      names,
      scope,
      versions: versions.map((name, index) => ({
        additionalPrinterColumns: definition.columns ?? CONDITION_COLUMNS,
        name,
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
        served: true,
        storage: index === 0,
        subresources: { status: {} },
      })),
    },
  };
}

/** Whether a definition's names are accepted, so that its resource is served. */
export function isEstablished({ status }: KubernetesObject): boolean {
  const conditions: unknown = isRecord(status) ? status["conditions"] : undefined;
  return Array.isArray(conditions) && conditions.filter(isRecord)
    .some(({ type, status }) => type === "Established" && status === "True");
}

/** Gives a definition the status of one that is served, if it brings none and had none before. */
export function acceptDefinition(
  definition: KubernetesObject,
  { before, now }: { readonly before: KubernetesObject | undefined; readonly now: number },
): KubernetesObject {
  const { spec, status = before?.status } = definition;
  if (status !== undefined || !isRecord(spec)) return { ...definition, status };
  const condition = (type: string, reason: string, message: string) => {
    return { lastTransitionTime: toTimestamp(now), message, reason, status: "True", type };
  };
  const conditions = [
    condition("NamesAccepted", "NoConflicts", "no conflicts found"),
    condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
  ];
  const versions: readonly unknown[] = Array.isArray(spec["versions"]) ? spec["versions"] : [];
  const storedVersions = versions.filter(isRecord).filter(({ storage }) => storage === true)
    .map(({ name }) => name);
  return { ...definition, status: { acceptedNames: spec["names"], conditions, storedVersions } };
}
