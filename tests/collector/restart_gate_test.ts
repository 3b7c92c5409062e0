import assert from "node:assert/strict";
import { formatMarker, MARKER_LENGTH_MAX } from "../../src/collector/proposal_marker.ts";
import { checkRestartGate } from "../../src/collector/restart_gate.ts";

const BODY = `Some text\n\n${formatMarker(["dev", "prod"])}`;
const EARLY = { uptimeMs: 1_000, staleAfterMs: 900_000 };

Deno.test("the gate waits for every cluster that the newest pull request names", () => {
  assert.deepEqual(checkRestartGate({ body: BODY, clusters: ["prod"], ...EARLY }), {
    isOpen: false,
    clusters: ["dev", "prod"],
  });
  assert.ok(!checkRestartGate({ body: BODY, clusters: [], ...EARLY }).isOpen);
  assert.deepEqual(checkRestartGate({ body: BODY, clusters: ["dev", "new", "prod"], ...EARLY }), {
    isOpen: true,
    clusters: ["dev", "new", "prod"],
  });
});

Deno.test("clusters that are still missing are remembered beside new ones, sorted", () => {
  assert.deepEqual(checkRestartGate({ body: BODY, clusters: ["a", "e", "prod"], ...EARLY }), {
    isOpen: false,
    clusters: ["a", "dev", "e", "prod"],
  });
});

Deno.test("without a pull request or a marker there is nothing to wait for", () => {
  for (const body of [null, "", "A text of somebody"]) {
    assert.deepEqual(checkRestartGate({ body, clusters: ["prod"], ...EARLY }), {
      isOpen: true,
      clusters: ["prod"],
    });
  }
});

Deno.test("a retired cluster is waited for only so long, and then forgotten", () => {
  const facts = { body: BODY, clusters: ["prod"], staleAfterMs: 900_000 };
  assert.ok(!checkRestartGate({ ...facts, uptimeMs: 899_999 }).isOpen);
  assert.deepEqual(checkRestartGate({ ...facts, uptimeMs: 900_000 }), {
    isOpen: true,
    clusters: ["prod"],
  });
});

Deno.test("a marker that could not name all clusters is waited for to the end", () => {
  const clusters = Array.from({ length: 3_000 }, (_, index) => `cluster-${index}`);
  const body = formatMarker(clusters);
  assert.ok(body.length <= MARKER_LENGTH_MAX);
  const facts = { body, clusters, staleAfterMs: 900_000 };
  assert.ok(!checkRestartGate({ ...facts, uptimeMs: 1 }).isOpen);
  assert.ok(checkRestartGate({ ...facts, uptimeMs: 900_000 }).isOpen);
});
