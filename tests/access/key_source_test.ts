/** Keys of an issuer that are asked for again. */
import assert from "node:assert/strict";
import { KeySource } from "../../src/access/key_source.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";
import { Issuer } from "./issuer.ts";

Deno.test("keys are asked for again when they are old, and sooner when they could not be had", async () => {
  const issuer = await Issuer.create("one");
  const next = await Issuer.create("two");
  const answers: (string | null | Error)[] = [
    issuer.keySet,
    new Error("answered 503"),
    "no JSON",
    null,
    next.keySet,
    null,
  ];
  let [now, readCount] = [0, 0];
  const logger = createMemoryLogger();
  const source = new KeySource({
    reader: {
      name: "the keys",
      ageMaxMs: 60_000,
      read: () => {
        const answer = answers[readCount++];
        if (answer === undefined) return Promise.reject(new Error("too many"));
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    },
    now: () => now,
    logger,
  });
  const at = async (timeMs: number) => {
    now = timeMs;
    await source.refresh();
    return [readCount, source.keys?.has("one"), source.keys?.has("two"), source.problem];
  };
  assert.deepEqual(await at(0), [1, true, false, null]);
  assert.deepEqual(await at(59_999), [1, true, false, null]);
  const outage = "Cannot read keys: the keys answered 503; the old ones serve on";
  assert.deepEqual(await at(60_000), [2, true, false, outage]);
  assert.deepEqual(await at(74_999), [2, true, false, outage]);
  const broken = "Cannot read keys: the keys is not JSON; the old ones serve on";
  assert.deepEqual(await at(75_000), [3, true, false, broken]);
  // What was broken and has not changed is broken still.
  assert.deepEqual(await at(90_000), [4, true, false, broken]);
  assert.deepEqual(await at(105_000), [5, false, true, null]);
  assert.deepEqual(await at(165_000), [6, false, true, null]);
  assert.equal(logger.records.filter(({ level }) => level === "error").length, 2);
});
