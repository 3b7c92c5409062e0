import assert from "node:assert/strict";
import { formatFrame, type WatchedStatus } from "../../src/status/status_frame.ts";
import { toDisplayWidth } from "../../src/status/display_width.ts";
import { FULL, NOW, toStatus } from "./status_sample.ts";

const KNOWN: WatchedStatus = { document: FULL, failure: null, readAt: NOW, note: null };

function frame(status: Partial<WatchedStatus>, rows = 40, widthMax = 80): readonly string[] {
  const text = { isWide: false, isColored: false, widthMax, asked: [], now: NOW + 12_000 };
  return formatFrame({ ...KNOWN, ...status }, { title: "http://c.test, every 2s", rows, text });
}

Deno.test("a frame begins with what is watched and how old it is", () => {
  assert.deepEqual(frame({}).slice(0, 3).map((line) => line.trimEnd().slice(0, 60)), [
    "http://c.test, every 2s, as of 2026-03-01T08:00:00Z",
    "",
    "CLUSTER  CLAIM        KIND      PHASE          SINCE  MESSAG",
  ]);
  const failure = "Cannot get the statuses: the connection failed";
  const away = frame({ failure, note: "WARN keeping the old token" });
  assert.deepEqual(away.slice(0, 4), [
    "http://c.test, every 2s, as of 2026-03-01T08:00:00Z, 12s old",
    failure,
    "WARN keeping the old token",
    "",
  ]);
  assert.deepEqual(away.slice(4), frame({}).slice(2));
  assert.deepEqual(frame({ document: null, readAt: null, failure }), [
    "http://c.test, every 2s, nothing known yet",
    failure,
    "",
  ]);
});

Deno.test("there is room for the worst claims and for what is wrong, whatever there is of both", () => {
  const statuses = Array.from({ length: 500 }, (_, index) => toStatus(`a/${index}`));
  const worst = toStatus("a/worst", { phase: "Error" });
  const document = { ...FULL, statuses: [...statuses, worst] };
  const lines = frame({ document }, 24);
  assert.equal(lines.length, 24);
  assert.match(lines[3] ?? "", /a\/worst/);
  const rest = lines.findIndex((line) => line.startsWith("… and "));
  assert.equal(lines[rest], `… and ${501 - (rest - 3)} more`);
  assert.ok(lines.some((line) => line.includes("mass-change")));
});

Deno.test("many clusters do not drive the worst claims off the screen", () => {
  const [cluster] = FULL.clusters ?? [];
  assert.ok(cluster !== undefined);
  const clusters = Array.from({ length: 60 }, (_, index) => ({ ...cluster, cluster: `c${index}` }));
  const statuses = Array.from({ length: 60 }, (_, index) => toStatus(`a/${index}`));
  const lines = frame({ document: { ...FULL, clusters, statuses } }, 24);
  assert.equal(lines.filter((line) => line.includes(" a/")).length, 8);
});

Deno.test("no frame is larger than the terminal, whatever its size", () => {
  for (const rows of [1, 2, 3, 5, 10, 30]) {
    for (const columns of [2, 10, 40, 200]) {
      const lines = frame({ failure: "x".repeat(300) }, rows, columns);
      assert.ok(lines.length <= rows, `${lines.length} of ${rows}`);
      for (const line of lines) assert.ok(toDisplayWidth(line) < columns, line);
    }
  }
});
