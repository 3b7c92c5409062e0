import assert from "node:assert/strict";
import { RegistryFormatError } from "../../src/errors.ts";
import { editRegistry, type WantedFields } from "../../src/registry/edit_registry.ts";
import { parseRegistry, toRegistry } from "../../src/registry/parse_registry.ts";

const HEAD = "apiVersion: claim-registry.io/v1alpha1\nkind: ClaimRegistry\n";

interface Refusal {
  readonly name: string;
  readonly text: string;
  /** Line and column, counted from 1. */
  readonly at: readonly [number, number];
  readonly reason: RegExp;
}

function assertRefused(refusal: Refusal, act: (text: string) => unknown): void {
  assert.throws(() => act(refusal.text), (error) => {
    assert.ok(error instanceof RegistryFormatError, `${refusal.name}: ${error}`);
    const { line, column } = error.position;
    assert.deepEqual([line, column], refusal.at, `${refusal.name}: ${error.message}`);
    assert.match(error.reason, refusal.reason, refusal.name);
    assert.ok(error.message.endsWith(`(line ${line}, column ${column})`), refusal.name);
    return true;
  }, refusal.name);
}

function refuse(
  name: string,
  refusal: { readonly text: string; readonly at: readonly [number, number]; reason: RegExp },
): Refusal {
  return { name, ...refusal };
}

const SHAPES: readonly Refusal[] = [
  refuse("another kind", {
    text: "apiVersion: claim-registry.io/v1alpha1\nkind: Deployment\nclaims: []\n",
    at: [2, 7],
    reason: /found "claim-registry.io\/v1alpha1" "Deployment"/,
  }),
  refuse("no kind", {
    text: "apiVersion: claim-registry.io/v1alpha1\nclaims: []\n",
    at: [1, 13],
    reason: /"no kind"/,
  }),
  refuse("another version", {
    text: "kind: ClaimRegistry\n\napiVersion:  claim-registry.io/v2\nclaims: []\n",
    at: [3, 14],
    reason: /found "claim-registry.io\/v2" "ClaimRegistry", expected .*v1alpha1/,
  }),
  refuse("no version", {
    text: "claims: []\nkind: ClaimRegistry\n",
    at: [2, 7],
    reason: /"no apiVersion"/,
  }),
  refuse("another manifest", {
    text: "# a list\napiVersion: v1\nkind: List\nitems: []\n",
    at: [3, 7],
    reason: /"v1" "List"/,
  }),
  refuse("no list of claims", {
    text: `${HEAD}items: []\n`,
    at: [1, 1],
    reason: /expected a list under "claims"/,
  }),
  refuse("claims that are a mapping", {
    text: `${HEAD}claims:\n  name: a\n`,
    at: [4, 3],
    reason: /Cannot read "claims"/,
  }),
  refuse("claims that are a text", {
    text: `${HEAD}claims: none\n`,
    at: [3, 9],
    reason: /Cannot read "claims"/,
  }),
  refuse("claims that are an alias", {
    text: `${HEAD}x: &l []\nclaims: *l\n`,
    at: [4, 9],
    reason: /Cannot read "claims"/,
  }),
  refuse("a cluster that is a scalar", {
    text: "prod: []\nstaging: later\n",
    at: [2, 10],
    reason: /Cannot read the cluster "staging": expected a list of entries/,
  }),
  refuse("a cluster that is a mapping", {
    text: "prod:\n  name: a\n",
    at: [2, 3],
    reason: /Cannot read the cluster "prod"/,
  }),
  refuse("a list as root", { text: "- name: a\n", at: [1, 1], reason: /expected a mapping/ }),
  refuse("a text as root", {
    text: "# comment\n\n  just text\n",
    at: [3, 3],
    reason: /expected a mapping/,
  }),
  refuse("a list as top-level key", {
    text: "? [a, b]\n: []\n",
    at: [1, 3],
    reason: /Cannot read a key: expected a text/,
  }),
  refuse("null as top-level key", {
    text: "prod: []\n~: []\n",
    at: [2, 1],
    reason: /Cannot read a key: expected a text/,
  }),
  refuse("an empty top-level key", {
    text: "prod: []\n? \n: []\n",
    at: [1, 7],
    reason: /Cannot read a key: expected a text/,
  }),
];

