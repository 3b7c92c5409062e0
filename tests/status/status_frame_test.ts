import assert from "node:assert/strict";
import fc from "fast-check";
import { formatFrame, type WatchedStatus } from "../../src/status/status_frame.ts";
import { toWidestWidth } from "./widest_width.ts";
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

Deno.test("many clusters leave the worst claims, what is wrong and the last pass on the screen", () => {
  const [stale, cluster] = FULL.clusters ?? [];
  assert.ok(stale !== undefined && cluster !== undefined);
  const phases = { Ready: 1 };
  const fine = Array.from({ length: 40 }, (_, index) => ({
    ...cluster,
    cluster: `c${index}`,
    phases,
  }));
  const clusters = [...fine, cluster, { ...stale, cluster: "away" }];
  const statuses = Array.from({ length: 60 }, (_, index) => toStatus(`a/${index}`));
  const lines = frame({ document: { ...FULL, clusters, statuses } }, 24);
  assert.equal(lines.length, 24);
  const at = (start: string) => lines.findIndex((line) => line.startsWith(start));
  assert.ok(lines.filter((line) => line.includes(" a/")).length >= 3, lines.join("\n"));
  assert.ok(at("Collector: degraded") > 0);
  assert.ok(at("Last pass: held") > at("Collector: degraded"));
  assert.ok(at("  settling:") > at("Last pass: held"));
  // Those that are out of contact, and then those whose claims are the worst.
  assert.ok(at("away ") > at("  settling:"), lines.join("\n"));
  assert.equal(at("prod "), at("away ") + 1);
  assert.match(lines[23] ?? "", /^… and \d+ more clusters$/);
});

Deno.test("what is wrong leaves room for the worst claims, however much it is", () => {
  const reasons = Array.from({ length: 50 }, (_, index) => ({ code: `c-${index}`, message: "m" }));
  const readiness = { status: "degraded", reasons };
  const lines = frame({ document: { ...FULL, readiness } }, 24);
  assert.equal(lines.length, 24);
  assert.ok(lines.some((line) => line.includes("shop/cache")));
  assert.ok(lines.some((line) => line.startsWith("  c-10: m")));
  assert.ok(lines.some((line) => /^… and \d+ more lines$/.test(line)));
});

Deno.test("no frame is larger than the terminal, whatever its size", () => {
  for (const rows of [1, 2, 3, 5, 10, 30]) {
    for (const columns of [2, 10, 40, 200]) {
      const lines = frame({ failure: "x".repeat(300) }, rows, columns);
      assert.ok(lines.length <= rows, `${lines.length} of ${rows}`);
      for (const line of lines) assert.ok(toWidestWidth(line) < columns, line);
    }
  }
});

Deno.test("no text of a claim, a cluster or a reason makes a frame larger than the terminal", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom("\u0600", "\u1100", "\u{17000}", "❤\ufe0f").map((each) => each.repeat(3_000)),
  );
  const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 90 }));
  fc.assert(fc.property(hostile, sizes, (text, [rows, columns]) => {
    const [cluster] = FULL.clusters ?? [];
    assert.ok(cluster !== undefined);
    const document = {
      ...FULL,
      statuses: [toStatus(text, { cluster: text, phase: text, statusMessage: text })],
      clusters: [{ ...cluster, cluster: text, phases: { [text]: 1 } }],
      readiness: { status: text, reasons: [{ code: text, message: text }] },
    };
    const lines = frame({ document, note: null }, rows, columns);
    assert.ok(lines.length <= rows);
    for (const line of lines) assert.ok(toWidestWidth(line) < columns, JSON.stringify(line));
  }));
});
