import assert from "node:assert/strict";
import type { ClaimStatus, Phase } from "../../src/claim/claim.ts";
import type { ManifestObject } from "../../src/registry/manifest.ts";
import { type MatchContext, matchEntries } from "../../src/registry/match_entries.ts";
import { parseRegistry, toRegistry } from "../../src/registry/parse_registry.ts";

const HEAD = "apiVersion: claim-registry.io/v1alpha1\nkind: ClaimRegistry\nclaims:\n";
const REPOSITORY = "stuttgart-things/harvester";

/** The newest entries of the real registry, as far as matching reads them. */
const REAL = `${HEAD}
    - name: hacky
      template: volumeclaim
      category: cli
      namespace: default
      repository: stuttgart-things/harvester
      path: claims/cli/hacky.yaml
      status: active
    - name: harvestervm-developer-martin
      template: harvestervm
      namespace: default
      repository: stuttgart-things/harvester
      path: claims/cli/harvestervm-developer-martin.yaml
      status: active
    - name: demo-project
      template: harborproject
      category: ""
      namespace: ""
      repository: ""
      path: .
      status: active
    - name: abrechnungen
      template: volumeclaim
      namespace: default
      repository: stuttgart-things/harvester
      path: claims/other-resources/abrechnungen
`;

/** A claim as \`cluster kind namespace/name\`; without a kind it is a plain one. */
function claim(text: string, phase: Phase = "Ready"): ClaimStatus {
  const [cluster = "", kind = "", claimRef = kind] = text.split(" ");
  return {
    cluster,
    claimRef,
    type: claimRef === kind ? null : { group: "resources.example.org", kind },
    statusMessage: phase,
    registryText: phase,
    phase,
    observedAt: 0,
    receivedAt: 0,
    changedAt: 0,
    heardAt: 0,
  };
}

function label({ cluster, type, claimRef }: ClaimStatus): string {
  return [cluster, ...(type === null ? [] : [type.kind]), claimRef].join(" ");
}

interface World {
  readonly entries: string;
  readonly claims: readonly (string | ClaimStatus)[];
  readonly manifests?: Readonly<Record<string, readonly ManifestObject[]>>;
  readonly context?: Partial<MatchContext>;
}

/** What was found, in words: entry name -> claim, or why not. */
function match(world: World): {
  readonly rows: Readonly<Record<string, string>>;
  readonly unregistered: readonly string[];
  readonly neededPaths: readonly string[];
} {
  const text = world.entries.startsWith("apiVersion") ? world.entries : HEAD + world.entries;
  const { entries } = toRegistry(parseRegistry(text));
  const result = matchEntries(entries, {
    claims: world.claims.map((it) => typeof it === "string" ? claim(it) : it),
    manifests: new Map(Object.entries(world.manifests ?? {})),
    defaultCluster: null,
    repository: REPOSITORY,
    ...world.context,
  });
  const nameOf = (index: number) => entries[index]?.name ?? entries[index]?.claimRef ?? `${index}`;
  const rows: Record<string, string> = {};
  const say = (index: number, what: string) => {
    assert.equal(rows[nameOf(index)], undefined, "an entry is in exactly one list");
    rows[nameOf(index)] = what;
  };
  for (const [index, found] of result.matches) say(index, label(found));
  for (const { entry, claims, reason } of result.ambiguous) {
    say(entry.index, `${reason}: ${claims.map(label).join(", ")}`);
  }
  for (const entry of result.unmatched) say(entry.index, "-");
  assert.equal(Object.keys(rows).length, entries.length);
  return {
    rows,
    unregistered: result.unregistered.map(label),
    neededPaths: [...result.neededPaths],
  };
}

function entry(fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `- ${lines.join("\n  ")}\n`;
}

