import assert from "node:assert/strict";
import { listChecksums } from "../../src/release/checksums.ts";
import { runTask } from "./repository.ts";

Deno.test("checksums are those that sha256sum knows, in the order of the names", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/b`, "abc");
    await Deno.writeTextFile(`${folder}/a`, "");
    assert.equal(
      await listChecksums(folder, ["b", "a"]),
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n" +
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b\n",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** A folder as a build has made it, for one test; `files` is the folder of what is released. */
async function withFiles(run: (folder: string, files: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const files = `${folder}/files`;
  try {
    await Deno.mkdir(files);
    await Deno.writeTextFile(`${files}/program`, "program");
    await Deno.writeTextFile(`${files}/checksums.txt`, "checksums");
    await run(folder, files);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function readDigest(path: string): Promise<string> {
  const { code, stdout, stderr } = await runTask(["release:digest", path]);
  assert.deepEqual([code, stderr], [0, ""]);
  const [, digest = ""] = /^digest=([0-9a-f]{64})\n$/.exec(stdout) ?? [];
  return digest;
}

Deno.test("files are known by the digest of whoever made them, beside folders of his", async () => {
  await withFiles(async (folder, files) => {
    await Deno.mkdir(`${files}/bundle`);
    const digest = await readDigest(files);
    await Deno.remove(`${files}/bundle`);
    const good = await runTask(["release:check", files, `--digest=${digest}`]);
    assert.deepEqual(good, { code: 0, stdout: "The files are those of the digest\n", stderr: "" });
    await Deno.mkdir(`${folder}/one`);
    await Deno.copyFile(`${files}/program`, `${folder}/one/program`);
    const one = await readDigest(`${files}/program`);
    assert.equal((await runTask(["release:check", `${folder}/one`, `--digest=${one}`])).code, 0);
  });
});

const CHANGES: Readonly<Record<string, (files: string) => Promise<void>>> = {
  "other content": (files) => Deno.writeTextFile(`${files}/program`, "Program"),
  "another name": (files) => Deno.rename(`${files}/program`, `${files}/programme`),
  "a file less": (files) => Deno.remove(`${files}/program`),
  "a file more": (files) => Deno.writeTextFile(`${files}/more`, ""),
  "a hidden file more": (files) => Deno.writeTextFile(`${files}/.more`, ""),
  "a folder more": (files) => Deno.mkdir(`${files}/more`),
  "a link more": (files) => Deno.symlink(`${files}/program`, `${files}/more`),
  "a link in place of a file": async (files) => {
    await Deno.rename(`${files}/program`, `${files}/../program`);
    await Deno.symlink(`${files}/../program`, `${files}/program`);
  },
};

Deno.test("no file is changed, taken away or added unseen", async () => {
  for (const [name, change] of Object.entries(CHANGES)) {
    await withFiles(async (_, files) => {
      const digest = await readDigest(files);
      await change(files);
      const { code, stdout, stderr } = await runTask([
        "release:check",
        files,
        `--digest=${digest}`,
      ]);
      assert.deepEqual([code, stdout], [1, ""], name);
      assert.match(
        stderr,
        /^error: Expected (?:the files of the digest |only files in ).+\n$/,
        name,
      );
    });
  }
});

Deno.test("a digest that is missing, and other wrong arguments, are told", async () => {
  await withFiles(async (folder, files) => {
    await Deno.mkdir(`${folder}/empty`);
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [["release:check", files], 1, /--digest: expected 64 hexadecimal digits, got ""$/m],
      [["release:check", files, "--digest="], 1, /--digest: expected 64 hexadecimal digits/],
      [["release:check", `--digest=${"0".repeat(64)}`], 1, /Expected one folder/],
      [["release:check", `${folder}/none`, `--digest=${"0".repeat(64)}`], 1, /os error 2/],
      [["release:check", "--strange"], 2, /Unknown option '--strange'/],
      [["release:digest"], 1, /Expected one file or folder/],
      [["release:digest", files, files], 1, /Expected one file or folder/],
      [["release:digest", `${folder}/empty`], 1, /Expected files in ".+empty", found none$/m],
    ];
    for (const [words, code, message] of cases) {
      const end = await runTask(words);
      assert.deepEqual([end.code, end.stdout], [code, ""], words.join(" "));
      assert.match(end.stderr, message);
    }
  });
});
