import assert from "node:assert/strict";
import { type ClaimStatus, type Phase, PHASES } from "../../src/claim/claim.ts";
import {
  toRegistryTime,
  toWantedFields,
  type WantedContext,
} from "../../src/collector/wanted_fields.ts";
import { findProposed } from "../../src/collector/proposed_entries.ts";
import type { MatchResult } from "../../src/registry/match_entries.ts";
import type { RegistryEntry } from "../../src/registry/registry.ts";

const T0 = "2026-02-01T00:00:00Z";
const T1 = "2026-02-08T09:00:00Z";
const OK = "Ready: True, Synced: True";
const BAD = "Ready: False, Synced: True - no volume";
const NO_SETTLING = { settleMs: 0, now: Date.parse("2026-03-01T00:00:00Z") };

function entry(fields: Partial<RegistryEntry> = {}): RegistryEntry {
  return {
    index: 0,
    line: 4,
    cluster: null,
    name: "a",
    namespace: "default",
    template: "volumeclaim",
    claimRef: null,
    repository: null,
    path: null,
    statusMessage: null,
    lastCheckedAt: null,
    status: null,
    ...fields,
  };
}

function claim(registryText: string, fields: Partial<ClaimStatus> = {}): ClaimStatus {
  return {
    cluster: "prod",
    claimRef: "default/a",
    type: null,
    statusMessage: registryText,
    registryText,
    phase: "Ready",
    observedAt: Date.parse("2026-02-20T00:00:00Z"),
    receivedAt: Date.parse("2026-02-21T00:00:00Z"),
    changedAt: Date.parse(T1),
    heardAt: Date.parse(T1),
    ...fields,
  };
}

/** What one entry shall say, or \`undefined\`. */
function want(
  facts: {
    readonly base: RegistryEntry;
    readonly claim?: ClaimStatus;
    /** The entry in the open proposal, and in what that was built on. */
    readonly proposed?: RegistryEntry;
    readonly from?: RegistryEntry;
    /** When its absence was proven. */
    readonly absentSince?: string;
    readonly more?: Partial<WantedContext>;
  },
): Readonly<Record<string, string>> | undefined {
  const { wanted } = toWantedFields({
    entries: [facts.base],
    match: matchOf(facts.claim === undefined ? [] : [[0, facts.claim]]),
    absentSince: new Map(
      facts.absentSince === undefined ? [] : [[0, Date.parse(facts.absentSince)]],
    ),
    proposals: findProposed({
      entries: [facts.base],
      proposed: facts.proposed === undefined ? [] : [facts.proposed],
      proposedFrom: facts.from === undefined ? [] : [facts.from],
    }),
    writesStatus: false,
    keepsValue: () => false,
    settling: NO_SETTLING,
    ...facts.more,
  });
  assert.ok(wanted.length <= 1);
  return wanted[0]?.fields;
}

function matchOf(
  matches: readonly (readonly [number, ClaimStatus])[],
  ambiguous: MatchResult["ambiguous"] = [],
): MatchResult {
  return {
    matches: new Map(matches),
    ambiguous,
    unmatched: [],
    unregistered: [],
    neededPaths: new Set(),
  };
}

Deno.test("a new text comes with the time of its change", () => {
  const expected = { statusMessage: BAD, lastCheckedAt: T1 };
  assert.deepEqual(want({ base: entry(), claim: claim(BAD) }), expected);
  const said = entry({ statusMessage: OK, lastCheckedAt: T0 });
  assert.deepEqual(want({ base: said, claim: claim(BAD) }), expected);
});

Deno.test("the same text is no difference, whatever the time says", () => {
  for (const lastCheckedAt of [T0, T1, null, "yesterday"]) {
    const base = entry({ statusMessage: OK, lastCheckedAt });
    assert.equal(want({ base, claim: claim(OK) }), undefined);
    const proposed = entry({ statusMessage: OK, lastCheckedAt: "2026-02-07T00:00:00Z" });
    assert.equal(want({ base, claim: claim(OK), proposed }), undefined);
  }
});

Deno.test("where the open proposal says the same text, its time stands", () => {
  const base = entry({ statusMessage: OK, lastCheckedAt: T0 });
  const proposed = entry({ statusMessage: BAD, lastCheckedAt: "2026-02-07T00:00:00Z" });
  assert.deepEqual(want({ base, claim: claim(BAD), proposed }), {
    statusMessage: BAD,
    lastCheckedAt: "2026-02-07T00:00:00Z",
  });
  const other = entry({ statusMessage: "Gone", lastCheckedAt: "2026-02-07T00:00:00Z" });
  assert.deepEqual(want({ base, claim: claim(BAD), proposed: other }), {
    statusMessage: BAD,
    lastCheckedAt: T1,
  });
  const timeless = entry({ statusMessage: BAD });
  assert.equal(want({ base, claim: claim(BAD), proposed: timeless })?.["lastCheckedAt"], T1);
});

