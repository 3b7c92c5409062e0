import assert from "node:assert/strict";
import { EMPTY_MARKER, formatMarker } from "../../src/collector/proposal_marker.ts";
import { RestartWatch } from "../../src/collector/restart_watch.ts";
import type { StatusSnapshot } from "../../src/collector/status_store.ts";
import { ManualClock } from "../testing/manual_clock.ts";

const STALE_AFTER_MS = 900_000;
const BODY = formatMarker({ ...EMPTY_MARKER, clusters: ["dev", "prod"] });

function begin(): { readonly clock: ManualClock; readonly watch: RestartWatch } {
  const clock = new ManualClock("2026-03-01T08:00:00Z");
  const watch = new RestartWatch({ now: () => clock.now(), staleAfterMs: STALE_AFTER_MS });
  return { clock, watch };
}

/** Clusters that have reported; those with a star have not synchronised. */
function snapshot(...clusters: readonly string[]): StatusSnapshot {
  return {
    revision: 1,
    statuses: [],
    clusters: clusters.map((cluster) => cluster.replace("*", "")),
    synchronised: clusters.filter((cluster) => !cluster.includes("*")),
    coverage: [],
    staleClusters: [],
  };
}

Deno.test("it is not known where a claim may be until all named clusters have synchronised", () => {
  const { watch } = begin();
  assert.equal(watch.check(BODY, snapshot("prod")).everyCluster, null);
  assert.equal(watch.check(BODY, snapshot("dev*", "prod")).everyCluster, null);
  const { isOpen, everyCluster } = watch.check(BODY, snapshot("dev", "new*", "prod"));
  assert.deepEqual([isOpen, everyCluster], [true, ["dev", "new", "prod"]]);
});

Deno.test("without a pull request at the start nobody knows which clusters there are", () => {
  const { clock, watch } = begin();
  assert.equal(watch.check(null, snapshot("prod")).everyCluster, null);
  const later = formatMarker({ ...EMPTY_MARKER, clusters: ["prod"] });
  assert.equal(watch.check(later, snapshot("prod")).everyCluster, null);
  clock.advance(STALE_AFTER_MS);
  assert.equal(watch.check(later, snapshot("prod")).everyCluster, null);
});

Deno.test("a cluster that was awaited in vain still counts, although no marker names it now", () => {
  const { clock, watch } = begin();
  assert.ok(!watch.check(BODY, snapshot("prod")).isOpen);
  clock.advance(STALE_AFTER_MS);
  const gate = watch.check(BODY, snapshot("prod"));
  assert.deepEqual(gate, {
    isOpen: true,
    clusters: ["prod"],
    awaited: [],
    everyCluster: ["dev", "prod"],
    unheard: ["dev"],
    namesForgotten: false,
  });
  const later = formatMarker({ ...EMPTY_MARKER, clusters: gate.clusters });
  assert.deepEqual(watch.check(later, snapshot("prod")).everyCluster, ["dev", "prod"]);
});

Deno.test("a cluster that was heard of and then forgotten by a person does not count", () => {
  const { clock, watch } = begin();
  watch.check(BODY, snapshot("dev", "prod"));
  clock.advance(STALE_AFTER_MS);
  assert.deepEqual(watch.check(BODY, snapshot("prod")).everyCluster, ["prod"]);
});

Deno.test("a cluster that is given up is awaited no more, neither before nor after its time", () => {
  for (const uptimeMs of [0, STALE_AFTER_MS]) {
    const { clock, watch } = begin();
    assert.ok(!watch.forget("dev"), "nobody waits before the first look");
    assert.deepEqual(watch.check(BODY, snapshot("prod")).unheard, ["dev"]);
    clock.advance(uptimeMs);
    assert.ok(!watch.forget("typo"));
    assert.ok(watch.forget("dev"));
    assert.deepEqual(watch.check(BODY, snapshot("prod")), {
      isOpen: true,
      clusters: ["prod"],
      awaited: [],
      everyCluster: ["prod"],
      unheard: [],
      namesForgotten: true,
    });
  }
});

Deno.test("where not all clusters could be named nobody knows where a claim may be", () => {
  const { clock, watch } = begin();
  const clusters = Array.from({ length: 3_000 }, (_, index) => `cluster-${index}`);
  clock.advance(STALE_AFTER_MS);
  const { isOpen, everyCluster } = watch.check(
    formatMarker({ ...EMPTY_MARKER, clusters }),
    snapshot(...clusters),
  );
  assert.deepEqual([isOpen, everyCluster], [true, null]);
});

Deno.test("a marker that was damaged before the start leaves nothing known for that time", () => {
  const { clock, watch } = begin();
  assert.ok(!watch.check("Tidied up", snapshot("dev", "prod")).isOpen);
  clock.advance(STALE_AFTER_MS);
  const { isOpen, everyCluster } = watch.check("Tidied up", snapshot("dev", "prod"));
  assert.deepEqual([isOpen, everyCluster], [true, null]);
});

Deno.test("a marker that is damaged later changes nothing of what it said at the start", () => {
  const { watch } = begin();
  assert.deepEqual(watch.check(BODY, snapshot("prod")).awaited, ["dev"]);
  assert.deepEqual(watch.check("Tidied up", snapshot("prod")).awaited, ["dev"]);
  assert.ok(watch.check("Tidied up", snapshot("dev", "prod")).isOpen);
});

Deno.test("a clock that is set back does not make the wait longer", () => {
  const { clock, watch } = begin();
  clock.advance(-3_600_000);
  assert.ok(!watch.check(BODY, snapshot("prod")).isOpen);
  clock.advance(STALE_AFTER_MS);
  assert.ok(watch.check(BODY, snapshot("prod")).isOpen);
});
