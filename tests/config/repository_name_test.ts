import assert from "node:assert/strict";
import {
  canBranchesCoexist,
  isBranchName,
  isOwnerName,
  isRepositoryName,
  isRepositoryPath,
} from "../../src/config/repository_name.ts";

/** Which texts pass and which do not. */
interface Samples {
  readonly isValid: (text: string) => boolean;
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

const SAMPLES: Readonly<Record<string, Samples>> = {
  owner: {
    isValid: isOwnerName,
    good: ["a", "acme", "Acme-Inc", "jane_acme", "a".repeat(39)],
    bad: ["", "-a", "a b", "a/b", "ä", "a.b", "a".repeat(40), "a\n"],
  },
  repository: {
    isValid: isRepositoryName,
    good: ["a", ".github", "infra.registry_2-x", "a".repeat(100)],
    bad: ["", ".", "..", "a/b", "a b", "a.git", "a".repeat(101), "a\n"],
  },
  path: {
    isValid: isRepositoryPath,
    good: ["registry.yaml", "a/b/c.yaml", "a b/ü.yaml", ".github/x", "..a/b.."],
    bad: ["", "/a", "a/", "a//b", "./a", "a/..", "../a", "a\\b", "a\nb", ".git/config", "\ud800"],
  },
  branch: {
    isValid: isBranchName,
    good: ["main", "a/b", "release-1.0", "ü", "HEAD/a", "a@b", "{a}", "refs"],
    bad: [
      ..."/a a/ a//b a..b .a a/.b a. a.lock a.lock/b -a @ a@{b a~b a^b a:b a?b a*b a[b a\\b".split(
        " ",
      ),
      ..."HEAD refs/heads/main 0123456789012345678901234567890123456789".split(" "),
      "",
      "a b",
      "a\tb",
      "a\u007f",
      "a".repeat(241),
      "\ud800",
    ],
  },
};

for (const [name, { isValid, good, bad }] of Object.entries(SAMPLES)) {
  Deno.test(`naming rules: ${name}`, () => {
    assert.deepEqual(good.filter((text) => !isValid(text)), []);
    assert.deepEqual(bad.filter(isValid), []);
  });
}

Deno.test({
  name: "a branch that passes is one for Git too",
  ignore: !await hasGit(),
  fn: async () => {
    const { good = [], bad = [] } = SAMPLES["branch"] ?? {};
    // Git itself would take these; GitHub, or the way that they are used, would not.
    const ours = new Set(bad.filter((text) => /^(?:@|refs\/.*|[0-9]{40}|a{241})$/.test(text)));
    for (const text of [...good, ...bad].filter((text) => text.isWellFormed() && !ours.has(text))) {
      const { success } = await new Deno.Command("git", {
        args: ["check-ref-format", "--branch", text],
        cwd: "/",
        stdout: "null",
        stderr: "null",
      }).output();
      assert.equal(success, isBranchName(text), text);
    }
  },
});

Deno.test("branches exist beside each other unless one is a folder of the other", () => {
  assert.ok(canBranchesCoexist("main", "main2"));
  assert.ok(canBranchesCoexist("a/b", "a/c"));
  for (const [a, b] of [["main", "main"], ["main", "main/x"], ["a/b/c", "a/b"]] as const) {
    assert.ok(!canBranchesCoexist(a, b), `${a} and ${b}`);
  }
});

async function hasGit(): Promise<boolean> {
  try {
    return (await new Deno.Command("git", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}