Deno.test("the real entries find their real objects", () => {
  const { rows, unregistered, neededPaths } = match({
    entries: REAL,
    claims: [
      "prod VolumeClaim default/hacky",
      "prod HarvesterVM default/martin",
      "prod HarborProject demo-project",
      "prod VolumeClaim default/abrechnungen-data",
      "prod VolumeClaim default/app-pvc",
    ],
    manifests: {
      "claims/cli/harvestervm-developer-martin.yaml": [
        { kind: "HarvesterVM", namespace: "default", name: "martin" },
      ],
      "claims/other-resources/abrechnungen": [
        { kind: "VolumeClaim", namespace: "default", name: "abrechnungen-data" },
      ],
    },
  });
  assert.deepEqual(rows, {
    "hacky": "prod VolumeClaim default/hacky",
    "harvestervm-developer-martin": "prod HarvesterVM default/martin",
    "demo-project": "prod HarborProject demo-project",
    "abrechnungen": "prod VolumeClaim default/abrechnungen-data",
  });
  assert.deepEqual(unregistered, ["prod VolumeClaim default/app-pvc"]);
  assert.deepEqual(neededPaths, []);
});

Deno.test("manifests are asked for only where they can help", () => {
  const claims = ["prod VolumeClaim default/hacky", "prod HarborProject harbor/demo-project"];
  assert.deepEqual(match({ entries: REAL, claims }), {
    rows: {
      "hacky": "prod VolumeClaim default/hacky",
      "harvestervm-developer-martin": "-",
      "demo-project": "prod HarborProject harbor/demo-project",
      "abrechnungen": "-",
    },
    unregistered: [],
    neededPaths: [
      "claims/cli/harvestervm-developer-martin.yaml",
      "claims/other-resources/abrechnungen",
    ],
  });
});

Deno.test("without any claim nothing is asked for", () => {
  const { rows, neededPaths } = match({ entries: REAL, claims: [] });
  assert.deepEqual([...new Set(Object.values(rows))], ["-"]);
  assert.deepEqual(neededPaths, []);
});

Deno.test('the path "." is a manifest like any other', () => {
  const claims = ["prod HarborProject a/demo-project", "prod HarborProject b/demo-project"];
  const entries = entry({ name: "demo-project", template: "harborproject", path: "." });
  assert.deepEqual(match({ entries, claims }).neededPaths, ["."]);
  const manifests = { ".": [{ kind: "HarborProject", namespace: "b", name: "demo-project" }] };
  assert.deepEqual(match({ entries, claims, manifests }).rows, {
    "demo-project": "prod HarborProject b/demo-project",
  });
});

Deno.test("rule 1: an entry with a claimRef matches by it or not at all", () => {
  const claims = ["prod VolumeClaim default/a", "prod VolumeClaim default/b", "prod c"];
  const path = "claims/a.yaml";
  const manifests = { [path]: [{ kind: "VolumeClaim", namespace: "default", name: "b" }] };
  const vectors: readonly (readonly [Record<string, string>, string])[] = [
    [{ claimRef: "default/b" }, "prod VolumeClaim default/b"],
    [{ claimRef: "default/none" }, "-"],
    [{ claimRef: "default/none", path }, "-"],
    [{ claimRef: "a" }, "-"],
    [{ claimRef: "c" }, "prod c"],
    [{ claimRef: "DEFAULT/b" }, "-"],
    [{ claimRef: "default/b", template: "harborproject" }, "prod VolumeClaim default/b"],
  ];
  for (const [fields, expected] of vectors) {
    const entries = entry({ name: "a", namespace: "default", template: "volumeclaim", ...fields });
    const { rows, neededPaths } = match({ entries, claims, manifests });
    assert.deepEqual([rows["a"], neededPaths], [expected, []], JSON.stringify(fields));
  }
});

Deno.test("rule 2 decides between several of one claimRef", () => {
  const claims = ["prod VolumeClaim default/a", "prod HarborProject default/a"];
  const fields = { name: "a", namespace: "default", claimRef: "default/a" };
  assert.deepEqual(
    match({ entries: entry({ ...fields, template: "harborproject" }), claims }).rows,
    {
      a: "prod HarborProject default/a",
    },
  );
  assert.deepEqual(match({ entries: entry(fields), claims }).rows, {
    a: "several-claims: prod VolumeClaim default/a, prod HarborProject default/a",
  });
});

