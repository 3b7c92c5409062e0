import assert from "node:assert/strict";
import {
  EMPTY_MARKER,
  formatMarker,
  MARKER_LENGTH_MAX,
  recallMarker,
} from "../../src/collector/proposal_marker.ts";
import { checkRestartGate, type RestartGate } from "../../src/collector/restart_gate.ts";

const BODY = `Some text\n\n${formatMarker({ ...EMPTY_MARKER, clusters: ["dev", "prod"] })}`;

/** A gate a second after the start; clusters that have reported have synchronised unless told. */
function check(
  facts: {
    readonly body: string | null;
    readonly clusters: readonly string[];
    readonly synchronised?: readonly string[];
    readonly uptimeMs?: number;
  },
): RestartGate {
  const { body, ...more } = facts;
  return checkRestartGate({
    named: body === null ? null : recallMarker(body),
    synchronised: facts.clusters,
    uptimeMs: 1_000,
    staleAfterMs: 900_000,
    ...more,
  });
}

Deno.test("the gate waits for every cluster that the newest pull request names", () => {
  const expected = { isOpen: false, clusters: ["dev", "prod"], awaited: ["dev"] };
  assert.deepEqual(check({ body: BODY, clusters: ["prod"] }), expected);
  assert.ok(!check({ body: BODY, clusters: [] }).isOpen);
  assert.deepEqual(check({ body: BODY, clusters: ["dev", "new", "prod"] }), {
    isOpen: true,
    clusters: ["dev", "new", "prod"],
    awaited: [],
  });
});

Deno.test("a cluster that has reported is waited for until it has synchronised", () => {
  const clusters = ["dev", "new", "prod"];
  for (const synchronised of [[], ["dev"], ["new", "prod"]] as readonly string[][]) {
    const gate = check({ body: BODY, clusters, synchronised });
    const awaited = ["dev", "prod"].filter((name) => !synchronised.includes(name));
    assert.deepEqual(gate, { isOpen: false, clusters, awaited }, synchronised.join());
  }
  const gate = check({ body: BODY, clusters, synchronised: ["dev", "prod"] });
  assert.deepEqual(
    gate,
    { isOpen: true, clusters, awaited: [] },
    "new clusters are not waited for",
  );
});

Deno.test("clusters that are still missing are remembered beside new ones, sorted", () => {
  assert.deepEqual(check({ body: BODY, clusters: ["a", "e", "prod"] }), {
    awaited: ["dev"],
    isOpen: false,
    clusters: ["a", "dev", "e", "prod"],
  });
});

Deno.test("without a pull request there is nothing to wait for", () => {
  assert.deepEqual(check({ body: null, clusters: ["prod"] }), {
    isOpen: true,
    clusters: ["prod"],
    awaited: [],
  });
});

Deno.test("a pull request without a marker that can be read may have named any cluster", () => {
  for (const body of ["", "A text of somebody", BODY.replace("{", "{,"), BODY.replace("-->", "")]) {
    const facts = { body, clusters: ["prod"] };
    const expected = { isOpen: false, clusters: ["prod"], awaited: [] };
    assert.deepEqual(check({ ...facts, uptimeMs: 899_999 }), expected, body);
    assert.ok(check({ ...facts, uptimeMs: 900_000 }).isOpen);
  }
});

Deno.test("a retired cluster is waited for only so long, and then forgotten", () => {
  const facts = { body: BODY, clusters: ["prod"] };
  assert.ok(!check({ ...facts, uptimeMs: 899_999 }).isOpen);
  const expected = { isOpen: true, clusters: ["prod"], awaited: [] };
  assert.deepEqual(check({ ...facts, uptimeMs: 900_000 }), expected);
});

Deno.test("a marker that could not name all clusters is waited for to the end", () => {
  const clusters = Array.from({ length: 3_000 }, (_, index) => `cluster-${index}`);
  const body = formatMarker({ ...EMPTY_MARKER, clusters });
  assert.ok(body.length <= MARKER_LENGTH_MAX);
  assert.ok(!check({ body, clusters }).isOpen);
  assert.ok(check({ body, clusters, uptimeMs: 900_000 }).isOpen);
});