const DOCUMENTS: readonly Refusal[] = [
  refuse("several documents", {
    text: `${HEAD}claims: []\n---\nprod: []\n`,
    at: [4, 1],
    reason: /several documents: expected one/,
  }),
  refuse("an empty second document", {
    text: `${HEAD}claims: []\n---\n`,
    at: [4, 1],
    reason: /several documents/,
  }),
  refuse("a second document after an end marker", {
    text: `---\nprod: []\n...\n# between\nstaging: []\n`,
    at: [5, 1],
    reason: /several documents/,
  }),
  refuse("three documents", {
    text: `---\r\nprod: []\r\n--- # second\r\nstaging: []\r\n---\r\ndev: []\r\n`,
    at: [3, 1],
    reason: /several documents/,
  }),
];

const KEYS: readonly Refusal[] = [
  refuse("a top-level key twice", {
    text: `${HEAD}claims: []\nkind: ClaimRegistry\n`,
    at: [4, 1],
    reason: /the key "kind" twice/,
  }),
  refuse("two lists of claims", {
    text: `${HEAD}claims: []\nclaims:\n- name: a\n`,
    at: [4, 1],
    reason: /the key "claims" twice/,
  }),
  refuse("a cluster twice, in other quotes", {
    text: "prod: []\n'prod': []\n",
    at: [2, 2],
    reason: /the key "prod" twice/,
  }),
  refuse("a field twice", {
    text: `${HEAD}claims:\n- name: a\n  namespace: x\n  name: b\n`,
    at: [6, 3],
    reason: /the key "name" twice/,
  }),
  refuse("a field of ours twice", {
    text: `${HEAD}claims:\n- name: a\n  statusMessage: x\n  "statusMessage": y\n`,
    at: [6, 4],
    reason: /the key "statusMessage" twice/,
  }),
  refuse("a field twice by an alias", {
    text: `${HEAD}claims:\n- &k name: a\n  *k : b\n`,
    at: [5, 3],
    reason: /the key "name" twice/,
  }),
  refuse("a nested key twice", {
    text: `${HEAD}claims:\n- name: a\n  spec:\n    y: [{b: 1, b: 2}]\n`,
    at: [6, 16],
    reason: /the key "b" twice/,
  }),
  refuse("a nested key twice outside the entries", {
    text: `${HEAD}metadata: {a: 1, a: 2}\nclaims: []\n`,
    at: [3, 18],
    reason: /the key "a" twice/,
  }),
  refuse("a key twice among many", {
    text: `prod:\n- ${
      Array.from({ length: 30 }, (_, index) => `k${index}: 1`).join("\n  ")
    }\n  k3: 2`,
    at: [32, 3],
    reason: /the key "k3" twice/,
  }),
  refuse("a merge key in an entry", {
    text: `${HEAD}claims:\n- &a\n  name: a\n- <<: *a\n  name: b\n`,
    at: [6, 3],
    reason: /a merge key "<<"/,
  }),
  refuse("a nested merge key", {
    text: `${HEAD}x: &x {a: 1}\nclaims:\n- name: a\n  spec:\n    <<: *x\n`,
    at: [7, 5],
    reason: /a merge key "<<"/,
  }),
  refuse("a merge key on top", { text: "<<: {a: 1}\nprod: []\n", at: [1, 1], reason: /"<<"/ }),
];

const ENTRIES: readonly Refusal[] = [
  refuse("an entry that is a text", {
    text: `${HEAD}claims:\n- name: a\n- just text\n`,
    at: [5, 3],
    reason: /Cannot read an entry: expected a mapping/,
  }),
  refuse("an empty first entry", {
    text: `${HEAD}claims:\n  -\n  - name: a\n`,
    at: [4, 3],
    reason: /Cannot read an entry/,
  }),
  refuse("an empty entry behind others", {
    text: `${HEAD}claims:\n  - name: a\n    path: "x - y"\n  # - no\n\n  -\n  - name: a\n`,
    at: [8, 3],
    reason: /Cannot read an entry/,
  }),
  refuse("an entry that is a list", {
    text: `${HEAD}claims:\n- - name: a\n`,
    at: [4, 3],
    reason: /Cannot read an entry/,
  }),
  refuse("an entry that is an alias", {
    text: `${HEAD}claims:\n- &a\n  name: a\n- *a\n`,
    at: [6, 3],
    reason: /Cannot read an entry/,
  }),
  refuse("an unknown alias", {
    text: `${HEAD}claims:\n- name: a\n  namespace: *nowhere\n`,
    at: [5, 14],
    reason: /Cannot resolve the alias "\*nowhere"/,
  }),
  refuse("an alias before its anchor", {
    text: `${HEAD}claims:\n- name: *a\n- name: &a b\n`,
    at: [4, 9],
    reason: /Cannot resolve the alias "\*a"/,
  }),
];