Deno.test("rule 2: namespace, name and the template as kind", () => {
  const claims = [
    "prod VolumeClaim default/a",
    "prod HarborProject default/a",
    "prod VolumeClaim other/b",
    "prod ClusterThing c",
    "prod default/plain",
    "prod HarborProject default/plain",
  ];
  const vectors: readonly (readonly [Record<string, string>, string])[] = [
    [{ name: "a", namespace: "default", template: "volumeclaim" }, "prod VolumeClaim default/a"],
    [{ name: "a", namespace: "default", template: "VolumeClaim" }, "prod VolumeClaim default/a"],
    [
      { name: "a", namespace: "default", template: "unheard-of" },
      "several-claims: prod VolumeClaim default/a, prod HarborProject default/a",
    ],
    [{ name: "a", namespace: "other", template: "volumeclaim" }, "-"],
    [{ name: "b", template: "volumeclaim" }, "prod VolumeClaim other/b"],
    [{ name: "b", template: "harborproject" }, "-"],
    [{ name: "b" }, "-"],
    [{ name: "c", template: "clusterthing" }, "prod ClusterThing c"],
    [{ name: "c" }, "prod ClusterThing c"],
    [{ name: "c", namespace: "default" }, "-"],
    // A sender that names no kind is believed where no typed claim of that kind is there.
    [{ name: "plain", namespace: "default", template: "volumeclaim" }, "prod default/plain"],
    [
      { name: "plain", namespace: "default", template: "harborproject" },
      "prod HarborProject default/plain",
    ],
  ];
  for (const [fields, expected] of vectors) {
    const { rows } = match({ entries: entry(fields), claims });
    assert.equal(Object.values(rows)[0], expected, JSON.stringify(fields));
  }
});

Deno.test("an entry without a namespace that is found in several is ambiguous", () => {
  const claims = ["prod VolumeClaim a/x", "prod VolumeClaim b/x", "prod x"];
  assert.deepEqual(match({ entries: entry({ name: "x", template: "volumeclaim" }), claims }).rows, {
    x: "several-claims: prod VolumeClaim a/x, prod VolumeClaim b/x",
  });
});

Deno.test("an old agent's plain claims are found by all rules", () => {
  const { rows } = match({
    entries: REAL,
    claims: ["prod default/hacky", "prod default/martin", "prod demo-project"],
    manifests: {
      "claims/cli/harvestervm-developer-martin.yaml": [
        { kind: "HarvesterVM", namespace: "default", name: "martin" },
      ],
      "claims/other-resources/abrechnungen": [],
    },
  });
  assert.deepEqual(rows, {
    "hacky": "prod default/hacky",
    "harvestervm-developer-martin": "prod default/martin",
    "demo-project": "prod demo-project",
    "abrechnungen": "-",
  });
});

Deno.test("rule 3: what the manifest declares", () => {
  const claims = [
    "prod VolumeClaim default/a",
    "prod VolumeClaim other/a",
    "prod HarborProject default/a",
    "prod ClusterThing a",
    "prod VolumeClaim b/z",
  ];
  const path = "m.yaml";
  const vectors: readonly (readonly [readonly ManifestObject[], string])[] = [
    [[{ kind: "VolumeClaim", namespace: "other", name: "a" }], "prod VolumeClaim other/a"],
    // Without a namespace of its own the entry's is taken, else the object is cluster-scoped.
    [[{ kind: "HarborProject", namespace: null, name: "a" }], "prod HarborProject default/a"],
    [[{ kind: "VolumeClaim", namespace: null, name: "a" }], "prod VolumeClaim default/a"],
    [[{ kind: "ClusterThing", namespace: null, name: "a" }], "prod ClusterThing a"],
    [[{ kind: "ClusterThing", namespace: "x", name: "a" }], "-"],
    [[{ kind: "Unknown", namespace: "default", name: "a" }], "-"],
    [[], "-"],
    [
      [
        { kind: "Namespace", namespace: null, name: "default" },
        { kind: "VolumeClaim", namespace: "b", name: "z" },
        { kind: "VolumeClaim", namespace: "b", name: "z" },
      ],
      "prod VolumeClaim b/z",
    ],
    [
      [
        { kind: "VolumeClaim", namespace: "default", name: "a" },
        { kind: "VolumeClaim", namespace: "b", name: "z" },
      ],
      "several-claims: prod VolumeClaim default/a, prod VolumeClaim b/z",
    ],
  ];
  for (const [objects, expected] of vectors) {
    const entries = entry({ name: "entry", namespace: "default", path });
    const { rows, neededPaths } = match({ entries, claims, manifests: { [path]: objects } });
    assert.deepEqual([rows["entry"], neededPaths], [expected, []], JSON.stringify(objects));
  }
});

