/** Editing large registries: `deno bench -A --frozen tests/bench/edit_registry_bench.ts`. */
import { editRegistry, type WantedFields } from "../../src/registry/edit_registry.ts";
import { parseRegistry } from "../../src/registry/parse_registry.ts";

function createRegistry(count: number): string {
  const lines = ["apiVersion: claim-registry.io/v1alpha1", "kind: ClaimRegistry", "claims:"];
  for (let index = 0; index < count; index++) {
    lines.push(
      `    - name: claim-${index}`,
      "      template: volumeclaim",
      "      category: other-resources",
      `      namespace: team-${index % 500}`,
      '      createdAt: "2026-02-05T17:45:56Z"',
      "      createdBy: patrick",
      "      source: backstage",
      "      repository: example-org/example-platform",
      `      path: claims/other-resources/claim-${index}.yaml`,
      "      status: active",
    );
  }
  return lines.join("\n") + "\n";
}

function createWanted(count: number, step: number): readonly WantedFields[] {
  const wanted: WantedFields[] = [];
  for (let index = 0; index < count; index += step) {
    wanted.push({
      index,
      fields: {
        statusMessage: `Ready: False (Unavailable), Synced: True - volume ${index} is not bound`,
        lastCheckedAt: "2026-02-08T09:00:00Z",
      },
    });
  }
  return wanted;
}

for (const count of [1_000, 10_000, 100_000]) {
  const text = createRegistry(count);
  const wanted = createWanted(count, 100);
  const options = { group: `${count} entries`, n: count > 50_000 ? 3 : 10, warmup: 2 };
  Deno.bench({ name: `parse ${count}`, ...options, fn: () => void parseRegistry(text) });
  Deno.bench({
    name: `edit 1 % of ${count}`,
    baseline: true,
    ...options,
    fn: () => void editRegistry(text, wanted),
  });
  Deno.bench({
    name: `edit all of ${count}`,
    ...options,
    fn: () => void editRegistry(text, createWanted(count, 1)),
  });
}
