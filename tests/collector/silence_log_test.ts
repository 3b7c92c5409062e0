import assert from "node:assert/strict";
import { SilenceLog } from "../../src/collector/silence_log.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";

Deno.test("clusters that fall silent, in whole or in part, and are heard again are told once", () => {
  const logger = createMemoryLogger();
  const log = new SilenceLog(logger);
  let toldCount = 0;
  const told = () => {
    const news = logger.records.slice(toldCount);
    toldCount = logger.records.length;
    return news.map(({ level, message }) => `${level} ${message}`);
  };
  log.note({ silent: [], cutOff: [], partial: [] });
  assert.deepEqual(told(), []);
  log.note({ silent: ["a", "b"], cutOff: [], partial: ["c"] });
  assert.deepEqual(told(), [
    'warn Nothing is heard from clusters "a", "b"',
    'warn The informers of cluster "c" have no contact to some resources',
  ]);
  log.note({ silent: ["a", "b"], cutOff: [], partial: ["c"] });
  assert.deepEqual(told(), []);
  log.note({ silent: ["a", "c"], cutOff: [], partial: [] });
  assert.deepEqual(told(), [
    'warn Nothing is heard from cluster "c"',
    'info All is heard again from cluster "b", or it was forgotten',
  ]);
  log.note({ silent: [], cutOff: ["a"], partial: [] });
  assert.deepEqual(told(), [
    'warn The informers of cluster "a" have no contact to the API server',
    'info All is heard again from cluster "c", or it was forgotten',
  ]);
  log.note({ silent: [], cutOff: [], partial: ["a"] });
  assert.deepEqual(told(), [
    'warn The informers of cluster "a" have no contact to some resources',
  ]);
});