Deno.test("status words", () => {
  const words: Readonly<Record<Phase, string>> = {
    Ready: "active",
    Paused: "active",
    Throttled: "active",
    Error: "error",
    Unavailable: "error",
    Creating: "unknown",
    Unknown: "unknown",
    Gone: "unknown",
    Deleting: "deleting",
  };
  for (const phase of PHASES) {
    const facts = { base: entry(), claim: claim(OK, { phase }) };
    assert.deepEqual(want({ ...facts, more: { writesStatus: true } }), {
      statusMessage: OK,
      lastCheckedAt: T1,
      status: words[phase],
    });
    assert.equal(want(facts)?.["status"], undefined);
  }
});

Deno.test("the time moves together with the status word, where that is written", () => {
  const base = entry({ statusMessage: OK, lastCheckedAt: T0, status: "error" });
  assert.equal(want({ base, claim: claim(OK) }), undefined);
  const expected = { statusMessage: OK, lastCheckedAt: T1, status: "active" };
  const more = { writesStatus: true };
  assert.deepEqual(want({ base, claim: claim(OK), more }), expected);
  assert.equal(want({ base: { ...base, status: "active" }, claim: claim(OK), more }), undefined);
  const proposed = entry({
    statusMessage: OK,
    lastCheckedAt: "2026-02-07T00:00:00Z",
    status: "active",
  });
  assert.equal(
    want({ base, claim: claim(OK), proposed, more })?.["lastCheckedAt"],
    "2026-02-07T00:00:00Z",
  );
  const halfProposed = { ...proposed, status: "error" };
  assert.equal(
    want({ base, claim: claim(OK), proposed: halfProposed, more })?.["lastCheckedAt"],
    T1,
  );
});

Deno.test("what the open proposal changed stands while nothing newer is known", () => {
  const base = entry({ statusMessage: OK, lastCheckedAt: T0, status: "active" });
  const proposed = entry({ statusMessage: BAD, lastCheckedAt: T1, status: "error" });
  const changed = { statusMessage: BAD, lastCheckedAt: T1, status: "error" };
  assert.deepEqual(want({ base, proposed, from: base }), changed);
  assert.deepEqual(want({ base, proposed }), changed, "built on a file without the entry");
  assert.equal(want({ base }), undefined);
  assert.equal(want({ base: proposed, proposed, from: base }), undefined, "merged meanwhile");
});

Deno.test("what the open proposal did not change is not put back", () => {
  const from = entry({ statusMessage: OK, lastCheckedAt: T0, status: "active" });
  const base = entry({ statusMessage: "by hand", lastCheckedAt: T0, status: "error" });
  assert.equal(want({ base, proposed: from, from }), undefined);
  const proposed = entry({ statusMessage: BAD, lastCheckedAt: T1, status: "active" });
  assert.deepEqual(want({ base, proposed, from }), { statusMessage: BAD, lastCheckedAt: T1 });
});

Deno.test("a time alone is no reason to propose", () => {
  const base = entry({ statusMessage: OK, lastCheckedAt: T0 });
  const proposed = entry({ statusMessage: OK, lastCheckedAt: T1 });
  assert.equal(want({ base, proposed, from: base }), undefined);
});

Deno.test("entries that must keep their value say what the proposal says, or nothing new", () => {
  const base = entry({ statusMessage: OK, lastCheckedAt: T0 });
  const proposed = entry({ statusMessage: BAD, lastCheckedAt: T1 });
  const more = { keepsValue: (it: RegistryEntry) => it.cluster === null };
  assert.equal(want({ base, claim: claim("Gone"), more }), undefined);
  assert.deepEqual(want({ base, claim: claim("Gone"), proposed, from: base, more }), {
    statusMessage: BAD,
    lastCheckedAt: T1,
  });
  const named = { ...base, cluster: "prod" };
  assert.equal(want({ base: named, claim: claim("Gone"), more })?.["statusMessage"], "Gone");
});

