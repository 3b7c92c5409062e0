import assert from "node:assert/strict";
import { createSecretReader, type SecretSource } from "../../src/config/secret.ts";
import { ConfigError } from "../../src/errors.ts";

const SOURCE: SecretSource = { kind: "file", path: "/run/token", variable: "GITHUB_TOKEN_FILE" };

/** A file that tests change; each change has a new time unless it says otherwise. */
class FakeFile {
  readCount = 0;
  #text: string | undefined;
  #mtimeMs = 0;

  constructor(text?: string) {
    this.#text = text;
  }

  put(text: string | undefined, options: { readonly sameTime: boolean } = { sameTime: false }) {
    this.#text = text;
    if (!options.sameTime) this.#mtimeMs += 1;
  }

  readonly stat = (): Promise<{ mtime: Date; size: number }> =>
    this.#text === undefined
      ? Promise.reject(new Deno.errors.NotFound("/run/token"))
      : Promise.resolve({ mtime: new Date(this.#mtimeMs), size: this.#text.length });

  readonly readTextFile = (): Promise<string> => {
    this.readCount += 1;
    return this.#text === undefined
      ? Promise.reject(new Deno.errors.NotFound("/run/token"))
      : Promise.resolve(this.#text);
  };
}

function createReader(file: FakeFile, problems: string[] = []) {
  const { stat, readTextFile } = file;
  const onProblem = (problem: string): void => void problems.push(problem);
  return createSecretReader({ source: SOURCE, stat, readTextFile, onProblem });
}

Deno.test("a secret that is a value is that value", async () => {
  const file = new FakeFile();
  const { stat, readTextFile } = file;
  const source: SecretSource = { kind: "value", value: "abc" };
  assert.equal(await createSecretReader({ source, stat, readTextFile }).read(), "abc");
  assert.equal(file.readCount, 0);
});

Deno.test("a secret's file loses one newline and is read again only after a change", async () => {
  const file = new FakeFile("one\n");
  const reader = createReader(file);
  assert.equal(await reader.read(), "one");
  assert.equal(await reader.read(), "one");
  assert.equal(file.readCount, 1);
  file.put("two\r\n");
  assert.equal(await reader.read(), "two");
  file.put("three!", { sameTime: true });
  assert.equal(await reader.read(), "three!", "another size in the same moment");
  assert.equal(file.readCount, 3);
});

Deno.test("without any usable file the error says what a person must do", async () => {
  const samples: readonly (readonly [string | undefined, RegExp])[] = [
    [undefined, /the file "\/run\/token" does not exist/],
    ["", /is empty: expected a secret/],
    ["\n", /is empty/],
    ["hid den", /holds a space/],
    ["hidden\n\n", /control character/],
    ["hiddén", /beyond ASCII/],
    ["h".repeat(16_385), /longer than 16384/],
  ];
  for (const [text, expected] of samples) {
    await assert.rejects(createReader(new FakeFile(text)).read(), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /^GITHUB_TOKEN_FILE: /);
      assert.match(error.message, expected);
      assert.doesNotMatch(error.message, /hid|hhh/);
      return true;
    });
  }
});

Deno.test("a file that breaks later leaves the old secret, and is told once", async () => {
  const file = new FakeFile("one");
  const problems: string[] = [];
  const reader = createReader(file, problems);
  await reader.read();
  file.put(undefined);
  assert.equal(await reader.read(), "one");
  assert.equal(await reader.read(), "one");
  assert.deepEqual(problems, [`GITHUB_TOKEN_FILE: the file "/run/token" does not exist`]);
  assert.equal(reader.problem, problems[0]);
  file.put("two");
  assert.equal(await reader.read(), "two");
  assert.equal(reader.problem, undefined);
  file.put(undefined);
  assert.equal(await reader.read(), "two");
  assert.equal(problems.length, 2, "after a recovery the same problem is news");
  file.put("bro ken");
  assert.equal(await reader.read(), "two");
  assert.equal(problems.length, 3, "another problem is news");
});
