/** Files of settings that change while they are followed. */
import assert from "node:assert/strict";
import type { FileState } from "../../src/runtime/file_state.ts";
import { FollowedFiles } from "../../src/runtime/followed_files.ts";
import { ConfigError } from "../../src/errors.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";

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

async function open(file: FakeFile, other: FakeFile = file) {
  const logger = createMemoryLogger();
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  const refuse = (message: string): never => {
    throw new ConfigError([{ variable: "COLLECTOR_TOKENS_FILE", message }]);
  };
  const followed = await FollowedFiles.open({
    paths: ["/etc/tokens.yaml", "/etc/other.yaml"],
    read: async () => {
      if (file.text === null) return refuse("does not exist");
      if (file.text === "bad") return refuse("is bad");
      return (await file.readTextFile()).toUpperCase();
    },
    stat: (path) => path === "/etc/other.yaml" ? other.stat() : file.stat(),
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
      `COLLECTOR_TOKENS_FILE: ${problem}; what was read before holds`,
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
    assert.equal(error.message, "COLLECTOR_TOKENS_FILE: is bad");
    return true;
  });
});

Deno.test("files are read again when any of them has changed", async () => {
  const [file, other] = [new FakeFile(), new FakeFile()];
  const { followed } = await open(file, other);
  other.write("new");
  assert.deepEqual([await followed.look(), file.readCount], [true, 2]);
  assert.deepEqual([await followed.look(), file.readCount], [false, 2]);
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
