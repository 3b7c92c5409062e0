import assert from "node:assert/strict";
import fc from "fast-check";
import type { ClaimStatus, Phase } from "../../src/claim/claim.ts";
import type { ScopeCoverage } from "../../src/claim/scope.ts";
import { toWantedFields } from "../../src/collector/wanted_fields.ts";
import { type AbsenceContext, proveAbsences } from "../../src/registry/absence_proof.ts";
import { joinEntries } from "../../src/registry/join_entries.ts";
import type { ManifestObject } from "../../src/registry/manifest.ts";
import { parseRegistry, toRegistry } from "../../src/registry/parse_registry.ts";

const HEAD = "apiVersion: claim-registry.io/v1alpha1\nkind: ClaimRegistry\nclaims:\n";
const REPOSITORY = "stuttgart-things/harvester";
const OK = "Ready: True, Synced: True";
const VM_PATH = "claims/cli/harvestervm-developer-martin.yaml";

type Fields = Readonly<Record<string, string>>;

/** A claim as \`cluster kind namespace/name\`; without a kind it is a plain one. */
function claim(text: string, phase: Phase = "Ready"): ClaimStatus {
  const [cluster = "", kind = "", claimRef = kind] = text.split(" ");
  const type = claimRef === kind ? null : { group: "resources.example.org", kind };
  const times = { observedAt: 0, receivedAt: 0, changedAt: 0, heardAt: 0 };
  return { cluster, claimRef, type, statusMessage: OK, registryText: OK, phase, ...times };
}

/** A scope as \`cluster kind [namespace]\`, synchronised at that time. */
function scope(text: string, synchronisedAt: number | null = 5): ScopeCoverage {
  const [cluster = "", kind = "", namespace = null] = text.split(" ");
  return {
    cluster,
    group: "resources.example.org",
    resource: `${kind.toLowerCase()}s`,
    kind,
    namespace,
    kinds: [kind],
    synchronisedAt,
  };
}

function object(text: string): ManifestObject {
  const [kind = "", namespace = "", name = namespace] = text.split(" ");
  return { kind, namespace: name === namespace ? null : namespace, name };
}

function toYaml(fields: Fields): string {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `- ${lines.join("\n  ")}\n`;
}

interface World {
  readonly entry: Fields;
  readonly claims?: readonly (string | ClaimStatus)[];
  readonly coverage?: readonly (string | ScopeCoverage)[];
  readonly manifests?: Readonly<Record<string, readonly string[]>>;
  readonly proposedText?: string;
  readonly context?: Partial<AbsenceContext>;
}

/** What is found of the one entry: since when it is gone, the manifest that is needed, or nothing. */
function prove(world: World): number | string | null {
  const { entries } = toRegistry(parseRegistry(HEAD + toYaml(world.entry)));
  const manifests = Object.entries(world.manifests ?? {});
  const { absentSince, neededPaths } = proveAbsences(entries, {
    claims: (world.claims ?? []).map((it) => typeof it === "string" ? claim(it) : it),
    coverage: (world.coverage ?? []).map((it) => typeof it === "string" ? scope(it) : it),
    manifests: new Map(manifests.map(([path, objects]) => [path, objects.map(object)])),
    defaultCluster: null,
    everyCluster: ["prod"],
    repository: REPOSITORY,
    proposedTextOf: () => world.proposedText ?? null,
    ...world.context,
  });
  assert.ok(absentSince.size + neededPaths.size <= 1);
  return absentSince.get(0) ?? [...neededPaths][0] ?? null;
}

const ENTRY = {
  name: "a",
  template: "volumeclaim",
  namespace: "default",
  cluster: "prod",
  statusMessage: OK,
};
const PLAIN: World = {
  entry: ENTRY,
  coverage: ["prod VolumeClaim"],
  claims: ["prod VolumeClaim default/b"],
};
const VM: World = {
  entry: {
    name: "harvestervm-developer-martin",
    template: "harvestervm",
    namespace: "default",
    repository: REPOSITORY,
    path: VM_PATH,
    statusMessage: OK,
  },
  coverage: ["prod HarvesterVM"],
  manifests: { [VM_PATH]: ["HarvesterVM default martin"] },
};
const PROJECT: World = {
  entry: {
    name: "demo-project",
    template: "harborproject",
    category: "",
    namespace: "",
    repository: "",
    path: ".",
    statusMessage: OK,
  },
  coverage: ["prod HarborProject"],
  manifests: { ".": [] },
};

