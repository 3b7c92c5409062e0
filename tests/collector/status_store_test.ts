import assert from "node:assert/strict";
import fc from "fast-check";
import { type ClaimStatus, compareClaimKeys } from "../../src/claim/claim.ts";
import { estimateRow } from "../../src/collector/byte_estimate.ts";
import { type StatusReport, StatusStore } from "../../src/collector/status_store.ts";
import { isNoRoom, UNLIMITED } from "../../src/collector/store_limits.ts";

const OK = "Ready: True, Synced: True";
const BAD = "Ready: False, Synced: True";
const VOLUME = { group: "storage.example.org", kind: "VolumeClaim" };
const PROJECT = { group: "images.example.org", kind: "HarborProject" };

/** A store whose clock goes on by a second at each report. */
function createWorld(): {
  readonly store: StatusStore;
  post(claimRef: string, statusMessage: string, more?: Partial<StatusReport>): ClaimStatus;
  /** The rows as \`claimRef kind text\`. */
  rows(cluster?: string): readonly string[];
} {
  let time = 1_000_000;
  const store = new StatusStore({
    now: () => time,
    staleAfterMs: 900_000,
    limits: UNLIMITED,
    logger: null,
  });
  return {
    store,
    post: (claimRef, statusMessage, more = {}) => {
      time += 1_000;
      const status = store.apply({ cluster: "prod", claimRef, statusMessage, ...more });
      assert.ok(!isNoRoom(status));
      return status;
    },
    rows: (cluster) =>
      store.list({ cluster }).map(({ claimRef, type, registryText }) =>
        `${claimRef} ${type?.kind ?? "-"} ${registryText}`
      ),
  };
}

Deno.test("the newest status of a claim is kept, as it was posted and as the registry shows it", () => {
  const { store, post } = createWorld();
  post("default/a", OK);
  const message = "Ready: False, Synced: True - token=abc\n at 2026-02-08T09:00:00Z";
  assert.deepEqual(post("default/a", message, { observedAt: 5_000 }), {
    cluster: "prod",
    claimRef: "default/a",
    type: null,
    statusMessage: message,
    registryText: "Ready: False, Synced: True - token=*** at …",
    phase: "Unavailable",
    observedAt: 5_000,
    receivedAt: 1_002_000,
    changedAt: 5_000,
    heardAt: 1_002_000,
    uid: null,
    isOutdated: false,
    owner: null,
    bytes: estimateRow({
      claimRef: "default/a",
      type: null,
      statusMessage: message,
      registryText: "Ready: False, Synced: True - token=*** at …",
      uid: null,
    }),
  });
  assert.equal(store.list().length, 1);
});

Deno.test("the phase is the sender's, else the text's", () => {
  const { post } = createWorld();
  assert.equal(post("a", "Gone").phase, "Gone");
  assert.equal(post("a", " Gone\n").phase, "Gone");
  assert.equal(post("a", OK).phase, "Ready");
  assert.equal(post("a", "something").phase, "Unknown");
  assert.equal(post("a", OK, { phase: "Deleting" }).phase, "Deleting");
});

Deno.test("a plain post updates the one typed status there is", () => {
  const { store, post, rows } = createWorld();
  post("default/a", OK, { type: VOLUME });
  const updated = post("default/a", BAD);
  assert.deepEqual(updated.type, VOLUME);
  assert.deepEqual(rows(), [`default/a VolumeClaim ${BAD}`]);
  assert.deepEqual(store.list(), [updated]);
});

Deno.test("a plain post is a status of its own where no or several typed ones are", () => {
  const { post, rows } = createWorld();
  post("default/a", OK);
  assert.deepEqual(rows(), [`default/a - ${OK}`]);
  post("default/b", OK, { type: VOLUME });
  post("default/b", OK, { type: PROJECT });
  post("default/b", BAD);
  const three = [
    `default/b - ${BAD}`,
    `default/b HarborProject ${OK}`,
    `default/b VolumeClaim ${OK}`,
  ];
  assert.deepEqual(rows(), [`default/a - ${OK}`, ...three]);
  post("default/b", "Gone");
  assert.equal(rows().length, 4, "the plain one is updated, the typed ones are left");
});

