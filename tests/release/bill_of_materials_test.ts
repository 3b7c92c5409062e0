import assert from "node:assert/strict";
import { formatBillOfMaterials, type Materials } from "../../src/release/bill_of_materials.ts";
import { findSchemaProblems } from "./cyclonedx_schema.ts";

const SHA512 = `${"A".repeat(84)}AQ==`;
const LIBRARY = { name: "a", version: "1.0.0", sha512: SHA512, license: "MIT", dependencies: [] };
const MATERIALS: Materials = {
  facts: { version: "1.2.3", commit: "c".repeat(40), date: "2026-03-01T08:00:00Z" },
  deno: "2.9.6",
  packages: [LIBRARY],
  direct: ["a@1.0.0", "only-for-tests@1.0.0"],
};

function make(change: Partial<Materials> = {}) {
  const bill = JSON.parse(formatBillOfMaterials({ ...MATERIALS, ...change }));
  assert.deepEqual(findSchemaProblems(bill), []);
  return bill;
}

Deno.test("the bill says which program it is of, and what that needs", () => {
  const { metadata, dependencies, components } = make();
  const { component, timestamp, lifecycles } = metadata;
  assert.deepEqual([component.name, component.version], ["machinery-status-collector", "1.2.3"]);
  assert.deepEqual(component.properties, [
    { name: "machinery-status-collector:commit", value: "c".repeat(40) },
  ]);
  assert.equal(timestamp, "2026-03-01T08:00:00.000Z");
  assert.deepEqual(lifecycles, [{ phase: "build" }]);
  assert.deepEqual(
    dependencies.find(({ ref }: { ref: string }) => ref === component["bom-ref"]).dependsOn,
    ["pkg:github/denoland/deno@v2.9.6", "pkg:npm/a@1.0.0"],
  );
  assert.deepEqual(components[0].type, "platform");
});

Deno.test("a package has its name, scope, digest, licence and dependencies", () => {
  const scoped = { ...LIBRARY, name: "@b/c", dependencies: ["a@1.0.0"] };
  const { components, dependencies } = make({ packages: [scoped, LIBRARY] });
  const found = components.find(({ name }: { name: string }) => name === "c");
  assert.deepEqual(found, {
    type: "library",
    "bom-ref": "pkg:npm/%40b/c@1.0.0",
    purl: "pkg:npm/%40b/c@1.0.0",
    group: "@b",
    name: "c",
    version: "1.0.0",
    hashes: [{ alg: "SHA-512", content: `${"0".repeat(127)}1` }],
    licenses: [{ license: { id: "MIT", acknowledgement: "declared" } }],
  });
  assert.deepEqual(
    dependencies.find(({ ref }: { ref: string }) => ref === found["bom-ref"]).dependsOn,
    ["pkg:npm/a@1.0.0"],
  );
});

Deno.test("a licence is an id, an expression, any word, or not known", () => {
  const licenses: readonly (readonly [string | null, unknown])[] = [
    ["(MIT OR Apache-2.0)", [{
      expression: "(MIT OR Apache-2.0)",
      acknowledgement: "declared",
    }]],
    ["UNLICENSED", [{ license: { name: "UNLICENSED", acknowledgement: "declared" } }]],
    [null, undefined],
  ];
  for (const [license, expected] of licenses) {
    const { components } = make({ packages: [{ ...LIBRARY, license }] });
    assert.deepEqual(components[1].licenses, expected);
  }
});

Deno.test("the same program has the same bill, another one another serial number", () => {
  const other = { ...LIBRARY, name: "b" };
  const text = formatBillOfMaterials({ ...MATERIALS, packages: [LIBRARY, other] });
  assert.equal(formatBillOfMaterials({ ...MATERIALS, packages: [other, LIBRARY] }), text);
  assert.notEqual(make().serialNumber, JSON.parse(text).serialNumber);
  assert.match(make().serialNumber, /^urn:uuid:.{8}-.{4}-8.{3}-[89ab].{3}-.{12}$/);
});

Deno.test("the schema finds what is wrong", () => {
  const bill = make();
  assert.notDeepEqual(findSchemaProblems({ ...bill, serialNumber: "urn:uuid:1" }), []);
  assert.notDeepEqual(findSchemaProblems({ ...bill, strange: 1 }), []);
  const hashes = [{ alg: "SHA-512", content: "00" }];
  assert.notDeepEqual(
    findSchemaProblems({ ...bill, components: [{ ...bill.components[1], hashes }] }),
    [],
  );
  const licenses = [{ license: { id: "Mine-1.0" } }];
  assert.notDeepEqual(
    findSchemaProblems({ ...bill, components: [{ ...bill.components[1], licenses }] }),
    [],
  );
});
