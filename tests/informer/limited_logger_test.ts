import assert from "node:assert/strict";
import { createLimitedLogger } from "../../src/informer/limited_logger.ts";
import type { Logger } from "../../src/runtime/logger.ts";

Deno.test("a window takes so many lines, then one that says so, until it has passed", () => {
  const lines: string[] = [];
  const write = (message: string) => void lines.push(message);
  const inner: Logger = {
    debug: write,
    info: write,
    warn: write,
    error: write,
    child: () => inner,
  };
  let now = 0;
  const logger = createLimitedLogger(inner, {
    lineCountMax: 2,
    windowMs: 60_000,
    farewell: "and more",
    time: () => now,
  });
  logger.warn("a");
  logger.child({ kind: "x" }).info("b");
  for (const message of ["c", "d", "e"]) logger.error(message);
  now = 59_999;
  logger.info("f");
  assert.deepEqual(lines, ["a", "b", "and more"]);
  now = 60_000;
  logger.info("g");
  assert.deepEqual(lines.slice(3), ["g"]);
});
