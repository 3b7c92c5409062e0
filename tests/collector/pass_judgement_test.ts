import assert from "node:assert/strict";
import type { ScopeCoverage } from "../../src/claim/scope.ts";
import { toFingerprint } from "../../src/collector/pass_judgement.ts";
import type { RepositoryState } from "../../src/collector/registry_repository.ts";

const STATE: RepositoryState = {
  base: { commit: "c0", file: { blob: "b0" } },
  branch: null,
  pullRequest: null,
  mergedCommit: null,
};
const GATE = { isOpen: true, clusters: ["lab", "prod"], awaited: [] };

function scope(fields: Partial<ScopeCoverage> = {}): ScopeCoverage {
  return {
    cluster: "lab",
    group: "g",
    resource: "volumeclaims",
    kind: "VolumeClaim",
    namespace: null,
    kinds: ["VolumeClaim"],
    synchronisedAt: 5,
    ...fields,
  };
}

function fingerprint(...coverage: readonly ScopeCoverage[]): string {
  return toFingerprint(STATE, { gate: GATE, revision: 1, coverage, staleClusters: [] });
}

Deno.test("a synchronisation that proves what was proven before is nothing new", () => {
  const known = fingerprint(scope({ kinds: ["A", "B"] }), scope({ cluster: "prod" }));
  const equals = [
    [scope({ kinds: ["A", "B"], synchronisedAt: 6 }), scope({ cluster: "prod" })],
    [scope({ cluster: "prod" }), scope({ kinds: ["B", "A"] })],
    [scope({ cluster: "prod" }), scope({ kinds: ["A", "B"] }), scope({ cluster: "prod" })],
  ];
  for (const coverage of equals) assert.equal(fingerprint(...coverage), known);
});

Deno.test("what changes what can be proven is new", () => {
  const known = fingerprint(scope());
  const others = [
    [],
    [scope(), scope({ cluster: "prod" })],
    [scope({ cluster: "prod" })],
    [scope({ kinds: [] })],
    [scope({ kinds: ["VolumeClaim", "Other"] })],
    [scope({ namespace: "team" })],
    [scope({ synchronisedAt: null })],
    [scope(), scope({ synchronisedAt: null })],
  ];
  for (const coverage of others) {
    assert.notEqual(fingerprint(...coverage), known, JSON.stringify(coverage));
  }
});
