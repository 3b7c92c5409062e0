import assert from "node:assert/strict";
import { createLogger, type LogFormat } from "../../src/runtime/logger.ts";
import { HOSTILE_TEXTS, UNSAFE } from "../testing/hostile_texts.ts";

/** What is written of one record. */
function writeRecord(format: LogFormat, text: string): string {
  let written = "";
  const write = (line: string): void => void (written += line);
  const logger = createLogger({ level: () => "debug", format, write, now: () => 0 });
  const error = new Error(text, { cause: text });
  logger.child({ [text]: text }).warn(text, {
    value: text,
    list: [text],
    error,
    [text]: { [text]: text },
  });
  return written;
}

for (const format of ["json", "text"] as const) {
  Deno.test(`whatever the text, a record is one line of ${format} that steers nothing`, () => {
    for (const { name, text } of HOSTILE_TEXTS) {
      const line = writeRecord(format, text);
      assert.ok(line.endsWith("\n"), name);
      assert.doesNotMatch(line.slice(0, -1), UNSAFE, name);
      assert.ok(line.length < 300_000, name);
    }
  });
}

Deno.test("a record of JSON says exactly what was said, and keeps what is its own", () => {
  for (const { name, text } of HOSTILE_TEXTS) {
    const record = JSON.parse(writeRecord("json", text));
    assert.equal(record.message, text, name);
    assert.equal(record.value, text, name);
    assert.deepEqual(record.list, [text], name);
    assert.equal(record.level, "warn", name);
    assert.equal(record.time, "1970-01-01T00:00:00.000Z", name);
    assert.equal(record.error.message, text, name);
    assert.ok(Object.hasOwn(record, text), name);
  }
});

Deno.test("in text, a value cannot pretend to be another field", () => {
  for (const { name, text } of HOSTILE_TEXTS) {
    let line = "";
    const write = (written: string): void => void (line = written);
    const logger = createLogger({ level: () => "debug", format: "text", write, now: () => 0 });
    logger.info("m", { first: text, second: `x ${text} level=error` });
    const shape = line.replace(/"(?:[^"\\]|\\.)*"/g, "§");
    assert.match(shape, /^00:00:00\.000 INFO m first=\S* second=§\n$/, name);
  }
});