Deno.test("an entry whose claim is proven to be gone says so, since the proof", () => {
  const gone = { statusMessage: "Gone", lastCheckedAt: T1 };
  const base = entry({ statusMessage: OK, lastCheckedAt: T0, status: "active" });
  assert.deepEqual(want({ base, absentSince: T1 }), gone);
  const withStatus = { ...gone, status: "unknown" };
  assert.deepEqual(want({ base, absentSince: T1, more: { writesStatus: true } }), withStatus);
  const proposed = { ...base, statusMessage: BAD, lastCheckedAt: "2026-02-07T00:00:00Z" };
  assert.deepEqual(want({ base, proposed, from: base, absentSince: T1 }), gone, "not what stood");
});

Deno.test("a proof that is made again does not move the time that is proposed", () => {
  const base = entry({ statusMessage: OK, lastCheckedAt: T0 });
  const proposed = { ...base, statusMessage: "Gone", lastCheckedAt: T1 };
  const later = "2026-02-09T11:00:00Z";
  assert.deepEqual(want({ base, proposed, from: base, absentSince: later }), {
    statusMessage: "Gone",
    lastCheckedAt: T1,
  });
});

Deno.test("an entry that says Gone already and is proven to be gone is no difference", () => {
  const base = entry({ statusMessage: "Gone", lastCheckedAt: T0 });
  assert.equal(want({ base, absentSince: T1 }), undefined);
  const proposed = { ...base, statusMessage: OK, lastCheckedAt: T1 };
  assert.equal(want({ base, proposed, from: base, absentSince: T1 }), undefined);
  assert.equal(want({ base, proposed, from: base })?.["statusMessage"], OK, "not proven");
});

Deno.test("neither a known claim nor an entry that must keep its value is overruled by a proof", () => {
  const base = entry({ statusMessage: OK, lastCheckedAt: T0 });
  const known = { base, claim: claim(BAD) };
  assert.deepEqual(want({ ...known, absentSince: T1 }), want(known));
  const more = { keepsValue: () => true };
  assert.equal(want({ base, absentSince: T1, more }), undefined);
});

Deno.test("an ambiguous entry keeps what the base branch says", () => {
  const base = entry({ statusMessage: OK });
  const proposed = entry({ statusMessage: BAD, lastCheckedAt: T1 });
  const ambiguity = { entry: base, claims: [claim(BAD)], reason: "several-claims" } as const;
  const more = { match: matchOf([], [ambiguity]) };
  assert.equal(want({ base, proposed, from: base, more }), undefined);
});

Deno.test("entries are found in the proposal by what they are, not by where they stand", () => {
  const [one, two] = [entry({ name: "one" }), entry({ name: "two", index: 1 })];
  const proposed = [
    entry({ name: "new on the branch", statusMessage: "x" }),
    entry({ name: "two", index: 1, statusMessage: BAD, lastCheckedAt: T1 }),
    entry({ name: "one", index: 2, statusMessage: OK, lastCheckedAt: T0 }),
  ];
  const from = [entry({ name: "two" }), entry({ name: "one", index: 1 })];
  const { wanted } = toWantedFields({
    entries: [one, two],
    match: matchOf([]),
    absentSince: new Map(),
    proposals: findProposed({ entries: [one, two], proposed, proposedFrom: from }),
    writesStatus: false,
    keepsValue: () => false,
    settling: NO_SETTLING,
  });
  assert.deepEqual(wanted, [
    { index: 0, fields: { statusMessage: OK, lastCheckedAt: T0 } },
    { index: 1, fields: { statusMessage: BAD, lastCheckedAt: T1 } },
  ]);
});

Deno.test("equal entries are told apart by their order", () => {
  const twins = [entry(), entry({ index: 1 })];
  const proposed = [entry(), entry({ index: 1, statusMessage: BAD, lastCheckedAt: T1 })];
  const { wanted } = toWantedFields({
    entries: twins,
    match: matchOf([]),
    absentSince: new Map(),
    proposals: findProposed({ entries: twins, proposed, proposedFrom: twins }),
    writesStatus: false,
    keepsValue: () => false,
    settling: NO_SETTLING,
  });
  assert.deepEqual(wanted, [{ index: 1, fields: { statusMessage: BAD, lastCheckedAt: T1 } }]);
});

Deno.test("times are UTC in whole seconds, rounded down", () => {
  assert.equal(toRegistryTime(Date.parse("2026-02-08T10:00:00.999+01:00")), T1);
  assert.equal(toRegistryTime(0), "1970-01-01T00:00:00Z");
  assert.equal(toRegistryTime(-1), "1969-12-31T23:59:59Z");
});
