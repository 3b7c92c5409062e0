import assert from "node:assert/strict";
import { digestDefinition } from "../../src/kube/resource_definition.ts";
import { type DiscoveryScope, type Selection, selectTarget } from "../../src/kube/select_target.ts";
import { definition, type DefinitionOptions } from "./definition_builder.ts";

const EVERYTHING: DiscoveryScope = { group: null, namespace: null };

function select(options: DefinitionOptions = {}, scope: Partial<DiscoveryScope> = {}): Selection {
  const digest = digestDefinition(definition("volumes", options));
  assert.ok(digest !== null);
  return selectTarget(digest, { ...EVERYTHING, ...scope });
}

/** `other`, `unready`, or the version, `+` where composites of claims are skipped. */
function word(selection: Selection): string {
  if (selection.kind !== "target") return selection.kind;
  const { version, claimedComposites } = selection.target;
  return claimedComposites === "skipped" ? `${version}+` : version;
}

Deno.test("the target of a definition names everything that the definition says", () => {
  assert.deepEqual(select({ group: "a.example.org", kind: "VolumeClaim" }, { namespace: "x" }), {
    kind: "target",
    target: {
      group: "a.example.org",
      version: "v1",
      by: { resource: "volumes", kind: "VolumeClaim" },
      namespace: "x",
      claimedComposites: "told",
    },
  });
});

const CASES: readonly (readonly [string, DefinitionOptions, Partial<DiscoveryScope>, string])[] = [
  ["a claim", { categories: ["claim"] }, {}, "v1"],
  ["a composite", { categories: ["composite"] }, {}, "v1+"],
  ["a composite of the whole cluster", { categories: ["composite"], scope: "Cluster" }, {}, "v1+"],
  ["one of more categories", { categories: ["all", "crossplane", "claim"] }, {}, "v1"],
  ["one that is both", { categories: ["composite", "claim"] }, {}, "v1"],
  ["a managed resource", { categories: ["crossplane", "managed"] }, {}, "other"],
  ["one that only sounds alike", { categories: ["claims", "Composite", "claim "] }, {}, "other"],
  ["one without categories", { categories: [] }, {}, "other"],
  ["one that names no categories at all", { categories: null }, {}, "other"],
  ["the group that is asked for", {}, { group: "example.org" }, "v1"],
  ["another group", {}, { group: "other.example.org" }, "other"],
  ["a group below it", { group: "a.example.org" }, { group: "example.org" }, "other"],
  ["a namespace of it", {}, { namespace: "team" }, "v1"],
  ["none of a namespace", { scope: "Cluster" }, { namespace: "team" }, "other"],
  ["one that is not accepted yet", { established: null }, {}, "unready"],
  ["one whose names are taken", { established: "False" }, {}, "unready"],
  ["an other one that is not accepted", { established: null, categories: [] }, {}, "other"],
  ["the version that is stored", { versions: { v2: "served", v1: "served stored" } }, {}, "v1"],
  ["stored first", { versions: { v1alpha1: "served stored", v1: "served" } }, {}, "v1alpha1"],
  [
    "the stored one is not served",
    { versions: { v1: "stored", v1beta1: "served" } },
    {},
    "v1beta1",
  ],
  [
    "the newest of those that are served",
    { versions: { v1alpha1: "served", v2: "stored", v1beta2: "served", v1beta10: "served" } },
    {},
    "v1beta10",
  ],
  ["none is served", { versions: { v1: "stored", v2: "" } }, {}, "unready"],
  ["no version", { versions: {} }, {}, "unready"],
];

for (const [name, options, scope, expected] of CASES) {
  Deno.test(`a discovery decides: ${name} is ${expected}`, () => {
    assert.equal(word(select(options, scope)), expected);
  });
}