Deno.test("a typed post replaces the plain one", () => {
  const { post, rows } = createWorld();
  post("default/a", OK);
  const typed = post("default/a", OK, { type: VOLUME });
  assert.equal(typed.changedAt, 1_001_000, "the text did not change with the agent");
  assert.deepEqual(rows(), [`default/a VolumeClaim ${OK}`]);
  post("default/a", OK, { type: PROJECT });
  post("default/a", BAD);
  post("default/a", OK, { type: VOLUME });
  assert.deepEqual(rows(), [`default/a HarborProject ${OK}`, `default/a VolumeClaim ${OK}`]);
});

Deno.test("types are told apart by group and kind", () => {
  const { post, rows } = createWorld();
  post("a", OK, { type: { group: "one.example", kind: "Volume" } });
  post("a", BAD, { type: { group: "two.example", kind: "Volume" } });
  post("a", "Gone", { type: { group: "", kind: "Volume" } });
  assert.deepEqual(rows(), ["a Volume Gone", `a Volume ${OK}`, `a Volume ${BAD}`]);
});

Deno.test("the revision rises only with news, the version with every report", () => {
  const { store, post } = createWorld();
  const isNews = (report: () => void): boolean => {
    const { revision, version } = store;
    report();
    assert.equal(store.version, version + 1);
    assert.ok(store.revision === revision || store.revision === revision + 1);
    return store.revision > revision;
  };
  const at = (seconds: number) => `${BAD} - failed at 2026-02-08T09:00:${seconds}Z`;
  const steps: readonly (readonly [string, boolean, () => void])[] = [
    ["first", true, () => post("a", OK)],
    ["again", false, () => post("a", OK)],
    ["again, seen later", false, () => post("a", OK, { observedAt: 9_000_000 })],
    ["a type", true, () => post("a", OK, { type: VOLUME })],
    ["plain again", false, () => post("a", OK)],
    ["another text", true, () => post("a", at(10))],
    ["another time in it", false, () => post("a", at(11))],
    ["another phase", true, () => post("a", at(11), { phase: "Error" })],
    ["the phase of the text", true, () => post("a", at(12))],
    ["a second type", true, () => post("a", at(12), { type: PROJECT })],
    ["a plain one beside two", true, () => post("a", OK)],
    ["a typed one ends it", true, () => post("a", at(12), { type: PROJECT })],
    ["another cluster", true, () => post("a", at(12), { cluster: "dev" })],
    ["gone", true, () => post("a", "Gone", { cluster: "dev" })],
    ["gone again", false, () => post("a", "Gone", { cluster: "dev" })],
  ];
  for (const [name, expected, report] of steps) assert.equal(isNews(report), expected, name);
});

Deno.test("the time of a change is that of the first status with this text and phase", () => {
  const { post } = createWorld();
  const changedAt = (text: string, observedAt: number, more: Partial<StatusReport> = {}) =>
    post("a", text, { observedAt, ...more }).changedAt;
  assert.equal(changedAt(OK, 100), 100);
  assert.equal(changedAt(OK, 200), 100);
  assert.equal(changedAt(`${OK}\n`, 250), 100, "the same text to the registry");
  assert.equal(changedAt(BAD, 300), 300);
  assert.equal(changedAt(BAD, 400, { phase: "Error" }), 400);
  assert.equal(changedAt(BAD, 500, { phase: "Error" }), 400);
  assert.equal(changedAt(OK, 600), 600);
  const { statusMessage, observedAt } = post("a", `${OK} `, { observedAt: 700 });
  assert.deepEqual([statusMessage, observedAt], [`${OK} `, 700], "the newest words are kept");
});

Deno.test("no two different keys are one", () => {
  const { store } = createWorld();
  const keys: readonly (readonly [string, string, string?, string?])[] = [
    ["a/b", "c"],
    ["a", "b/c"],
    ["a", "b", "c"],
    ["a", "b", "", "c"],
    ["a", "b", "c", "d"],
    ["a", "b", "c/d", ""],
    ["", "a/b/c"],
    ["a/b/c", ""],
    ["a", "b c"],
    ["a b", "c"],
    ["a\u0000b", "c"],
    ["a", "b\u0000c"],
    ["A", "b/c"],
    ["__proto__", "constructor"],
    ["constructor", "__proto__"],
    ["a", "hasOwnProperty", "", "toString"],
  ];
  for (const [cluster, claimRef, group, kind] of keys) {
    const type = group === undefined ? undefined : { group, kind: kind ?? "" };
    store.apply({ cluster, claimRef, statusMessage: `${cluster}|${claimRef}`, type });
  }
  assert.equal(store.list().length, keys.length);
  for (const { cluster, claimRef, statusMessage } of store.list()) {
    assert.equal(statusMessage, `${cluster}|${claimRef}`);
  }
});