Deno.test("rule 3 decides between several, and undoes nothing when it knows none of them", () => {
  const claims = ["prod VolumeClaim default/a", "prod HarborProject default/a", "prod Other x/y"];
  const entries = entry({ name: "a", namespace: "default", path: "m.yaml" });
  const both = "several-claims: prod VolumeClaim default/a, prod HarborProject default/a";
  const withObjects = (objects: readonly ManifestObject[]) =>
    match({ entries, claims, manifests: { "m.yaml": objects } }).rows["a"];
  const declared = { kind: "HarborProject", namespace: "default", name: "a" };
  assert.equal(withObjects([declared]), "prod HarborProject default/a");
  assert.equal(withObjects([{ kind: "Other", namespace: "x", name: "y" }]), both);
  assert.equal(withObjects([]), both);
  const unread = match({ entries, claims });
  assert.deepEqual([unread.rows["a"], unread.neededPaths], [both, ["m.yaml"]]);
});

Deno.test("manifests of somebody else's repository are left alone", () => {
  const claims = ["prod HarvesterVM default/martin"];
  const objects = [{ kind: "HarvesterVM", namespace: "default", name: "martin" }];
  const vectors: readonly (readonly [string, string])[] = [
    ["", "prod HarvesterVM default/martin"],
    ["stuttgart-things/harvester", "prod HarvesterVM default/martin"],
    ["Stuttgart-Things/Harvester", "prod HarvesterVM default/martin"],
    ["stuttgart-things/other", "-"],
    ["https://github.com/stuttgart-things/harvester", "-"],
    ["harvester", "-"],
  ];
  for (const [repository, expected] of vectors) {
    const entries = entry({ name: "vm", namespace: "default", repository, path: "m.yaml" });
    const read = match({ entries, claims, manifests: { "m.yaml": objects } });
    assert.equal(read.rows["vm"], expected, repository);
    const unread = match({ entries, claims });
    assert.deepEqual(unread.neededPaths, expected === "-" ? [] : ["m.yaml"], repository);
  }
});

Deno.test("two entries for one claim are both ambiguous, and the claim is not unregistered", () => {
  const { rows, unregistered } = match({
    entries: entry({ name: "a", namespace: "default" }) +
      entry({ name: "again", claimRef: "default/a" }) + entry({ name: "b", namespace: "default" }),
    claims: ["prod VolumeClaim default/a", "prod VolumeClaim default/b"],
  });
  assert.deepEqual(rows, {
    a: "several-entries: prod VolumeClaim default/a",
    again: "several-entries: prod VolumeClaim default/a",
    b: "prod VolumeClaim default/b",
  });
  assert.deepEqual(unregistered, []);
});

Deno.test("ambiguous entries are told in the order of the file", () => {
  const { rows } = match({
    entries: entry({ name: "b", namespace: "n" }) + entry({ name: "a", namespace: "n" }) +
      entry({ name: "b2", claimRef: "n/b" }),
    claims: ["x K n/a", "y K n/a", "x K n/b"],
  });
  assert.deepEqual(Object.keys(rows), ["b", "a", "b2"]);
});