/** The world with other fields of its entry; an empty value is as good as none. */
function withEntry(world: World, fields: Fields): World {
  return { ...world, entry: { ...world.entry, ...fields } };
}

Deno.test("a claim that every scope of its kind has synchronised without is gone", () => {
  const vectors: readonly (readonly [string, World])[] = [
    ["an entry without a manifest", PLAIN],
    ["its cluster by default", {
      ...withEntry(PLAIN, { cluster: "" }),
      context: { defaultCluster: "prod" },
    }],
    ["no cluster, and it is the only one", withEntry(PLAIN, { cluster: "" })],
    ["no claim at all is left", { ...PLAIN, claims: [] }],
    ["a scope of its namespace", { ...PLAIN, coverage: ["prod VolumeClaim default"] }],
    ["the template in other letters", withEntry(PLAIN, { template: "VolumeClaim" })],
    ["its own claimRef", withEntry(PLAIN, { claimRef: "default/a", name: "x", namespace: "" })],
    ["a tombstone", { ...PLAIN, claims: [claim("prod VolumeClaim default/a", "Gone")] }],
    ["it lives in another cluster", { ...PLAIN, claims: ["dev VolumeClaim default/a"] }],
    ["it lives in another namespace", { ...PLAIN, claims: ["prod VolumeClaim other/a"] }],
    ["another kind of its name lives", { ...PLAIN, claims: ["prod HarvesterVM default/a"] }],
    ["nobody else's scope has synchronised", {
      ...PLAIN,
      coverage: ["prod VolumeClaim", scope("dev VolumeClaim", null), scope("prod Other", null)],
    }],
    ["another namespace has not synchronised", {
      ...PLAIN,
      coverage: ["prod VolumeClaim default", scope("prod VolumeClaim other", null)],
    }],
    ["only the proposal has our text", {
      ...withEntry(PLAIN, { statusMessage: "by hand" }),
      proposedText: "Paused, No status conditions",
    }],
    ["it says Gone already", withEntry(PLAIN, { statusMessage: "Gone" })],
    ["the object has another name than the entry", VM],
    ["the file is gone together with the object", { ...VM, manifests: { [VM_PATH]: [] } }],
    ["the manifest tells the kind", withEntry(VM, { template: "vm-template" })],
    ["the manifest tells kind and name", withEntry(VM, { template: "", name: "" })],
    ["the manifest leaves the namespace to the entry", {
      ...VM,
      coverage: ["prod HarvesterVM default"],
      manifests: { [VM_PATH]: ["HarvesterVM martin"] },
    }],
    ["the manifest tells the namespace of what the entry names", {
      ...PROJECT,
      coverage: ["prod HarborProject harbor"],
      manifests: { ".": ["HarborProject harbor demo-project"] },
    }],
    ["no namespace anywhere", PROJECT],
    ["a cluster-scoped object", { ...PROJECT, manifests: { ".": ["HarborProject demo-project"] } }],
    ["several objects, all of them gone", {
      ...VM,
      coverage: ["prod HarvesterVM", "prod VolumeClaim"],
      manifests: { [VM_PATH]: ["HarvesterVM default martin", "VolumeClaim default martin-root"] },
    }],
  ];
  for (const [name, world] of vectors) assert.equal(prove(world), 5, name);
});