const SYNTAX: readonly Refusal[] = [
  refuse("bad indentation", {
    text: `${HEAD}claims:\n  - name: a\n   namespace: x\n`,
    at: [5, 4],
    reason: /Cannot parse the registry as YAML: bad indentation/,
  }),
  refuse("bad indentation, CRLF", {
    text: `${HEAD}claims:\n  - name: ä\n   namespace: x\n`.replaceAll("\n", "\r\n"),
    at: [5, 4],
    reason: /bad indentation/,
  }),
  refuse("bad indentation, lone CR", {
    text: `${HEAD}claims:\n  - name: ä\n   namespace: x\n`.replaceAll("\n", "\r"),
    at: [5, 4],
    reason: /bad indentation/,
  }),
  refuse("an open quote", {
    text: `${HEAD}claims:\n  - name: "a\n`,
    at: [5, 1],
    reason: /Cannot parse/,
  }),
  refuse("an open list", {
    text: "prod: [{name: a}\nstaging: []\n",
    at: [2, 1],
    reason: /Cannot parse/,
  }),
  refuse("a tab as indentation", {
    text: `${HEAD}claims:\n\t- name: a\n`,
    at: [4, 1],
    reason: /tab characters/,
  }),
  refuse("a null byte", { text: `prod:\n- name: a\0b\n`, at: [2, 10], reason: /null byte/ }),
  refuse("a control character", {
    text: `prod:\n- name: a\u0007b\n`,
    at: [2, 10],
    reason: /non-printable/,
  }),
  refuse("half an emoji", {
    text: `prod:\n- name: a\ud83db\n`,
    at: [2, 10],
    reason: /non-printable/,
  }),
  refuse("a merge conflict", {
    text:
      `prod:\n- name: a\n<<<<<<< ours\n  namespace: x\n=======\n  namespace: y\n>>>>>>> theirs\n`,
    at: [4, 12],
    reason: /Cannot parse/,
  }),
  refuse("too deep flow nesting", {
    text: `${HEAD}x: ${"[".repeat(100)}${"]".repeat(100)}\nclaims: []\n`,
    at: [3, 63],
    reason: /nesting exceeded/,
  }),
  refuse("too deep block nesting", {
    text: `prod:\n- a:\n${
      Array.from({ length: 90 }, (_, depth) => `${" ".repeat(depth + 4)}a:`).join("\n")
    }\n`,
    at: [59, 61],
    reason: /nesting exceeded/,
  }),
];

for (const refusal of [...SHAPES, ...DOCUMENTS, ...KEYS, ...ENTRIES, ...SYNTAX]) {
  Deno.test(`refused with line and column: ${refusal.name}`, () => {
    assertRefused(refusal, parseRegistry);
    assertRefused(refusal, (text) => editRegistry(text, [message(0)]));
  });
}

function message(index: number): WantedFields {
  return { index, fields: { statusMessage: "Ready: True, Synced: True", status: "error" } };
}

