import assert from "node:assert/strict";
import { createLineWriter } from "../../src/runtime/line_writer.ts";

/** A stream that remembers what was written, and a timer that tests fire by hand. */
class FakeStream {
  readonly chunks: string[] = [];
  readonly sizes: number[] = [];
  /** Thrown by the next writes, in order; a number writes only so many bytes. */
  readonly outcomes: (Error | number)[] = [];
  readonly waits: number[] = [];
  readonly #decoder = new TextDecoder();
  #timers = new Set<() => void>();

  readonly writer = createLineWriter({
    writeSync: (bytes) => {
      const outcome = this.outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      const written = bytes.subarray(0, outcome ?? bytes.length);
      this.chunks.push(this.#decoder.decode(written, { stream: true }));
      this.sizes.push(written.length);
      return written.length;
    },
    schedule: (callback) => {
      this.#timers.add(callback);
      return () => this.#timers.delete(callback);
    },
    waitSync: (delayMs) => void this.waits.push(delayMs),
  });

  get timerCount(): number {
    return this.#timers.size;
  }

  get text(): string {
    return this.chunks.join("");
  }

  fireTimers(): void {
    const timers = [...this.#timers];
    this.#timers.clear();
    for (const callback of timers) callback();
  }
}

Deno.test("lines are gathered and written together after a while", () => {
  const stream = new FakeStream();
  stream.writer.write("a\n");
  stream.writer.write("b\n");
  assert.deepEqual(stream.chunks, []);
  assert.equal(stream.timerCount, 1);
  stream.fireTimers();
  assert.deepEqual(stream.chunks, ["a\nb\n"]);
  stream.writer.write("c\n");
  stream.fireTimers();
  assert.deepEqual(stream.chunks, ["a\nb\n", "c\n"]);
  assert.equal(stream.timerCount, 0);
});

Deno.test("much text is written without waiting", () => {
  const stream = new FakeStream();
  const line = `${"x".repeat(1_023)}\n`;
  for (let i = 0; i < 64; i += 1) stream.writer.write(line);
  assert.equal(stream.text.length, 65_536);
  assert.equal(stream.timerCount, 0);
});

Deno.test("a piece is small enough for a pipe and ends with a line where it can", () => {
  const stream = new FakeStream();
  const lines = [3_000, 1_000, 200, 10_000, 10].map((length) => `${"é".repeat(length / 2)}\n`);
  for (const line of lines) stream.writer.write(line);
  stream.writer.flush();
  assert.deepEqual(stream.sizes, [4_002, 201, 4_096, 4_096, 1_820]);
  assert.equal(stream.text, lines.join(""));
});

Deno.test("a flush writes at once and leaves no timer", () => {
  const stream = new FakeStream();
  stream.writer.write("a\n");
  stream.writer.flush();
  assert.equal(stream.text, "a\n");
  assert.equal(stream.timerCount, 0);
  stream.writer.flush();
  assert.equal(stream.chunks.length, 1, "nothing is no write");
});

Deno.test("a write that took only a part goes on", () => {
  const stream = new FakeStream();
  stream.outcomes.push(2, 1);
  stream.writer.write("abcdé\n");
  stream.writer.flush();
  assert.deepEqual(stream.chunks, ["ab", "c", "dé\n"]);
});

Deno.test("a broken pipe ends writing and nothing else", () => {
  const stream = new FakeStream();
  stream.outcomes.push(new Deno.errors.BrokenPipe());
  stream.writer.write("a\n");
  stream.writer.flush();
  stream.writer.write("b\n");
  assert.equal(stream.timerCount, 0);
  stream.writer.flush();
  assert.equal(stream.text, "");
});

Deno.test("a full disk costs lines only as long as it is full", () => {
  const stream = new FakeStream();
  stream.outcomes.push(new Error("No space left on device"));
  stream.writer.write("a\n");
  stream.writer.flush();
  stream.writer.write("b\n");
  stream.writer.flush();
  assert.equal(stream.text, "b\n");
});

Deno.test("a reader that is behind is asked again later, and loses nothing", () => {
  const stream = new FakeStream();
  stream.outcomes.push(1, new Deno.errors.WouldBlock());
  stream.writer.write("abc\n");
  stream.fireTimers();
  assert.equal(stream.text, "a");
  assert.equal(stream.timerCount, 1);
  stream.writer.write("d\n");
  assert.equal(stream.timerCount, 1);
  stream.fireTimers();
  assert.equal(stream.text, "abc\nd\n");
});

Deno.test("the last flush waits for a reader that is behind, for a limited time", () => {
  const stream = new FakeStream();
  stream.outcomes.push(new Deno.errors.WouldBlock(), new Deno.errors.WouldBlock());
  stream.writer.write("a\n");
  stream.writer.flush();
  assert.equal(stream.text, "a\n");
  assert.deepEqual(stream.waits, [1, 1]);

  const stuck = new FakeStream();
  stuck.outcomes.push(...Array.from({ length: 5_000 }, () => new Deno.errors.WouldBlock()));
  stuck.writer.write("a\n");
  stuck.writer.flush();
  assert.equal(stuck.waits.length, 1_000);
});

Deno.test("a reader that never comes back costs a limited amount of memory", () => {
  const stream = new FakeStream();
  const line = `${"x".repeat(65_535)}\n`;
  stream.outcomes.push(new Deno.errors.WouldBlock());
  for (let i = 0; i < 200; i += 1) stream.writer.write(line);
  stream.fireTimers();
  assert.ok(stream.text.length >= 4_194_304 && stream.text.length <= 4_194_304 + 2 * 65_536);
  stream.writer.write("later\n");
  stream.writer.flush();
  assert.ok(stream.text.endsWith("later\n"));
});

Deno.test("one text above all limits is written to a reader that keeps up", () => {
  const stream = new FakeStream();
  stream.writer.write("x".repeat(5_000_000));
  assert.equal(stream.text.length, 5_000_000);
});