Deno.test("each thing that is not known for certain leaves absence unproven", () => {
  const silent = (text: string) => scope(text, null);
  const vectors: readonly (readonly [string, World])[] = [
    ["a text of somebody", withEntry(PLAIN, { statusMessage: "handled by Bob" })],
    ["no text yet", withEntry(PLAIN, { statusMessage: "" })],
    ["a text of somebody in the proposal", {
      ...withEntry(PLAIN, { statusMessage: "" }),
      proposedText: "Ready",
    }],
    ["no name", withEntry(PLAIN, { name: "" })],
    ["no kind", withEntry(PLAIN, { template: "" })],
    ["a template that is no kind", withEntry(PLAIN, { template: "volumeclaim-simple" })],
    ["nobody watches anything", { ...PLAIN, coverage: [] }],
    ["nobody watches its kind", { ...PLAIN, coverage: ["prod Other", "dev VolumeClaim"] }],
    ["nobody watches its namespace", { ...PLAIN, coverage: ["prod VolumeClaim other"] }],
    ["nobody watches in its cluster", { ...PLAIN, coverage: ["dev VolumeClaim"] }],
    ["the kinds of the scope are not known", {
      ...PLAIN,
      coverage: [{ ...scope("prod VolumeClaim"), kind: null, kinds: [] }],
    }],
    ["its scope has not synchronised", {
      ...PLAIN,
      coverage: ["prod Other", silent("prod VolumeClaim")],
    }],
    ["another scope of all namespaces has not", {
      ...PLAIN,
      coverage: ["prod VolumeClaim default", silent("prod VolumeClaim")],
    }],
    ["another scope of its namespace has not", {
      ...PLAIN,
      coverage: ["prod VolumeClaim", silent("prod VolumeClaim default")],
    }],
    ["another group of its kind has not", {
      ...PLAIN,
      coverage: ["prod VolumeClaim", { ...silent("prod VolumeClaim"), group: "other.org" }],
    }],
    ["it lives", { ...PLAIN, claims: ["prod VolumeClaim default/a"] }],
    ["a claim of its name lives that has no kind", { ...PLAIN, claims: ["prod default/a"] }],
    ["it lives, and is cluster-scoped", { ...PLAIN, claims: ["prod VolumeClaim a"] }],
    ["it lives beside its tombstone", {
      ...PLAIN,
      claims: [claim("prod VolumeClaim default/a", "Gone"), "prod default/a"],
    }],
    ["what its claimRef names lives", {
      ...withEntry(PLAIN, { claimRef: "default/b" }),
    }],
    ["the manifest is in another repository", withEntry(VM, { repository: "acme/other" })],
    ["the object lives", { ...VM, claims: ["prod HarvesterVM default/martin"] }],
    ["the object lives, kind unknown", { ...VM, claims: ["prod default/martin"] }],
    ["the object lives, cluster-scoped", {
      ...VM,
      manifests: { [VM_PATH]: ["HarvesterVM martin"] },
      claims: ["prod HarvesterVM martin"],
    }],
    ["what the entry names lives", {
      ...VM,
      claims: ["prod HarvesterVM default/harvestervm-developer-martin"],
    }],
    ["one of several objects lives", {
      ...VM,
      coverage: ["prod HarvesterVM", "prod VolumeClaim"],
      claims: ["prod VolumeClaim default/martin-root"],
      manifests: { [VM_PATH]: ["HarvesterVM default martin", "VolumeClaim default martin-root"] },
    }],
    ["one of several objects is watched by nobody", {
      ...VM,
      manifests: { [VM_PATH]: ["HarvesterVM default martin", "Namespace default"] },
    }],
    ["the object is in a namespace that nobody watches", {
      ...VM,
      coverage: ["prod HarvesterVM default"],
      manifests: { [VM_PATH]: ["HarvesterVM vms martin"] },
    }],
    ["the manifest is empty and the entry has no kind", {
      ...withEntry(VM, { template: "" }),
      manifests: { [VM_PATH]: [] },
    }],
    ["no namespace, and only some are watched", {
      ...PROJECT,
      coverage: ["prod HarborProject default", "prod HarborProject harbor"],
    }],
    ["no namespace, and one is not synchronised", {
      ...PROJECT,
      coverage: ["prod HarborProject", silent("prod HarborProject harbor")],
    }],
    ["no namespace, and it lives in one", {
      ...PROJECT,
      claims: ["prod HarborProject harbor/demo-project"],
    }],
    ["no namespace, and a claim of its name lives that has no kind", {
      ...PROJECT,
      claims: ["prod harbor/demo-project"],
    }],
    ["no namespace, and it lives without one", {
      ...PROJECT,
      claims: ["prod HarborProject demo-project"],
    }],
  ];
  for (const [name, world] of vectors) assert.equal(prove(world), null, name);
});

Deno.test("a text is ours if it has the form that is written for claims", () => {
  const ours = [
    OK,
    "Gone",
    "No status conditions",
    "Deleting, No status conditions",
    "Ready: False (Creating), Synced: True - Unready resources: a, b, and 3 more",
    "Synced: False (ReconcileError) - …",
    "Deleting, Paused, Ready: Unknown",
    "Ready: True, Synced: True, Responsive: False (WatchCircuitOpen)",
  ];
  for (const text of ours) assert.equal(prove(withEntry(PLAIN, { statusMessage: text })), 5, text);
  const theirs = ["gone", "Gone?", "Ready", "Ready: yes", "no status conditions", "Deleting", "x"];
  for (const text of theirs) {
    assert.equal(prove(withEntry(PLAIN, { statusMessage: text })), null, text);
  }
});

