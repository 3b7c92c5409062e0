import assert from "node:assert/strict";
import { LogLevelSwitch } from "../../src/runtime/log_level_switch.ts";
import { createLogger, type Logger } from "../../src/runtime/logger.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createTestApp, NOON, readError } from "./test_app.ts";

const PATH = "/api/v1/log-level";

/** An app whose own log follows the level that is asked for. */
function createWorld(configured: "info" | "debug" | "error" | "off" = "info") {
  const clock = new ManualClock(new Date(NOON).toISOString());
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const options = { format: "json", write, now: () => clock.now() } as const;
  const logLevels = new LogLevelSwitch({
    configured,
    clock,
    logger: createLogger({ ...options, level: () => "warn" }),
    waysBack: ["the signal"],
  });
  const logger: Logger = createLogger({ ...options, level: () => logLevels.level });
  const { app, get } = createTestApp({ logLevels, logger });
  const put = async (body: unknown) =>
    await app.request(PATH, {
      method: "PUT",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "content-type": "application/json", "x-request-id": "r-1" },
    }, { remoteAddress: "192.0.2.7" });
  return {
    clock,
    put,
    get,
    logger,
    /** The messages since the last call, the request's own lines left out. */
    takeMessages: () =>
      lines.splice(0).map((line) => JSON.parse(line)).filter(({ path }) => path !== PATH),
  };
}

/** Lets whoever was woken run. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("the level is told, and stays what it was changed to", async () => {
  const { get, put, logger, takeMessages, clock } = createWorld();
  const first = { level: "info", configured: "info", until: null };
  assert.deepEqual(await (await get(PATH)).json(), first);
  const response = await put({ level: "debug" });
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { ...first, level: "debug" });
  assert.deepEqual(takeMessages(), [{
    time: "2026-01-31T12:00:00.000Z",
    level: "warn",
    message: 'The log level is "debug", "info" comes back with the signal',
    requestId: "r-1",
    from: "192.0.2.7",
  }]);
  clock.advance(1_000_000_000);
  await settle();
  logger.debug("seen");
  assert.deepEqual(takeMessages().map(({ message }) => message), ["seen"]);
  assert.deepEqual(await (await get(PATH)).json(), { ...first, level: "debug" });
});

Deno.test("a level for a time goes back by itself, and says so", async () => {
  const { get, put, logger, takeMessages, clock } = createWorld();
  assert.deepEqual(await (await put({ level: "debug", for: "15m" })).json(), {
    level: "debug",
    configured: "info",
    until: "2026-01-31T12:15:00.000Z",
  });
  assert.match(takeMessages()[0].message, /^The log level is "debug" until 2026-01-31T12:15:00/);
  clock.advance(899_999);
  await settle();
  assert.deepEqual(takeMessages(), []);
  clock.advance(1);
  await settle();
  const [line] = takeMessages();
  assert.equal(line.message, 'The log level is "info", as configured');
  assert.equal(line.reason, "its time is over");
  logger.debug("unseen");
  assert.deepEqual(takeMessages(), []);
  assert.equal((await (await get(PATH)).json()).until, null);
});

Deno.test("the newest change replaces those before it, their times included", async () => {
  const { get, put, clock } = createWorld();
  await put({ level: "debug", for: "10s" });
  await put({ level: "warn" });
  clock.advance(10_000);
  await settle();
  assert.equal((await (await get(PATH)).json()).level, "warn");
  await put({ level: "debug", for: "10s" });
  await put({ level: "debug", for: "1h" });
  clock.advance(10_000);
  await settle();
  assert.equal((await (await get(PATH)).json()).level, "debug");
  assert.deepEqual(await (await put({ level: "info", for: "1h" })).json(), {
    level: "info",
    configured: "info",
    until: null,
  });
});

Deno.test("each change is seen at every level but off", async () => {
  const { put, takeMessages } = createWorld("error");
  for (const level of ["warn", "error", "info", "off", "off", "error", "off", "debug"]) {
    await put({ level });
  }
  assert.deepEqual(takeMessages().map(({ message }) => String(message).split('"')[1]), [
    "warn",
    "error",
    "info",
    "off",
    "error",
    "off",
    "debug",
  ]);
});

Deno.test("times are whole numbers in one unit, from 1s to 24h", async () => {
  const { put } = createWorld();
  const taken = {
    "1s": 1_000,
    "9999s": 9_999_000,
    "10000s": 10_000_000,
    "86399s": 86_399_000,
    "86400s": 86_400_000,
    "90m": 5_400_000,
    "1000m": 60_000_000,
    "1440m": 86_400_000,
    "24h": 86_400_000,
  };
  for (const [text, ms] of Object.entries(taken)) {
    const { until } = await (await put({ level: "debug", for: text })).json();
    assert.equal(Date.parse(until) - NOON, ms, text);
  }
  for (
    const wrong of [
      "0s",
      "86401s",
      "90000s",
      "100000s",
      "1441m",
      "1500m",
      "10000m",
      "25h",
      "100h",
      "01h",
      "1h30m",
      "15",
      "m",
      "",
      "1.5h",
      " 1h",
      "1h\n",
    ]
  ) {
    const response = await put({ level: "debug", for: wrong });
    assert.equal(response.status, 400, JSON.stringify(wrong));
    const { details } = await readError(response);
    assert.deepEqual(details, [{
      field: "for",
      message: "Expected a time from 1s to 24h as a whole number with one unit, such as 90s, 15m " +
        `or 1h, got ${JSON.stringify(wrong)}`,
    }]);
  }
});

Deno.test("what is no level changes nothing, and every problem is told", async () => {
  const { put, get, takeMessages } = createWorld();
  const fieldsOf = async (body: unknown) => {
    const response = await put(body);
    assert.equal(response.status, 400, JSON.stringify(body));
    return (await readError(response)).details?.map(({ field, message }) => `${field}: ${message}`);
  };
  const levels = "one of debug, info, warn, error, off";
  assert.deepEqual(await fieldsOf({}), [`level: Required, expected ${levels}`]);
  assert.deepEqual(await fieldsOf({ level: "loud", for: 5 }), [
    `level: Expected ${levels}, got "loud"`,
    "for: Expected a time from 1s to 24h as a whole number with one unit, such as 90s, 15m or 1h, " +
    "got a number",
  ]);
  assert.deepEqual(await fieldsOf([]), ["body: Expected a JSON object, got an array"]);
  assert.deepEqual(await fieldsOf(""), ["body: Required, expected a JSON object"]);
  const known = 'expected only "level" and "for"';
  const debug = { level: "debug" };
  assert.deepEqual(await fieldsOf({ ...debug, fro: "15m" }), [`fro: Unknown field, ${known}`]);
  assert.deepEqual(await fieldsOf({ For: "15m", "a\n": 1 }), [
    `level: Required, expected ${levels}`,
    `For: Unknown field, ${known}`,
    `a\\n: Unknown field, ${known}`,
  ]);
  assert.deepEqual(await fieldsOf('{"level":"debug","__proto__":1}'), [
    `__proto__: Unknown field, ${known}`,
  ]);
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [
    `${index}${"x".repeat(500)}`,
    1,
  ]));
  const told = await fieldsOf({ ...debug, ...many });
  assert.ok((told ?? []).join("").length < 400, "a stranger's own words are cut");
  for (const body of [{ level: null }, { level: "debug", for: null }, { level: "DEBUG" }, "{"]) {
    await fieldsOf(body);
  }
  assert.deepEqual(takeMessages(), []);
  assert.equal((await (await get(PATH)).json()).level, "info");
});
