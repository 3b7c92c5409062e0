import assert from "node:assert/strict";
import { ObjectStore } from "./git/object_store.ts";
import type { TreeEntry } from "./git/git_object.ts";
import { isValidRefName } from "./git/ref_name.ts";

async function hasGit(): Promise<boolean> {
  try {
    return (await new Deno.Command("git", { args: ["--version"] }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

const ignore = !(await hasGit()) && Deno.env.get("CI") !== "true";
const notice = ignore ? " (SKIPPED: no git on PATH)" : "";

async function inGitRepository(
  body: (git: (args: readonly string[], input?: Uint8Array) => Promise<string>) => Promise<void>,
): Promise<void> {
  const cwd = await Deno.makeTempDir();
  const git = async (args: readonly string[], input: Uint8Array = new Uint8Array()) => {
    const command = new Deno.Command("git", {
      args: ["-c", "init.defaultBranch=main", "-c", "core.autocrlf=false", ...args],
      cwd,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      env: {
        GIT_AUTHOR_NAME: "Ann Author",
        GIT_AUTHOR_EMAIL: "ann@example.com",
        GIT_AUTHOR_DATE: "1700000000 +0000",
        GIT_COMMITTER_NAME: "Cem Committer",
        GIT_COMMITTER_EMAIL: "cem@example.com",
        GIT_COMMITTER_DATE: "1700000100 +0230",
      },
    }).spawn();
    const writer = command.stdin.getWriter();
    await writer.write(new Uint8Array(input));
    await writer.close();
    const { success, stdout, stderr } = await command.output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trim();
  };
  try {
    await git(["init", "--quiet"]);
    await body(git);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

const encoder = new TextEncoder();

Deno.test({
  name: `blob ids are Git's${notice}`,
  ignore,
  fn: () =>
    inGitRepository(async (git) => {
      const store = new ObjectStore();
      const large = new Uint8Array(1_500_000).map((_, index) => index % 251);
      for (const bytes of [new Uint8Array(), encoder.encode("é\r\n\0x"), large]) {
        assert.equal(
          store.putBlob(bytes),
          await git(["hash-object", "--stdin", "--no-filters"], bytes),
        );
      }
    }),
});

Deno.test({
  name: `tree ids are Git's, whatever the order of the rows${notice}`,
  ignore,
  fn: () =>
    inGitRepository(async (git) => {
      const store = new ObjectStore();
      const blob = store.putBlob("x");
      await git(["hash-object", "-w", "--stdin"], encoder.encode("x"));
      const inner = store.putTree([{ name: "leaf", mode: "100644", id: blob }]);
      assert.equal(await git(["mktree"], encoder.encode(`100644 blob ${blob}\tleaf\n`)), inner);
      const rows: readonly TreeEntry[] = [
        { name: "a", mode: "040000", id: inner },
        { name: "a.yaml", mode: "100644", id: blob },
        { name: "a-b", mode: "100755", id: blob },
        { name: "a0", mode: "120000", id: blob },
        { name: "Z", mode: "100644", id: blob },
        { name: "ä", mode: "100644", id: blob },
        { name: "module", mode: "160000", id: "1234567890".repeat(4) },
      ];
      const kinds = { "040000": "tree", "160000": "commit" } as Record<string, string>;
      const input = rows.map(({ name, mode, id }) =>
        `${mode} ${kinds[mode] ?? "blob"} ${id}\t${name}\0`
      );
      const expected = await git(["mktree", "-z", "--missing"], encoder.encode(input.join("")));
      assert.equal(store.putTree(rows), expected);
      assert.equal(store.putTree(rows.toReversed()), expected);
      assert.equal(store.putTree([]), await git(["mktree"]));
    }),
});

Deno.test({
  name: `commit ids are Git's, with no, one and two parents${notice}`,
  ignore,
  fn: () =>
    inGitRepository(async (git) => {
      const store = new ObjectStore();
      const tree = store.putTree([]);
      await git(["mktree"]);
      const author = {
        name: "Ann Author",
        email: "ann@example.com",
        epochSeconds: 1_700_000_000,
        offset: "+0000",
      };
      const committer = {
        name: "Cem Committer",
        email: "cem@example.com",
        epochSeconds: 1_700_000_100,
        offset: "+0230",
      };
      const parents: string[] = [];
      for (const message of ["Root", "Ümlaut, no newline", "Two\n\nparents\n"]) {
        const own = store.putCommit({ tree, parents, author, committer, message });
        const flags = parents.flatMap((parent) => ["-p", parent]);
        const theirs = await git(["commit-tree", tree, ...flags], encoder.encode(message));
        assert.equal(own, theirs, JSON.stringify(message));
        parents.push(own);
      }
    }),
});

Deno.test({
  name: `reference names are judged as Git judges them${notice}`,
  ignore,
  fn: () =>
    inGitRepository(async (git) => {
      const names = [
        "a",
        "a/b",
        "a.b",
        "a..b",
        ".a",
        "a.",
        "a.lock",
        "a b",
        "a~",
        "a^",
        "a:",
        "a?",
      ];
      names.push(
        "a*",
        "a[",
        "a\\b",
        "a//b",
        "a/",
        "a@{b",
        "@",
        "a/.b",
        "a\x7f",
        "ä",
        "-a",
        "a.lock/b",
      );
      for (const name of names) {
        const ref = `refs/heads/${name}`;
        const accepted = await git(["check-ref-format", ref]).then(() => true, () => false);
        assert.equal(isValidRefName(ref), accepted, JSON.stringify(ref));
      }
    }),
});
