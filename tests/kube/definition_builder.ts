/** Definitions of custom resources, as an API server shows them, as far as anybody looks at them. */

/** What a test says of a definition; all else is as with a claim that is served in `v1`. */
export interface DefinitionOptions {
  readonly group?: string;
  readonly uid?: string;
  readonly kind?: string;
  readonly scope?: "Namespaced" | "Cluster";
  readonly categories?: readonly string[] | null;
  /** By name: `served` and `stored`, or what is there of it. */
  readonly versions?: Readonly<Record<string, string>>;
  readonly established?: "True" | "False" | null;
}

/** A definition, by its plural name. */
export function definition(
  plural: string,
  options: DefinitionOptions = {},
): Readonly<Record<string, unknown>> {
  const { group = "example.org", scope = "Namespaced", categories = ["claim"] } = options;
  const { versions = { v1: "served stored" }, established = "True" } = options;
  const { kind = `${plural.slice(0, 1).toUpperCase()}${plural.slice(1, -1)}` } = options;
  const { uid = `uid of ${plural}` } = options;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}`, uid },
    spec: {
      group,
      names: { plural, kind, ...(categories === null ? {} : { categories }) },
      scope,
      versions: Object.entries(versions).map(([name, words]) => ({
        name,
        served: words.includes("served"),
        storage: words.includes("stored"),
        schema: {},
      })),
    },
    status: {
      conditions: established === null ? [] : [
        { type: "NamesAccepted", status: "True" },
        { type: "Established", status: established },
      ],
    },
  };
}
