import assert from "node:assert/strict";
import fc from "fast-check";
import { digestDefinition } from "../../src/kube/resource_definition.ts";
import { selectTarget } from "../../src/kube/select_target.ts";
import { hasRecordedData, readRecordedData } from "../demo/kubernetes/recorded_data.ts";
import { definition } from "./definition_builder.ts";

Deno.test("of a definition is kept what it takes to watch its objects", () => {
  const options = { categories: ["claim"], versions: { v1: "served stored", v2: "" } } as const;
  assert.deepEqual(digestDefinition(definition("volumes", options)), {
    name: "volumes.example.org",
    uid: "uid of volumes",
    group: "example.org",
    plural: "volumes",
    kind: "Volume",
    isNamespaced: true,
    categories: ["claim"],
    versions: [
      { name: "v1", isServed: true, isStored: true },
      { name: "v2", isServed: false, isStored: false },
    ],
    isEstablished: true,
  });
});

Deno.test("whatever stands where a definition should, it is read or passed over", () => {
  fc.assert(fc.property(fc.anything(), (value) => {
    digestDefinition(value);
    digestDefinition({ metadata: value, spec: value, status: value });
    const spec = {
      group: "a",
      names: { plural: "b", kind: "C", categories: value },
      versions: value,
    };
    const digest = digestDefinition({
      metadata: { name: "b.a" },
      spec,
      status: { conditions: value },
    });
    assert.ok(digest?.isEstablished === false);
  }));
  for (const part of ["group", "names"]) {
    const { spec, ...rest } = definition("volumes");
    assert.equal(digestDefinition({ ...rest, spec: { ...Object(spec), [part]: undefined } }), null);
  }
});

Deno.test({
  name: "the definitions that Crossplane has made are claims and composites",
  ignore: !hasRecordedData,
  async fn() {
    const { items } = JSON.parse(await readRecordedData("crossplane-crds.json"));
    const selections = items.map((object: unknown) => {
      const digest = digestDefinition(object);
      assert.ok(digest !== null);
      const selection = selectTarget(digest, { group: null, namespace: null });
      assert.ok(selection.kind === "target");
      const { group, version, by, claimedComposites } = selection.target;
      return `${by.resource}.${group}/${version} ${by.kind} ${claimedComposites}`;
    });
    assert.deepEqual(selections.toSorted(), [
      "databases.platform.example.org/v1alpha1 Database skipped",
      "volumeclaims.resources.example.org/v1alpha1 VolumeClaim told",
      "xvolumeclaims.resources.example.org/v1alpha1 XVolumeClaim skipped",
    ]);
  },
});
