import assert from "node:assert/strict";
import { findGrowth, summarizeUsage, type Usage } from "./process_usage.ts";

const MINUTE_MS = 60_000;

/** A process that is looked at each minute. */
function live(
  { pid, fromMinute, memory }: {
    readonly pid: number;
    readonly fromMinute: number;
    readonly memory: readonly number[];
  },
): readonly Usage[] {
  return memory.map((memoryMb, minute) => ({
    name: "server",
    pid,
    atMs: (fromMinute + minute) * MINUTE_MS,
    memoryMb,
    cpuSeconds: minute + 1,
  }));
}

const short = live({ pid: 1, fromMinute: 0, memory: Array(12).fill(100) });

Deno.test("the longest life is told apart from all lives together", () => {
  const long = live({ pid: 2, fromMinute: 12, memory: Array(31).fill(200) });
  const [growth, ...others] = summarizeUsage([...short, ...long]);
  assert.deepEqual(others, []);
  assert.deepEqual(growth, {
    name: "server",
    whole: [100, 200],
    longest: [200, 200],
    longestLifeMs: 30 * MINUTE_MS,
    peakMb: 200,
    cpuSeconds: 43,
  });
  assert.deepEqual(findGrowth([growth]), []);
});

Deno.test("memory that grows as long as a process lives is found", () => {
  const leaking = Array.from({ length: 31 }, (_, minute) => 150 + 4 * minute);
  const grown = findGrowth(
    summarizeUsage([...short, ...live({ pid: 2, fromMinute: 12, memory: leaking })]),
  );
  assert.deepEqual(grown, ["The memory of server has grown from 170 to 250 MB"]);
});

Deno.test("memory that comes and goes is no growth, however much is there at the end", () => {
  const swinging = Array.from({ length: 31 }, (_, minute) => 150 + 30 * ((minute + 2) % 5));
  const [growth] = summarizeUsage(live({ pid: 1, fromMinute: 0, memory: swinging }));
  assert.deepEqual(growth?.longest, [150, 150]);
  assert.deepEqual(findGrowth(growth === undefined ? [] : [growth]), []);
});

Deno.test("memory that a process takes in its first minutes is no growth", () => {
  const warming = Array.from({ length: 31 }, (_, minute) => minute < 5 ? 100 : 250);
  assert.deepEqual(
    findGrowth(summarizeUsage(live({ pid: 1, fromMinute: 0, memory: warming }))),
    [],
  );
});
