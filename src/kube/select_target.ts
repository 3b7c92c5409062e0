/** Which definitions are of claims, and how their objects are watched; pure. */
import type { ClaimTarget } from "../informer/target_source.ts";
import type { ResourceDefinition } from "./resource_definition.ts";
import { compareVersions } from "./version_order.ts";

/** What is looked for. */
export interface DiscoveryScope {
  /** `null`: every group. */
  readonly group: string | null;
  /** `null`: all of them, and what has none. With one, resources without namespaces are left out. */
  readonly namespace: string | null;
}

/** What a definition means to a discovery. */
export type Selection =
  /** Nothing: its objects are no claims, or none that are looked for. */
  | { readonly kind: "other" }
  /** Its objects are claims, but cannot be watched now. */
  | { readonly kind: "unready" }
  | { readonly kind: "target"; readonly target: ClaimTarget };

/** Crossplane puts the definitions that it makes into one of these categories. */
const CLAIM_CATEGORY = "claim";
const COMPOSITE_CATEGORY = "composite";

/** Decides what to do about the objects of a definition. */
export function selectTarget(definition: ResourceDefinition, scope: DiscoveryScope): Selection {
  const { group, plural, kind, categories, isNamespaced } = definition;
  const isClaim = categories.includes(CLAIM_CATEGORY);
  const isLookedFor = (isClaim || categories.includes(COMPOSITE_CATEGORY)) &&
    (scope.group === null || scope.group === group) &&
    (scope.namespace === null || isNamespaced);
  if (!isLookedFor) return { kind: "other" };
  const version = chooseVersion(definition);
  if (version === null || !definition.isEstablished) return { kind: "unready" };
  const claimedComposites = isClaim ? "told" : "skipped";
  return {
    kind: "target",
    target: {
      group,
      version,
      by: { resource: plural, kind },
      namespace: scope.namespace,
      claimedComposites,
    },
  };
}

/** The version that is stored costs no conversion; where it is not served, the one preferred. */
function chooseVersion({ versions }: ResourceDefinition): string | null {
  const served = versions.filter(({ isServed }) => isServed);
  const stored = served.find(({ isStored }) => isStored);
  const names = served.map(({ name }) => name).toSorted(compareVersions);
  return stored?.name ?? names[0] ?? null;
}
