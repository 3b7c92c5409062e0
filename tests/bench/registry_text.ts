/** A registry of many entries, in the form that the platform's own tool writes. */

/** What entries differ in. */
export interface RegistryEntry {
  readonly name: string;
  readonly namespace: string;
  /** The kind in lower case. */
  readonly template: string;
}

/** The text of the file. */
export function createRegistryText(entries: readonly RegistryEntry[]): string {
  const head = "apiVersion: claim-registry.io/v1alpha1\nkind: ClaimRegistry\nclaims:\n";
  return `${head}${entries.map(toText).join("")}`;
}

function toText({ name, namespace, template }: RegistryEntry): string {
  return [
    `    - name: ${name}`,
    `      template: ${template}`,
    "      category: cli",
    `      namespace: ${namespace}`,
    '      createdAt: "2026-02-05T10:58:33Z"',
    "      createdBy: somebody",
    "      source: cli",
    "      repository: acme/inventory",
    `      path: claims/cli/${name}.yaml`,
    "      status: active",
    "",
  ].join("\n");
}
