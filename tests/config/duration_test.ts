import assert from "node:assert/strict";
import fc from "fast-check";
import { formatDuration, parseDuration } from "../../src/config/duration.ts";

Deno.test("a duration is read as Go reads it", () => {
  const samples: readonly (readonly [string, number])[] = [
    ["300ms", 300],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["2h45m30.25s", 9_930_250],
    ["1.001s", 1_001],
    [".5s", 500],
    ["5.s", 5_000],
    ["0", 0],
    ["0s", 0],
    ["250us", 0.25],
    ["250µs", 0.25],
    ["250μs", 0.25],
    ["1ns", 0.000001],
    ["30m1h", 5_400_000],
  ];
  for (const [text, expected] of samples) assert.equal(parseDuration(text), expected, text);
});

Deno.test("anything else is no duration", () => {
  const texts = ["", "5", "m", ".s", "-5m", "+5m", "5 m", " 5m", "5m ", "5M", "5d", "1,5h", "1e3s"];
  for (const text of [...texts, "5m3", "Infinity", "0x5s", "1.2.3s", "9".repeat(64) + "s"]) {
    assert.equal(parseDuration(text), undefined, text);
  }
});

Deno.test("a duration is written in its shortest form", () => {
  const samples: readonly (readonly [number, string])[] = [
    [0, "0s"],
    [1, "1ms"],
    [1.5, "1.5ms"],
    [999, "999ms"],
    [1_500, "1.5s"],
    [10_000, "10s"],
    [90_000, "1m30s"],
    [300_000, "5m"],
    [3_600_000, "1h"],
    [3_600_300, "1h300ms"],
    [2_592_000_000, "720h"],
  ];
  for (const [durationMs, expected] of samples) assert.equal(formatDuration(durationMs), expected);
});

Deno.test("what is written is read back as it was", () => {
  fc.assert(fc.property(fc.nat({ max: 100 * 365 * 86_400_000 }), (durationMs) => {
    assert.equal(parseDuration(formatDuration(durationMs)), durationMs);
  }));
  fc.assert(fc.property(fc.nat({ max: 59_999_999 }), (microseconds) => {
    assert.equal(parseDuration(formatDuration(microseconds / 1000)), microseconds / 1000);
  }));
});

Deno.test("parts add up, in any order", () => {
  const part = fc.tuple(fc.nat({ max: 9_999 }), fc.constantFrom("ms", "s", "m", "h"));
  fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
    const texts = parts.map(([amount, unit]) => `${amount}${unit}`);
    const sum = texts.reduce((total, text) => total + (parseDuration(text) ?? NaN), 0);
    assert.equal(parseDuration(texts.join("")), sum);
  }));
});