const EDITS: readonly Refusal[] = [
  refuse("an anchor of ours that is used elsewhere", {
    text: `${HEAD}claims:\n- name: a\n  statusMessage: &m old\n- name: b\n  note: *m\n`,
    at: [7, 9],
    reason: /its anchor "&m" is used elsewhere/,
  }),
  refuse("a foreign tag on our field", {
    text: `${HEAD}claims:\n- name: a\n  statusMessage: &x !secret old\n`,
    at: [5, 21],
    reason: /Cannot change "statusMessage": found the tag "!secret", expected none/,
  }),
  refuse("a foreign tag before an anchor", {
    text: `${HEAD}claims:\n- name: a\n  statusMessage: !secret &anchor old\n`,
    at: [5, 18],
    reason: /found the tag "!secret"/,
  }),
  refuse("a spelled-out tag", {
    text: `${HEAD}claims:\n- name: a\n  statusMessage: !<tag:example.org,2026:x> old\n`,
    at: [5, 18],
    reason: /found the tag "!<tag:example.org,2026:x>"/,
  }),
  refuse("a tag of a number", {
    text: `${HEAD}claims:\n- name: a\n  status: !!int\n  statusMessage: x\n`,
    at: [5, 11],
    reason: /found the tag "!!int"/,
  }),
  refuse("our field as a mapping", {
    text: `${HEAD}claims:\n- name: a\n  statusMessage: {a: 1}\n`,
    at: [5, 18],
    reason: /Cannot change "statusMessage": found a list or mapping, expected a text/,
  }),
  refuse("our field as a list", {
    text: `${HEAD}claims:\n- name: a\n  status:\n    - x\n`,
    at: [6, 5],
    reason: /Cannot change "status": found a list or mapping/,
  }),
  refuse("our field as an alias of a list", {
    text: `${HEAD}x: &x [1]\nclaims:\n- name: a\n  status: *x\n`,
    at: [6, 11],
    reason: /Cannot change "status": found a list or mapping/,
  }),
  refuse("a name that is a mapping, and nothing else to stand behind", {
    text: `${HEAD}claims:\n- name:\n    first: a\n`,
    at: [4, 3],
    reason: /expected "namespace" or "name" in it/,
  }),
  refuse("an entry without anything to stand behind", {
    text: `${HEAD}claims:\n- template: a\n`,
    at: [4, 3],
    reason: /expected "namespace" or "name" in it/,
  }),
  refuse("a flow entry without anything to stand behind", {
    text: `${HEAD}claims:\n- {name: , namespace: , x: y}\n`,
    at: [4, 3],
    reason: /expected "namespace" or "name" in it/,
  }),
  refuse("a flow entry without braces", {
    text: `${HEAD}claims: [name: a, name: b]\n`,
    at: [3, 10],
    reason: /without braces/,
  }),
  refuse("a key that waits for its value", {
    text: `${HEAD}claims:\n- name: a\n  ? statusMessage\n`,
    at: [4, 3],
    reason: /Cannot edit the entry "a" safely/,
  }),
];

for (const refusal of EDITS) {
  Deno.test(`not edited, with line and column: ${refusal.name}`, () => {
    assert.notEqual(parseRegistry(refusal.text).entries.length, 0);
    assertRefused(refusal, (text) => editRegistry(text, [message(0)]));
  });
}

Deno.test("what cannot be edited does no harm to what nobody wants to change", () => {
  for (const { text } of EDITS) {
    assert.deepEqual(editRegistry(text, []), { text, changes: [] });
    const other = `${text.trimEnd()}\n`.replace(/\n$/, "\n- {name: other}\n");
    if (!text.includes("[")) {
      const index = parseRegistry(other).entries.length - 1;
      assert.equal(editRegistry(other, [message(index)]).changes.length, 1, text);
    }
  }
});

Deno.test("an anchor that nobody uses, and one of the same name elsewhere, are no hindrance", () => {
  const text = `${HEAD}claims:\n- name: a\n  statusMessage: &m old\n- name: &n b\n  note: *n\n`;
  const edit = editRegistry(text, [{ index: 0, fields: { statusMessage: "new" } }]);
  assert.equal(edit.text, text.replace("old", '"new"'));
});

