import assert from "node:assert/strict";
import {
  applyKustomization,
  type ManifestObject,
  parseKustomization,
  parseManifest,
  UNREADABLE,
} from "../../src/registry/manifest.ts";

function object(kind: string, name: string, namespace: string | null = null): ManifestObject {
  return { kind, name, namespace };
}

Deno.test("a manifest declares its objects", () => {
  const text = `# a virtual machine
apiVersion: resources.example.org/v1alpha1
kind: MachineVM
metadata:
  name: robin
  namespace: default
spec:
  volume: {namespace: other, name: robin-root}
`;
  assert.deepEqual(parseManifest(text), [object("MachineVM", "robin", "default")]);
});

Deno.test("several documents and lists declare all theirs", () => {
  const text = `---
kind: A
metadata: {name: one}
---
# nothing
---
apiVersion: v1
kind: List
items:
- {kind: B, metadata: {name: two, namespace: n}}
- {kind: C}
- just text
- {kind: List, items: [{kind: D, metadata: {name: nested}}]}
---
{"kind": "E", "metadata": {"name": "three", "namespace": ""}}
...
`;
  assert.deepEqual(parseManifest(text), [
    object("A", "one"),
    object("B", "two", "n"),
    object("E", "three"),
  ]);
});

Deno.test("what is no manifest declares nothing", () => {
  const texts = [
    "",
    "just text",
    "- kind: A\n  metadata: {name: a}\n",
    "kind: A\n",
    "metadata: {name: a}\n",
    "kind: A\nmetadata: a\n",
    "kind: A\nmetadata: [name]\n",
    "kind: A\nmetadata: {name: 5}\n",
    "kind: [A]\nmetadata: {name: a}\n",
    "kind: A\nmetadata: {name: ''}\n",
    "kind: List\nitems: {a: b}\n",
    "__proto__: {kind: A, metadata: {name: a}}\n",
  ];
  for (const text of texts) assert.deepEqual(parseManifest(text), [], text.slice(0, 60));
});

Deno.test("what cannot be read may declare anything", () => {
  const texts = [
    "kind: A\nmetadata: {name: {{ .Values.name }}}\n",
    "kind: A\n  bad: indentation\nmetadata: {name: a}\n",
    "kind: A\nkind: B\nmetadata: {name: a}\n",
    "kind: !!js/function 'A'\nmetadata: {name: a}\n",
    `x: ${"[".repeat(5_000)}${"]".repeat(5_000)}`,
    "\0\u0007",
    "kind: A\nmetadata: {name: a}\n---\n: : :\n  - ]\n",
  ];
  for (const text of texts) {
    assert.deepEqual(parseManifest(text), [UNREADABLE], text.slice(0, 60));
  }
});

Deno.test("aliases make no manifest large, and a file has at most a thousand objects", () => {
  const levels = Array.from(
    { length: 30 },
    (_, level) =>
      `l${level}: &l${level} [${level === 0 ? "x, x" : `*l${level - 1}, *l${level - 1}`}]`,
  );
  const text = `kind: A\nmetadata: {name: a}\n${levels.join("\n")}\n`;
  assert.deepEqual(parseManifest(text), [object("A", "a")]);
  const many = Array.from({ length: 1_500 }, (_, at) => `- {kind: A, metadata: {name: a${at}}}`);
  const list = parseManifest(`kind: List\nitems:\n${many.join("\n")}\n`);
  assert.deepEqual([list.length, list.at(-1)], [1_001, UNREADABLE]);
  const documents = Array.from({ length: 1_500 }, (_, at) => `kind: A\nmetadata: {name: a${at}}\n`);
  const all = parseManifest(documents.join("---\n"));
  assert.deepEqual([all.length, all.at(-1)], [1_001, UNREADABLE]);
});

Deno.test("a kustomization names its local resources, and that there are others", () => {
  const text = `kind: Kustomization
namespace: team
namePrefix: dev-
nameSuffix: -v1
resources:
- claim.yaml
- ../base
- ./sub/
- https://example.org/remote.yaml
- git@github.com:o/r
- github.com/o/r//path?ref=v1
- ssh://git@example.org/r
- git::https://example.org/r
- ""
- 5
- {a: b}
`;
  assert.deepEqual(parseKustomization(text), {
    resources: ["claim.yaml", "../base", "./sub/", null, null, null, null, null],
    namespace: "team",
    namePrefix: "dev-",
    nameSuffix: "-v1",
  });
});

Deno.test("a kustomization that says nothing usable brings in nothing", () => {
  const nothing = { resources: [], namespace: null, namePrefix: "", nameSuffix: "" };
  for (const text of ["", "text", "resources: claim.yaml", "[a]", "a: b: c", "namespace: 5\n"]) {
    assert.deepEqual(parseKustomization(text), nothing, text);
  }
});

Deno.test("a kustomization renames what it brings in", () => {
  const objects = [object("A", "a", "x"), object("B", "b")];
  const kustomization = { resources: [], namespace: null, namePrefix: "dev-", nameSuffix: "-v1" };
  assert.deepEqual(applyKustomization(objects, kustomization), [
    object("A", "dev-a-v1", "x"),
    object("B", "dev-b-v1"),
  ]);
  assert.deepEqual(applyKustomization(objects, { ...kustomization, namespace: "team" }), [
    object("A", "dev-a-v1", "team"),
    object("B", "dev-b-v1", "team"),
  ]);
});
