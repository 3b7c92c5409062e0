/** Files of credentials that change while they are followed. */
import assert from "node:assert/strict";
import { AccessListError } from "../../src/access/access_list.ts";
import { FollowedFile } from "../../src/access/followed_file.ts";
import { KeySource } from "../../src/access/key_source.ts";
import type { FileState } from "../../src/runtime/file_state.ts";
import { ConfigError } from "../../src/errors.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";
import { Issuer } from "./issuer.ts";

/** A file in memory. */
class FakeFile {
  text: string | null = "one";
  version = 1;
  readCount = 0;

  write(text: string | null): void {
    this.text = text;
    this.version += 1;
  }

  stat = (): Promise<FileState> => {
    if (this.text === null) return Promise.reject(new Deno.errors.NotFound("/secret/path"));
    return Promise.resolve({ mtime: new Date(this.version), size: 3, ino: 1 });
  };

  readTextFile = (): Promise<string> => {
    this.readCount += 1;
    return Promise.resolve(this.text ?? "");
  };
}

async function open(file: FakeFile) {
  const logger = createMemoryLogger();
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  const followed = await FollowedFile.open({
    path: "/etc/tokens.yaml",
    variable: "COLLECTOR_TOKENS_FILE",
    parse: (text) => {
      if (text === "bad") throw new AccessListError("is bad");
      return text.toUpperCase();
    },
    describe: (error) => error instanceof AccessListError ? error.message : "does not exist",
    readTextFile: file.readTextFile,
    stat: file.stat,
    clock,
    logger,
  });
  return { followed, logger, clock };
}

Deno.test("a file that changes is read again, and one that does not is not", async () => {
  const file = new FakeFile();
  const { followed } = await open(file);
  await followed.look();
  await followed.look();
  assert.deepEqual([followed.value, file.readCount], ["ONE", 1]);
  file.write("two");
  await followed.look();
  assert.deepEqual([followed.value, file.readCount], ["TWO", 2]);
});

Deno.test("a new state that cannot be used leaves the old one in force, and is said once", async () => {
  const file = new FakeFile();
  const { followed, logger } = await open(file);
  for (const [text, problem] of [["bad", "is bad"], [null, "does not exist"]] as const) {
    file.write(text);
    await followed.look();
    await followed.look();
    assert.equal(followed.value, "ONE");
    assert.equal(
      followed.problem,
      `COLLECTOR_TOKENS_FILE: the file "/etc/tokens.yaml" ${problem}; what it said before holds`,
    );
  }
  assert.equal(logger.records.filter(({ level }) => level === "error").length, 2);
  file.write("two");
  await followed.look();
  assert.deepEqual([followed.value, followed.problem], ["TWO", null]);
});

Deno.test("a file that cannot be used at the start is a wrong setting", async () => {
  const file = new FakeFile();
  file.write("bad");
  await assert.rejects(open(file), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.message, 'COLLECTOR_TOKENS_FILE: the file "/etc/tokens.yaml" is bad');
    return true;
  });
});

Deno.test("following ends with its signal", async () => {
  const file = new FakeFile();
  const { followed, clock } = await open(file);
  const stop = new AbortController();
  const following = followed.follow(stop.signal);
  file.write("two");
  clock.advance(2_000);
  stop.abort();
  await following;
});

Deno.test("keys are asked for again when they are old, and sooner when they could not be had", async () => {
  const issuer = await Issuer.create("one");
  const next = await Issuer.create("two");
  const answers: (string | Error)[] = [
    issuer.keySet,
    new Error("answered 503"),
    "no JSON",
    next.keySet,
  ];
  let [now, readCount] = [0, 0];
  const logger = createMemoryLogger();
  const source = new KeySource({
    reader: {
      name: "the keys",
      ageMaxMs: 60_000,
      read: () => {
        const answer = answers[readCount++] ?? new Error("too many");
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
  assert.deepEqual(await at(90_000), [4, false, true, null]);
});
