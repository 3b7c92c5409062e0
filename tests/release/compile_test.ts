/** The tasks that build and compile, as somebody runs them, on a copy of the project in Git. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { listChecksums } from "../../src/release/checksums.ts";
import { findTarget, toExecutableName } from "../../src/release/target.ts";
import { listNames, Repository } from "./repository.ts";

const NAME = "machinery-status-collector_1.2.3_linux_amd64";
const IS_LINUX = Deno.build.target === "x86_64-unknown-linux-gnu";

/** The version in the program that an executable holds. */
async function readVersion(path: string): Promise<string | undefined> {
  const text = Buffer.from(await Deno.readFile(path)).toString("latin1");
  return /var BUILD_INFO = \{\s+"?version"?: "([^"]+)"/.exec(text)?.[1];
}

Deno.test("executables are named by version, system and processor", () => {
  assert.equal(toExecutableName("1.2.3", findTarget("linux/amd64")), NAME);
  assert.equal(
    toExecutableName("1.2.3", findTarget("x86_64-pc-windows-msvc")),
    "machinery-status-collector_1.2.3_windows_amd64.exe",
  );
  assert.throws(
    () => findTarget("windows/arm64"),
    /Expected one of linux\/amd64, .*darwin\/arm64, windows\/amd64 as target, got "windows\/arm64"/,
  );
});

Deno.test("a build of a tagged commit is that version, and a run of the sources is dev", async () => {
  await using project = await Repository.createTagged();
  // As if a hook of another repository had called it.
  const elsewhere = { GIT_DIR: "/x", GIT_COMMON_DIR: "/x", GIT_OBJECT_DIRECTORY: "/x" };
  const facts = await project.task(["build:facts"], elsewhere);
  assert.match(facts.stdout, /^version=1\.2\.3\ncommit=[0-9a-f]{40}\ndate=\S+Z\n$/);
  const [, version, commit, date] = /^version=(.*)\ncommit=(.*)\ndate=(.*)\n$/.exec(facts.stdout) ??
    [];
  assert.deepEqual((await project.task(["build"])).code, 0);
  const run = async (entry: string) => {
    const { stdout } = await project.deno(["run", "-A", entry, "version", "--json"]);
    const { platform: _platform, deno: _deno, ...info } = JSON.parse(stdout);
    return info;
  };
  assert.deepEqual(await run("dist/bundle/main.js"), { version, commit, date });
  assert.deepEqual(await run("main.ts"), { version: "dev", commit: "unknown", date: "unknown" });
});

