import assert from "node:assert/strict";
import { systemClock } from "../../src/runtime/clock.ts";
import { writeWhole } from "../../src/runtime/whole_writer.ts";

const clock = { ...systemClock, sleep: () => Promise.resolve() };

Deno.test("a text is written whole, however little is taken at a time", async () => {
  const text = "数据 ".repeat(300_000);
  const pieces: Uint8Array[] = [];
  let calls = 0;
  const write = (bytes: Uint8Array): Promise<number> => {
    calls += 1;
    if (calls % 3 === 0) return Promise.reject(new Deno.errors.WouldBlock());
    const taken = bytes.slice(0, 100_001);
    pieces.push(taken);
    return Promise.resolve(taken.length);
  };
  assert.ok(await writeWhole(text, { write, clock }));
  assert.equal(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).text(), text);
});

Deno.test("a reader that is gone ends the writing, and any other failure is told", async () => {
  const gone = () => Promise.reject(new Deno.errors.BrokenPipe());
  assert.ok(!await writeWhole("text", { write: gone, clock }));
  const full = () => Promise.reject(new Error("disk full"));
  await assert.rejects(writeWhole("text", { write: full, clock }), /disk full/);
});
