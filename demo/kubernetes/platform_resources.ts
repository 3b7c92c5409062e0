/** The custom resources of a platform as Crossplane would define them: claims and composites. */
import type { ResourceDefinition } from "./resource_definition.ts";

/** API group of all of them. */
export const PLATFORM_GROUP = "platform.example.org";
/** Their apiVersion. */
export const PLATFORM_API_VERSION = `${PLATFORM_GROUP}/v1alpha1`;

/** A kind of thing that people order. */
export interface PlatformKind {
  readonly kind: string;
  readonly plural: string;
  readonly scope: "Namespaced" | "Cluster";
  /** A claim has a composite of the kind `X...` behind it; a composite stands for itself. */
  readonly form: "claim" | "composite";
}

/** What people order. */
export const PLATFORM_KINDS: readonly PlatformKind[] = [
  { kind: "DatabaseClaim", plural: "databaseclaims", scope: "Namespaced", form: "claim" },
  { kind: "VolumeClaim", plural: "volumeclaims", scope: "Namespaced", form: "claim" },
  { kind: "BucketClaim", plural: "bucketclaims", scope: "Namespaced", form: "claim" },
  { kind: "HarvesterVM", plural: "harvestervms", scope: "Namespaced", form: "composite" },
  { kind: "NamespaceClaim", plural: "namespaceclaims", scope: "Cluster", form: "composite" },
  { kind: "HarborProject", plural: "harborprojects", scope: "Cluster", form: "composite" },
];

/** Definitions of all kinds, and of the composites behind claims. */
export const PLATFORM_DEFINITIONS: readonly ResourceDefinition[] = PLATFORM_KINDS.flatMap(
  ({ kind, plural, scope, form }) => {
    const definition: ResourceDefinition = {
      group: PLATFORM_GROUP,
      versions: ["v1alpha1"],
      plural,
      kind,
      scope,
      categories: [form],
    };
    if (form === "composite") return [definition];
    return [definition, toBackingDefinition(definition)];
  },
);

/** Finds a kind by its name; throws for one that nobody can order. */
export function getPlatformKind(kind: string): PlatformKind {
  const found = PLATFORM_KINDS.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`Cannot find the kind "${kind}" of the platform`);
  return found;
}

function toBackingDefinition(claim: ResourceDefinition): ResourceDefinition {
  return {
    ...claim,
    plural: `x${claim.plural}`,
    kind: `X${claim.kind}`,
    scope: "Cluster",
    categories: ["composite"],
  };
}
