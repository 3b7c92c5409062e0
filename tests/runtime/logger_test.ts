import assert from "node:assert/strict";
import fc from "fast-check";
import {
  createLogger,
  LOG_LEVELS,
  type LogFields,
  type LogFormat,
  type Logger,
  type LoggerOptions,
  type LogLevel,
} from "../../src/runtime/logger.ts";

const NOW = Date.UTC(2026, 0, 2, 15, 4, 5, 123);

function createLog(options: Partial<LoggerOptions> = {}): { lines: string[]; logger: Logger } {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const logger = createLogger({
    level: () => "debug",
    format: "json",
    now: () => NOW,
    write,
    ...options,
  });
  return { lines, logger };
}

/** The one line that a record makes in a format. */
function writeOne(format: LogFormat, fields: LogFields, message = "Done"): string {
  const { lines, logger } = createLog({ format });
  logger.info(message, fields);
  assert.equal(lines.length, 1);
  const [line = ""] = lines;
  assert.ok(line.endsWith("\n"));
  assert.doesNotMatch(line.slice(0, -1), /[\p{Cc}\p{Zl}\p{Zp}]/u, "one line without controls");
  return line.slice(0, -1);
}

Deno.test("a JSON record holds time, level, message and then its fields", () => {
  assert.equal(
    writeOne("json", { claims: 3, cluster: "eu", none: null, left: undefined }),
    `{"time":"2026-01-02T15:04:05.123Z","level":"info","message":"Done","claims":3,"cluster":"eu","none":null}`,
  );
});

Deno.test("a text record is short and quotes what needs it", () => {
  assert.equal(
    writeOne("text", { n: 3, a: "b", empty: "", spaced: "a b", eq: "a=b", q: `"`, ok: true }),
    `15:04:05.123 INFO Done n=3 a=b empty="" spaced="a b" eq="a=b" q="\\"" ok=true`,
  );
  assert.equal(writeOne("text", { o: { a: [1] } }), `15:04:05.123 INFO Done o="{\\"a\\":[1]}"`);
});

Deno.test("records below the level are not written", () => {
  const written = LOG_LEVELS.map((level) => {
    const { lines, logger } = createLog({ level: () => level });
    logger.debug("d");
    logger.info("i");
    logger.warn("w");
    logger.error("e");
    return lines.map((line) => JSON.parse(line).level).join(" ");
  });
  assert.deepEqual(written, [
    "debug info warn error",
    "info warn error",
    "warn error",
    "error",
    "",
  ]);
});

Deno.test("a level that changes counts for the next record, also of children made before", () => {
  let level: LogLevel = "warn";
  const { lines, logger } = createLog({ level: () => level });
  const child = logger.child({ part: "a" });
  const record = () => [logger.info("own"), child.debug("of the child")];
  record();
  assert.equal(lines.length, 0);
  level = "debug";
  record();
  assert.deepEqual(lines.map((line) => JSON.parse(line).message), ["own", "of the child"]);
  level = "warn";
  record();
  assert.equal(lines.length, 2);
});

Deno.test("a child adds its fields, and a record's own win", () => {
  const { lines, logger } = createLog();
  const child = logger.child({ pass: 1, part: "a" }).child({ part: "b" });
  child.info("x", { pass: 2 });
  logger.info("y");
  assert.deepEqual(lines.map((line) => JSON.parse(line)).map(({ pass, part }) => [pass, part]), [
    [2, "b"],
    [undefined, undefined],
  ]);
});

Deno.test("a field cannot stand in for time, level or message", () => {
  const record = JSON.parse(writeOne("json", { time: "x", level: "y", message: "z" }));
  assert.equal(record.time, "2026-01-02T15:04:05.123Z");
  assert.equal(record.level, "info");
  assert.equal(record.message, "Done");
  assert.deepEqual([record.time_, record.level_, record.message_], ["x", "y", "z"]);
});

Deno.test("errors keep name, message, stack and cause, at any depth", () => {
  const cause = new TypeError("Inner");
  const error = new RangeError("Outer", { cause });
  const record = JSON.parse(writeOne("json", { error, list: [{ error }] }));
  for (const shown of [record.error, record.list[0].error]) {
    assert.equal(shown.name, "RangeError");
    assert.equal(shown.message, "Outer");
    assert.equal(shown.stack, error.stack);
    assert.equal(shown.cause.name, "TypeError");
  }
});

Deno.test("odd values are told as well as possible", () => {
  const cyclic: Record<string, unknown> = { a: 1 };
  cyclic["self"] = cyclic;
  const hostile = {
    get trap(): never {
      throw new Error("no");
    },
  };
  const record = JSON.parse(writeOne("json", {
    big: 12345678901234567890n,
    cyclic,
    hostile,
    nan: NaN,
    symbol: Symbol("s"),
    fn: () => 1,
    at: new Date(0),
    never: new Date(NaN),
    long: "x".repeat(100_000),
    many: Array.from({ length: 1_000 }, (_, i) => i),
    deep: { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } },
    inner: JSON.parse(`{"__proto__":{"x":1}}`),
    ...JSON.parse(`{"__proto__":{"x":1}}`),
  }));
  assert.equal(record.big, "12345678901234567890");
  assert.deepEqual(record.cyclic, { a: 1, self: "[cyclic]" });
  assert.equal(record.hostile, "[unreadable]");
  assert.equal(record.nan, "NaN");
  assert.equal(record.symbol, "Symbol(s)");
  assert.equal(record.fn, "[function]");
  assert.equal(record.at, "1970-01-01T00:00:00.000Z");
  assert.equal(record.never, null);
  assert.equal(record.long.length, 16_385);
  assert.equal(record.many.length, 101);
  assert.equal(record.many[100], "[900 more]");
  assert.match(JSON.stringify(record.deep), /too deep/);
  assert.ok(Object.hasOwn(record, "__proto__"));
  assert.ok(Object.hasOwn(record.inner, "__proto__"));
});

Deno.test("whatever message and fields hold, a record is one line and never throws", () => {
  const text = fc.string({ unit: "binary" });
  const fields = fc.dictionary(text, fc.anything({ withBigInt: true, withDate: true }));
  fc.assert(fc.property(text, fields, (message, given) => {
    writeOne("text", given, message);
    const record = JSON.parse(writeOne("json", given, message));
    assert.equal(record.message, message);
    assert.equal(record.level, "info");
  }));
});

Deno.test("hostile fields cannot forge a second line", () => {
  const forged = `x\n{"level":"error","message":"forged"}\r\n15:04:05.123 ERROR forged\u2028`;
  for (const format of ["json", "text"] as const) {
    writeOne(format, { [forged]: forged, nested: { [forged]: [forged] } }, forged);
  }
});