Deno.test("an entry without a cluster must be absent from every cluster", () => {
  const entry = { ...ENTRY, cluster: "" };
  const everyCluster = ["dev", "prod"];
  const world = { entry, coverage: ["dev VolumeClaim", scope("prod VolumeClaim", 9)] };
  const vectors: readonly (readonly [string, World, number | null])[] = [
    ["absent from all", { ...world, context: { everyCluster } }, 9],
    ["the clusters are not known", { ...world, context: { everyCluster: null } }, null],
    ["there is no cluster", { ...world, context: { everyCluster: [] } }, null],
    ["one does not report", { ...world, context: { everyCluster: [...everyCluster, "x"] } }, null],
    ["one does not watch the kind", {
      ...world,
      coverage: ["dev VolumeClaim", "prod Other"],
      context: { everyCluster },
    }, null],
    ["one has not synchronised", {
      ...world,
      coverage: ["dev VolumeClaim", scope("prod VolumeClaim", null), "prod Other"],
      context: { everyCluster },
    }, null],
    ["it lives in one", {
      ...world,
      claims: ["dev VolumeClaim default/a"],
      context: { everyCluster },
    }, null],
    ["it lives in one that nobody counts", {
      ...world,
      claims: ["old VolumeClaim default/a"],
      context: { everyCluster },
    }, null],
    ["the default cluster is asked alone", {
      ...world,
      claims: ["dev VolumeClaim default/a"],
      context: { everyCluster: null, defaultCluster: "prod" },
    }, 9],
    ["its own cluster is asked alone", {
      ...withEntry(world, { cluster: "dev" }),
      claims: ["prod VolumeClaim default/a"],
      context: { everyCluster: null, defaultCluster: "prod" },
    }, 5],
  ];
  for (const [name, it, expected] of vectors) assert.equal(prove(it), expected, name);
});

Deno.test("the newest synchronisation that a proof needs is its time", () => {
  const coverage = [
    scope("prod VolumeClaim", 3),
    scope("prod VolumeClaim default", 8),
    scope("prod VolumeClaim other", 99),
    scope("dev VolumeClaim", 99),
    scope("prod HarvesterVM", 4),
  ];
  assert.equal(prove({ ...PLAIN, coverage }), 8);
  const manifests = { [VM_PATH]: ["HarvesterVM default martin", "VolumeClaim other root"] };
  assert.equal(prove({ ...VM, coverage, manifests }), 99);
});

Deno.test("a manifest is asked for where it can decide, and only there", () => {
  const unread: World = { ...VM, manifests: {} };
  const vectors: readonly (readonly [string, World, string | null])[] = [
    ["the rest is proven", unread, VM_PATH],
    ["it may tell the kind", withEntry(unread, { template: "vm-template" }), VM_PATH],
    ["it may tell the namespace", { ...PROJECT, manifests: {} }, "."],
    ["an entry with a claimRef", withEntry(unread, { claimRef: "default/martin" }), VM_PATH],
    ["the text is not ours", withEntry(unread, { statusMessage: "by hand" }), null],
    ["there is no text", withEntry(unread, { statusMessage: "" }), null],
    ["it is in another repository", withEntry(unread, { repository: "acme/other" }), null],
    ["nothing has synchronised", { ...unread, coverage: [scope("prod HarvesterVM", null)] }, null],
    ["its kind has not synchronised", {
      ...unread,
      coverage: ["prod Other", scope("prod HarvesterVM", null)],
    }, null],
    ["its namespace is watched, if the manifest tells it", {
      ...PROJECT,
      coverage: ["prod HarborProject harbor"],
      manifests: {},
    }, "."],
    ["nothing has synchronised, whatever it may tell", {
      ...withEntry(unread, { template: "vm-template" }),
      coverage: [scope("prod HarvesterVM", null)],
    }, null],
    ["the clusters are not known", {
      ...withEntry(unread, { template: "vm-template" }),
      context: { everyCluster: null },
    }, null],
    ["what the entry names lives", {
      ...unread,
      claims: ["prod HarvesterVM default/harvestervm-developer-martin"],
    }, null],
  ];
  for (const [name, world, expected] of vectors) assert.equal(prove(world), expected, name);
});

