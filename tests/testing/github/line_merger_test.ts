/** The double's merge of lines against Git's own, where that is installed. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type FileVersions, mergeFile, mergeLines } from "./git/line_merger.ts";

const NUMBERS = "1\n2\n3\n4\n5\n6\n";

Deno.test("changes of different places are merged, others conflict", async (test) => {
  const cases: Readonly<
    Record<
      string,
      { readonly change: Partial<FileVersions<string>> } & {
        readonly merged: string | undefined;
      }
    >
  > = {
    "apart": {
      change: { ours: NUMBERS.replace("2", "two"), theirs: NUMBERS.replace("5", "five") },
      merged: "1\ntwo\n3\n4\nfive\n6\n",
    },
    "added and removed": {
      change: { ours: NUMBERS.replace("2\n", "2\n2a\n"), theirs: NUMBERS.replace("5\n", "") },
      merged: "1\n2\n2a\n3\n4\n6\n",
    },
    "alike": {
      change: { ours: `${NUMBERS}7\n`, theirs: `${NUMBERS}7\n` },
      merged: `${NUMBERS}7\n`,
    },
    "one line": {
      change: { ours: NUMBERS.replace("3", "x"), theirs: NUMBERS.replace("3", "y") },
      merged: undefined,
    },
    "lines that touch": {
      change: { ours: NUMBERS.replace("3", "x"), theirs: NUMBERS.replace("4", "y") },
      merged: undefined,
    },
    "a block removed before a like one, another added": {
      change: {
        base: "# a\nx\ny\n# b\nx\ny\n# c\nx\n",
        ours: "# a\nx\ny\n# b\nx\nnews\n# c\nx\n",
        theirs: "# b\nx\ny\n# c\nx\n# d\nx\n",
      },
      merged: "# b\nx\nnews\n# c\nx\n# d\nx\n",
    },
    "both ends grow": {
      change: { ours: `${NUMBERS}7\n`, theirs: `${NUMBERS}8\n` },
      merged: undefined,
    },
  };
  for (const [name, { change, merged }] of Object.entries(cases)) {
    await test.step(name, () => {
      const versions = { base: NUMBERS, ours: NUMBERS, theirs: NUMBERS, ...change };
      assert.equal(mergeLines(versions), merged);
    });
  }
});

Deno.test("two changes of a binary file conflict", () => {
  const of = (...bytes: readonly number[]) => new Uint8Array(bytes);
  const changed = { base: of(0, 10, 1, 10, 2), ours: of(0, 10, 1, 10, 3) };
  assert.equal(mergeFile({ ...changed, theirs: of(9, 10, 1, 10, 2) }), undefined);
});

const LINES = Array.from({ length: 12 }, (_, index) => `line ${index}`);

/** An edit or two of a file none of whose lines are alike, so that there is one difference only. */
const editedArbitrary = fc.array(
  fc.record({
    at: fc.nat({ max: LINES.length - 1 }),
    removeCount: fc.nat({ max: 2 }),
    added: fc.array(fc.constantFrom("new a", "new b", "new c"), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 2 },
).map((edits) =>
  edits.reduce<readonly string[]>(
    (lines, { at, removeCount, added }) => lines.toSpliced(at, removeCount, ...added),
    LINES,
  )
);

Deno.test({
  name: "Git merges lines in the same way",
  ignore: !await isInstalled(),
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      let mergedCount = 0;
      await fc.assert(
        fc.asyncProperty(editedArbitrary, editedArbitrary, async (mine, yours) => {
          const [base, ours, theirs] = [LINES, mine, yours].map((lines) => `${lines.join("\n")}\n`);
          const versions = { base: base ?? "", ours: ours ?? "", theirs: theirs ?? "" };
          const expected = await mergeByGit(versions, folder);
          if (expected !== undefined) mergedCount += 1;
          assert.equal(mergeLines(versions), expected);
        }),
        { numRuns: 100, seed: 20_260_301 },
      );
      assert.ok(mergedCount > 20 && mergedCount < 90, `${mergedCount} of 100 are merged`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

async function mergeByGit(
  versions: FileVersions<string>,
  folder: string,
): Promise<string | undefined> {
  for (const [name, text] of Object.entries(versions)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  const args = ["merge-file", "-p", "ours", "base", "theirs"];
  const { code, stdout } = await new Deno.Command("git", { args, cwd: folder }).output();
  return code === 0 ? new TextDecoder().decode(stdout) : undefined;
}

async function isInstalled(): Promise<boolean> {
  try {
    return (await new Deno.Command("git", { args: ["--version"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