Deno.test("the cluster: the entry's own, else the default one, else the only one with a match", () => {
  const fields = { name: "a", namespace: "default" };
  const [one, two] = ["prod K default/a", "dev K default/a"];
  const inBoth = `several-claims: ${one}, ${two}`;
  const vectors: readonly (readonly [Record<string, string>, string | null, string[], string])[] = [
    [fields, null, [one], one],
    [fields, null, [one, two], inBoth],
    [fields, "dev", [one, two], two],
    [fields, "dev", [one], "-"],
    [{ ...fields, cluster: "prod" }, "dev", [one, two], one],
    [{ ...fields, cluster: "prod" }, null, [two], "-"],
    [{ ...fields, cluster: "Prod" }, null, [one], "-"],
    [{ ...fields, claimRef: "default/a" }, "dev", [one, two], two],
    [{ ...fields, claimRef: "default/a" }, null, [one, two], inBoth],
    [fields, null, [one, "dev K default/b"], one],
  ];
  for (const [entryFields, defaultCluster, claims, expected] of vectors) {
    const { rows } = match({ entries: entry(entryFields), claims, context: { defaultCluster } });
    assert.equal(rows["a"], expected, JSON.stringify([entryFields, defaultCluster, claims]));
  }
});

Deno.test("in a cluster map the key is the cluster", () => {
  const text = "prod:\n- {name: a, namespace: n}\ndev:\n- {name: b, claimRef: n/a}\n";
  const { entries } = toRegistry(parseRegistry(text));
  const result = matchEntries(entries, {
    claims: [claim("prod K n/a"), claim("dev K n/a"), claim("test K n/a")],
    manifests: new Map(),
    defaultCluster: "test",
    repository: REPOSITORY,
  });
  assert.deepEqual([...result.matches].map(([index, it]) => [index, label(it)]), [
    [0, "prod K n/a"],
    [1, "dev K n/a"],
  ]);
  assert.deepEqual(result.unregistered.map(label), ["test K n/a"]);
});

Deno.test("a tombstone counts only where no living claim matches", () => {
  const gone = (text: string) => claim(text, "Gone");
  const fields = { name: "a", namespace: "n", path: "m.yaml" };
  const declared = { kind: "K", namespace: "n", name: "b" };
  const vectors: readonly (readonly [string, World, string])[] = [
    [
      "alone",
      { entries: entry({ name: "a", namespace: "n" }), claims: [gone("x K n/a")] },
      "x K n/a",
    ],
    [
      "moved to another cluster",
      { entries: entry({ name: "a", namespace: "n" }), claims: [gone("x K n/a"), "y K n/a"] },
      "y K n/a",
    ],
    [
      "by its reference",
      { entries: entry({ claimRef: "n/a" }), claims: [gone("x K n/a"), "x J n/a"] },
      "x J n/a",
    ],
    [
      "two tombstones",
      { entries: entry({ claimRef: "n/a" }), claims: [gone("x K n/a"), gone("y K n/a")] },
      "several-claims: x K n/a, y K n/a",
    ],
    [
      "its manifest names a living one",
      {
        entries: entry(fields),
        claims: [gone("x K n/a"), "x K n/b"],
        manifests: { "m.yaml": [declared] },
      },
      "x K n/b",
    ],
    [
      "its manifest names another tombstone",
      {
        entries: entry(fields),
        claims: [gone("x K n/a"), gone("x K n/b")],
        manifests: { "m.yaml": [declared] },
      },
      "x K n/a",
    ],
    [
      "its manifest is gone",
      { entries: entry(fields), claims: [gone("x K n/a")], manifests: { "m.yaml": [] } },
      "x K n/a",
    ],
    ["its manifest is not read yet", { entries: entry(fields), claims: [gone("x K n/a")] }, "-"],
  ];
  for (const [name, world, expected] of vectors) {
    const found = match(world);
    assert.equal(Object.values(found.rows)[0], expected, name);
    assert.deepEqual(found.neededPaths, expected === "-" ? ["m.yaml"] : [], name);
  }
});

Deno.test("tombstones are not unregistered", () => {
  const { unregistered } = match({
    entries: entry({ name: "other" }),
    claims: [claim("x K n/a", "Gone"), "x K n/b"],
  });
  assert.deepEqual(unregistered, ["x K n/b"]);
});

Deno.test("an old agent's plain claim of another cluster makes an entry ambiguous", () => {
  const entries = entry({ name: "x", namespace: "default", template: "volumeclaim" });
  const claims = ["new VolumeClaim default/x", "old default/x"];
  assert.deepEqual(match({ entries, claims }).rows, {
    x: "several-claims: new VolumeClaim default/x, old default/x",
  });
});