const NAMES = ["a", "b"] as const;
const KINDS = ["VolumeClaim", "HarvesterVM"] as const;
const CLUSTERS = ["dev", "prod"] as const;
const namespace = fc.constantFrom("default", "vms", "");
const kind = fc.constantFrom(...KINDS);
const name = fc.constantFrom(...NAMES);
const cluster = fc.constantFrom(...CLUSTERS);

const claimRef = fc.tuple(namespace, name).map(([space, it]) =>
  space === "" ? it : `${space}/${it}`
);
const anyClaim = fc.tuple(cluster, fc.option(kind), claimRef, fc.boolean()).map((parts) => {
  const [where, type, ref, isGone] = parts;
  const text = [where, ...(type === null ? [] : [type]), ref].join(" ");
  return claim(text, isGone ? "Gone" : "Ready");
});
const anyScope = fc.tuple(cluster, kind, namespace, fc.integer({ min: -1, max: 3 })).map(
  (parts) => {
    const [where, type, space, at] = parts;
    return scope(`${where} ${type}${space === "" ? "" : ` ${space}`}`, at < 0 ? null : at);
  },
);
const anyObject = fc.tuple(kind, namespace, name).map((parts) => parts.filter(Boolean).join(" "));
const anyEntry = fc.record({
  name,
  template: kind.map((it) => it.toLowerCase()),
  namespace,
  cluster: fc.constantFrom("", ...CLUSTERS),
  path: fc.constantFrom("", "m.yaml"),
  statusMessage: fc.constant(OK),
});
const anyFacts = fc.record({
  claims: fc.array(anyClaim, { maxLength: 2 }),
  coverage: fc.array(anyScope, { minLength: 1, maxLength: 6 }),
  objects: fc.array(anyObject, { maxLength: 2 }),
});
const anyWorld = fc.record({ entry: anyEntry, facts: anyFacts }).map(({ entry, facts }) => ({
  ...facts,
  entry,
  manifests: { "m.yaml": facts.objects },
  context: { everyCluster: CLUSTERS },
}));
type DrawnWorld = ReturnType<typeof anyWorld.generate>["value"];

Deno.test("whatever is proven to be gone is told by no claim and known to every watcher", () => {
  let provenCount = 0;
  const property = fc.property(anyWorld, (world) => {
    if (typeof prove(world) !== "number") return;
    provenCount += 1;
    const { entry } = world;
    const own = { kind: entry.template, namespace: entry.namespace, name: entry.name };
    const objects = entry.path === "" ? [] : world.objects.map(object);
    for (const it of [own, ...objects]) assertUntold(world, it);
    // Its manifest tells where the object is that the entry only names.
    const isDeclared = entry.namespace === "" &&
      objects.some((it) => isKind(it.kind, own.kind) && it.name === own.name);
    const isWatched = world.coverage.some((it) => isKind(it.kind, own.kind));
    const needed = isDeclared || !isWatched ? objects : [own, ...objects];
    assert.ok(needed.length > 0);
    for (const it of needed) assertKnown(world, it);
  });
  fc.assert(property, { seed: 20_260_301, numRuns: 20_000 });
  assert.ok(provenCount > 100, `only ${provenCount} were proven`);
});

/** No living claim of any cluster that counts could be it. */
function assertUntold({ entry, claims }: DrawnWorld, it: ManifestObject): void {
  const space = it.namespace || entry.namespace;
  const told = claims.filter((one) =>
    one.phase !== "Gone" && (entry.cluster === "" || one.cluster === entry.cluster) &&
    (one.type === null || isKind(one.type.kind, it.kind)) &&
    [it.name, `${space}/${it.name}`].includes(one.claimRef)
  );
  assert.deepEqual(told, []);
}

/** In each cluster that counts somebody watches it, and nobody who does has yet to synchronise. */
function assertKnown({ entry, coverage }: DrawnWorld, it: ManifestObject): void {
  const space = it.namespace || entry.namespace;
  for (const where of entry.cluster === "" ? CLUSTERS : [entry.cluster]) {
    const times = coverage.filter((one) =>
      one.cluster === where && isKind(one.kind, it.kind) &&
      (one.namespace === null || space === "" || one.namespace === space)
    ).map(({ synchronisedAt }) => synchronisedAt);
    assert.ok(times.length > 0, "nobody watches");
    assert.ok(!times.includes(null), "somebody watches who has yet to synchronise");
  }
}