Deno.test({
  name: "where the base binary cannot be fetched, compiling fails with that sentence",
  ignore: !IS_LINUX,
  fn: async () => {
    await using project = await Repository.createTagged();
    const env = {
      DENO_DIR: await project.makeCacheWithoutBase(),
      HTTPS_PROXY: "http://127.0.0.1:9",
    };
    const [{ code, stdout, stderr }, noFile] = await Promise.all([
      project.task(["compile:all"], env),
      project.task(["compile"], { DENORT_BIN: "/nowhere/denort" }),
    ]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(
      stderr,
      /^error: Cannot compile for linux\/amd64: the base binary of Deno [\d.]+ \(denort\) cannot be fetched: .+\n$/,
    );
    assert.deepEqual(await project.listDist(), []);
    assert.match(
      noFile.stderr,
      /^error: Cannot compile for linux\/amd64: Could not find denort at .+: No such file .+\n$/,
    );
  },
});

Deno.test({
  name: "with a base binary, an executable is written that holds the program, the same each time",
  ignore: !IS_LINUX,
  fn: async () => {
    await using project = await Repository.createTagged();
    // The runtime itself is a base of the right form, though what comes out of it does not run.
    const base = { DENORT_BIN: Deno.execPath() };
    assert.equal((await project.task(["compile"], base)).code, 0);
    assert.deepEqual(await project.listDist(), ["bundle", NAME]);
    const checksum = await listChecksums(`${project.folder}/dist`, [NAME]);
    assert.match(checksum, /^[0-9a-f]{64} {2}machinery/);
    const bytes = await Deno.readFile(`${project.folder}/dist/${NAME}`);
    const program = Buffer.from(bytes.subarray((await Deno.stat(Deno.execPath())).size));
    const names = await listNames(`${project.folder}/dist/bundle`);
    for (const name of names) assert.ok(program.includes(name), name);
    assert.ok(program.includes("--max-semi-space-size=4"));
    assert.equal(await readVersion(`${project.folder}/dist/${NAME}`), "1.2.3");
    assert.ok(((await Deno.stat(`${project.folder}/dist/${NAME}`)).mode ?? 0) & 0o100);
    // Another version, which is made beside it, is in neither of the two.
    const other = { BUILD_VERSION: "8.8.8", BUILD_COMMIT: "c".repeat(40) };
    const env = { ...base, ...other, BUILD_DATE: "2026-03-01T08:00:00Z" };
    const ends = await Promise.all([
      project.task(["compile"], base),
      project.task(["compile", "--output=other"], env),
    ]);
    assert.deepEqual(ends.map(({ code }) => code), [0, 0]);
    assert.equal(await listChecksums(`${project.folder}/dist`, [NAME]), checksum);
    assert.equal(await readVersion(`${project.folder}/other`), "8.8.8");
    assert.deepEqual(await project.listDist(), ["bundle", NAME]);
    const all = await project.task(["compile:all"], base);
    assert.match(
      all.stderr,
      /^error: DENORT_BIN names the base binary of one system: expected --target\n$/,
    );
  },
});

Deno.test("arguments that are wrong are told, and nothing is built", async () => {
  await using project = await Repository.createTagged();
  const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ["compile", ["--taget=linux/arm64"], 2, /^error: Unknown option '--taget'/],
    [
      "compile",
      ["--target=linux/riscv"],
      1,
      /^error: Expected one of linux\/amd64, .*got "linux\/riscv"\n$/,
    ],
    ["compile", ["--output="], 1, /^error: --output: expected the path of a file, got ""\n$/],
    ["compile", ["--output=src/"], 1, /^error: --output: expected the path of a file, got "src/],
    [
      "compile",
      ["--output=src"],
      1,
      /^error: --output: expected the path of a file, found ".+src"/,
    ],
    ["compile:all", ["--output=x"], 1, /^error: --all names its files itself/],
    ["build", ["x"], 2, /^error: Unexpected argument 'x'/],
    ["tag", [], 1, /^error: Expected one version: deno task tag 1\.2\.3 \[--push\]\n$/],
    [
      "tag",
      ["v2.0.0"],
      1,
      /^error: Expected a semantic version such as 1\.2\.3 .*got "v2\.0\.0"\n$/,
    ],
    ["tag", ["1.2.3"], 1, /^error: The tag v1\.2\.3 is there already/],
  ];
  for (const [task, args, expected, message] of cases) {
    const { code, stdout, stderr } = await project.task([task, ...args]);
    assert.deepEqual([code, stdout], [expected, ""], stderr);
    assert.match(stderr, message);
  }
  assert.deepEqual(await project.listDist(), []);
});

Deno.test({
  name: "what keeps a build from being made is a sentence, and nothing is left of it",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using project = await Repository.createTagged();
    const fail = async (message: RegExp, env: Readonly<Record<string, string>> = {}) => {
      const { code, stdout, stderr } = await project.task(["build"], env);
      assert.deepEqual([code, stdout], [1, ""], stderr);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /Uncaught/);
    };
    await fail(/^error: Cannot make a temporary folder, see TMPDIR: .+\n$/, { TMPDIR: "/nowhere" });
    await Deno.symlink("nowhere", `${project.folder}/src/.#main.ts`);
    await fail(/^error: Expected only files and folders, found the link src\/\.#main\.ts\n$/);
    await Deno.remove(`${project.folder}/src/.#main.ts`);
    await new Deno.Command("mkfifo", { args: [`${project.folder}/src/pipe`] }).output();
    await fail(/^error: Expected only files and folders, found the special file src\/pipe\n$/);
    await Deno.remove(`${project.folder}/src/pipe`);
    await Deno.writeTextFile(`${project.folder}/main.ts`, "import './nowhere.ts';\n");
    await fail(/^error: Cannot bundle the program: /);
    assert.deepEqual(await project.listDist(), []);
    await Deno.remove(`${project.folder}/dist`, { recursive: true });
    await Deno.writeTextFile(`${project.folder}/dist`, "");
    await fail(/^error: File exists .+dist'\n$/);
    const owner = { GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };
    const notes = await project.task(["release:notes"], owner);
    assert.match(notes.stderr, /^error: Cannot run git rev-parse: fatal: .*dubious ownership/);
  },
});
