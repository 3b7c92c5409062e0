/** The registry of a soak: some of the claims of each cluster, as the platform's own file has them. */
import { load } from "js-yaml";
import { listScriptedClaims } from "./claim_script.ts";
import { CLUSTERS, type SoakSize } from "./soak_size.ts";

/** A row of the registry, as far as it is looked at. */
export interface SoakEntry {
  readonly cluster: string;
  readonly name: string;
  readonly namespace: string;
  readonly template: string;
  readonly statusMessage?: string;
}

/** Writes the file as people would have it. */
export function writeRegistry(size: SoakSize): string {
  const claims = listScriptedClaims(size.claimsPerCluster)
    .filter((_, index) => index % 10 < size.registeredOfTen);
  const entries = CLUSTERS.flatMap((cluster) =>
    claims.map(({ kind, claimRef }) => {
      const [namespace, name] = claimRef.split("/");
      return [
        `  - name: ${name}`,
        `    template: ${kind.toLowerCase()}`,
        "    category: infra",
        `    namespace: ${namespace}`,
        `    cluster: ${cluster}`,
        '    createdAt: "2026-02-04T19:43:28Z"',
        "    createdBy: somebody",
        "    source: cli",
        "    status: active",
        "",
      ].join("\n");
    })
  );
  const head = "apiVersion: claim-registry.io/v1alpha1\nkind: ClaimRegistry\nclaims:\n";
  return head + entries.join("");
}

/** Reads its rows, by another way than the product's. */
export function readRegistry(text: string): readonly SoakEntry[] {
  const document = load(text) as { readonly claims: readonly SoakEntry[] };
  return document.claims;
}