function isKind(one: string | null, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

Deno.test("a proof falls with each fact that it rests on", () => {
  let provenCount = 0;
  const property = fc.property(anyWorld, (world) => {
    if (typeof prove(world) !== "number") return;
    provenCount += 1;
    for (const [removal, without] of Object.entries(removeFacts(world))) {
      assert.notEqual(typeof prove(without), "number", removal);
    }
  });
  fc.assert(property, { seed: 20_260_302, numRuns: 20_000 });
  assert.ok(provenCount > 100, `only ${provenCount} were proven`);
});

/** The world without one of the facts that a proof in it needs. */
function removeFacts(world: DrawnWorld): Readonly<Record<string, World>> {
  const { entry, claims, coverage, objects } = world;
  const own = KINDS.find((it) => isKind(it, entry.template)) ?? "";
  const where = entry.cluster || "prod";
  const ref = entry.namespace === "" ? entry.name : `${entry.namespace}/${entry.name}`;
  const declared = entry.path === "" ? undefined : objects.map(object)[0];
  const watched = declared?.kind ?? own;
  const isWatching = (it: ScopeCoverage) => it.cluster === where && it.kind === watched;
  const common = {
    "our text": withEntry(world, { statusMessage: "" }),
    "that nobody tells of it": { ...world, claims: [...claims, claim(`${where} ${own} ${ref}`)] },
    "that nobody tells of its name": { ...world, claims: [...claims, claim(`${where} ${ref}`)] },
    "all scopes": { ...world, coverage: [] },
    "its scopes": { ...world, coverage: coverage.filter((it) => !isWatching(it)) },
    "that all is known": { ...world, coverage: [...coverage, scope(`${where} ${watched}`, null)] },
  };
  const withManifest = {
    "the repository": withEntry(world, { repository: "acme/other" }),
    "its manifest": { ...world, manifests: {} },
    "that all objects are watched": {
      ...world,
      manifests: { "m.yaml": [...objects, "Secret default a"] },
    },
  };
  const withoutCluster = {
    "all clusters": { ...world, context: { everyCluster: null } },
    "that no cluster is missing": { ...world, context: { everyCluster: ["x", ...CLUSTERS] } },
  };
  return {
    ...common,
    ...(entry.path === "" ? { "its kind": withEntry(world, { template: "" }) } : withManifest),
    ...(entry.cluster === "" ? withoutCluster : {}),
  };
}

Deno.test("scopes never change what is wanted of an entry that a claim stands for", () => {
  let matchedCount = 0;
  let absentCount = 0;
  const entriesArbitrary = fc.array(anyEntry, { minLength: 1, maxLength: 3 });
  const property = fc.property(entriesArbitrary, anyFacts, (drawn, facts) => {
    const { entries } = toRegistry(parseRegistry(HEAD + drawn.map(toYaml).join("")));
    const context = {
      claims: facts.claims,
      manifests: new Map([["m.yaml", facts.objects.map(object)]]),
      defaultCluster: null,
      everyCluster: CLUSTERS,
      repository: REPOSITORY,
      proposedTextOf: () => null,
    };
    const want = (coverage: readonly ScopeCoverage[]) => {
      const joined = joinEntries(entries, { ...context, coverage });
      const rest = { proposals: [], writesStatus: true, keepsValue: () => false };
      const settling = { settleMs: 0, now: 0 };
      const { wanted } = toWantedFields({ entries, ...joined, ...rest, settling });
      return { joined, wanted };
    };
    const [without, covered] = [want([]), want(facts.coverage)];
    assert.deepEqual(covered.joined.match, without.joined.match);
    const { match: { matches, ambiguous }, absentSince } = covered.joined;
    matchedCount += matches.size;
    absentCount += absentSince.size;
    const others = covered.wanted.filter(({ index }) => !absentSince.has(index));
    assert.deepEqual(others, without.wanted);
    for (const index of absentSince.keys()) {
      assert.ok(!matches.has(index) && !ambiguous.some(({ entry }) => entry.index === index));
    }
  });
  fc.assert(property, { seed: 20_260_303, numRuns: 5_000 });
  assert.ok(matchedCount > 100 && absentCount > 100, `${matchedCount}, ${absentCount}`);
});