Deno.test("the list is in stable order, whatever the order of the reports", () => {
  const report = fc.record({
    cluster: fc.constantFrom("a", "b", "a/b", "é"),
    claimRef: fc.constantFrom("x", "x/y", "a/z", "A"),
    statusMessage: fc.constantFrom(OK, BAD, "Gone"),
    type: fc.constantFrom(VOLUME, PROJECT),
  });
  fc.assert(
    fc.property(fc.array(report, { maxLength: 30 }), (reports) => {
      const { store } = createWorld();
      for (const it of reports) store.apply(it);
      const list = store.list();
      assert.deepEqual(list, [...list].sort(compareClaimKeys));
      assert.equal(store.list(), list, "the same list until something is reported");
      const clusters = [...new Set(reports.map(({ cluster }) => cluster))].sort();
      assert.deepEqual(store.snapshot().clusters, clusters);
      assert.deepEqual(clusters.flatMap((cluster) => store.list({ cluster })), list);
      assert.deepEqual(store.summarizeClusters().map(({ cluster }) => cluster), clusters);
    }),
    { seed: 20_260_208, numRuns: 300 },
  );
});

Deno.test("a list that was handed out does not change any more", () => {
  const { store, post } = createWorld();
  post("a", OK);
  const { statuses, revision, clusters } = store.snapshot();
  post("b", OK, { cluster: "dev" });
  post("a", BAD);
  assert.deepEqual(statuses.map(({ claimRef, registryText }) => [claimRef, registryText]), [[
    "a",
    OK,
  ]]);
  assert.deepEqual([revision, clusters], [1, ["prod"]]);
  assert.equal(store.snapshot().revision, 3);
});

Deno.test("clusters are summed up", () => {
  const { store, post } = createWorld();
  post("a", OK);
  post("b", BAD);
  post("c", "Gone");
  post("d", BAD, { type: VOLUME });
  post("a", OK, { cluster: "dev" });
  assert.deepEqual(store.summarizeClusters(), [
    {
      cluster: "dev",
      lastContact: 1_005_000,
      isStale: false,
      claimCount: 1,
      phases: { Ready: 1 },
      sessions: [],
    },
    {
      cluster: "prod",
      lastContact: 1_004_000,
      isStale: false,
      claimCount: 4,
      phases: { Gone: 1, Ready: 1, Unavailable: 2 },
      sessions: [],
    },
  ]);
});

Deno.test("a report without news is contact all the same", () => {
  const { store, post } = createWorld();
  post("a", OK);
  post("a", OK, { observedAt: 1 });
  assert.equal(store.summarizeClusters()[0]?.lastContact, 1_002_000);
});

Deno.test("a forgotten cluster is gone with all its claims, and comes back empty", () => {
  const { store, post, rows } = createWorld();
  post("a", OK);
  post("b", OK);
  post("a", OK, { cluster: "dev" });
  const { revision, version } = store;
  assert.ok(store.forget("prod"));
  assert.deepEqual([store.revision, store.version], [revision + 1, version + 1]);
  assert.deepEqual(rows("prod"), []);
  assert.deepEqual(store.snapshot().clusters, ["dev"]);
  assert.ok(!store.forget("prod"));
  assert.ok(!store.forget("never seen"));
  assert.deepEqual([store.revision, store.version], [revision + 1, version + 1]);
  post("c", OK);
  assert.deepEqual(rows("prod"), [`c - ${OK}`]);
});

Deno.test("an unknown cluster has an empty list", () => {
  const { store } = createWorld();
  assert.deepEqual([store.list(), store.list({ cluster: "prod" }), store.revision], [[], [], 0]);
});