Deno.test("aliases are never expanded, so a bomb stays as small as its text", () => {
  const levels = 40;
  const bomb = Array.from({ length: levels }, (_, level) => {
    const alias = level === 0 ? "boom" : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array.from({ length: 10 }, () => alias).join(", ")}]`;
  });
  const text = `${HEAD}${bomb.join("\n")}\nclaims:\n- name: a\n  spec: *l${levels - 1}\n` +
    `- name: &n ${"n".repeat(5_000)}\n${"- name: *n\n".repeat(2_000)}`;
  const parsed = parseRegistry(text);
  assert.equal(parsed.entries.length, 2_002);
  const kept = parsed.frame.length + parsed.entries.reduce((sum, it) => sum + it.foreign.length, 0);
  assert.ok(kept < 2 * text.length, `${kept} of ${text.length}`);
  const edit = editRegistry(text, [{ index: 0, fields: { statusMessage: "x" } }]);
  assert.equal(edit.text.length, text.length + '\n  statusMessage: "x"'.length);
});

Deno.test("an entry that does not exist is a mistake of the caller", () => {
  assert.throws(() => editRegistry("prod: [{name: a}]", [message(1)]), RangeError);
  assert.throws(() => editRegistry("prod: [{name: a}]", [message(-1)]), RangeError);
});

Deno.test("both shapes are read; empty ones are valid", () => {
  const shapes = ["", "# nothing\n", "---\n", "--- ~\n", "prod:\n", "prod: []\n", "\ufeff"];
  for (const text of shapes) {
    assert.deepEqual(toRegistry(parseRegistry(text)), { shape: "ClusterMap", entries: [] }, text);
  }
  for (const list of ["claims: []", "claims:", "claims: ~", "claims: null # none"]) {
    assert.deepEqual(toRegistry(parseRegistry(HEAD + list)), {
      shape: "ClaimRegistry",
      entries: [],
    });
  }
});

Deno.test("the fields of an entry are read as texts; empty and null are the same", () => {
  const text = `${HEAD}x: &ns team\nclaims:
- name: 0123
  cluster: "prod"
  namespace: *ns
  template: ~
  claimRef: ''
  repository: true
  path: >-
    a
    b
  statusMessage: "null"
  lastCheckedAt:
  status: !!str
`;
  assert.deepEqual(toRegistry(parseRegistry(text)).entries, [{
    index: 0,
    line: 5,
    cluster: "prod",
    name: "0123",
    namespace: "team",
    template: null,
    claimRef: null,
    repository: "true",
    path: "a b",
    statusMessage: "null",
    lastCheckedAt: null,
    status: null,
  }]);
});

Deno.test("an entry's cluster is its own field, else the key it stands under; lines are counted", () => {
  for (const eol of ["\n", "\r\n", "\r"]) {
    const text =
      "prod:\n- name: a\n\n# c\n- name: b\n  cluster: other\nempty: []\ndev:\n-\n  name: c\n"
        .replaceAll("\n", eol);
    const rows = toRegistry(parseRegistry(text)).entries;
    assert.deepEqual(rows.map(({ index, line, cluster, name }) => [index, line, cluster, name]), [
      [0, 2, "prod", "a"],
      [1, 5, "other", "b"],
      [2, 10, "dev", "c"],
    ]);
  }
});

Deno.test("a list or mapping where a text belongs reads as nothing and hinders no other edit", () => {
  const names = [
    ...["cluster", "name", "namespace", "claimRef", "template", "repository", "path"],
    ...["statusMessage", "lastCheckedAt", "status"],
  ] as const;
  const values = ["{}", "[]", "{a: 1}", "[x, {y: z}]", "&c [x]", "*x", "\n  - x\n  - y: z"];
  for (const name of names) {
    for (const value of values) {
      const odd = `- {name: other}\n- ${name}: ${value}\n`;
      const text = `${HEAD}x: &x [1]\nclaims:\n${odd}- name: last\n  namespace: x\n`;
      const { entries } = parseRegistry(text);
      assert.equal(entries[1]?.entry[name], null, text);
      const edit = editRegistry(text, [message(0), message(2)]);
      assert.equal(edit.changes.length, 2);
      assert.ok(edit.text.includes(odd.slice(odd.indexOf("\n"))), edit.text);
      assert.equal(parseRegistry(edit.text).entries[1]?.foreign, entries[1]?.foreign);
      const other = parseRegistry(text.replace(odd, odd.replace(value, "{b: 2}")));
      assert.notEqual(other.entries[1]?.foreign, entries[1]?.foreign, text);
    }
  }
});

Deno.test("a field of ours that is a mapping does not hinder another field of the same entry", () => {
  const text = `${HEAD}claims:\n- name: a\n  namespace:\n    b: c\n  status: {a: [b]}\n`;
  const edit = editRegistry(text, [{ index: 0, fields: { statusMessage: "new" } }]);
  assert.equal(edit.text, text.replace("name: a\n", 'name: a\n  statusMessage: "new"\n'));
});

Deno.test("a name that is its own entry is no text", () => {
  assert.equal(parseRegistry("prod:\n- &self {name: *self}\n").entries[0]?.entry.name, null);
});

Deno.test("fields are added behind a block text that ends the file without a line break", () => {
  for (const eol of ["\n", "\r\n"]) {
    const text = "prod:\n- name: a\n  namespace: |-\n    b".replaceAll("\n", eol);
    const edit = editRegistry(text, [{ index: 0, fields: { status: "error" } }]);
    assert.equal(edit.text, `${text}${eol}  status: error`);
    assert.equal(edit.changes[0]?.after.namespace, "b");
  }
});
