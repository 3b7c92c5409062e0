import assert from "node:assert/strict";
import { formatReleaseNotes } from "../../src/release/release_notes.ts";
import { Repository } from "./repository.ts";

Deno.test("a first release lists what users see, by kind, newest first", async () => {
  await using repository = await Repository.create();
  const first = await repository.commit("feat(http): serve `/api` to @ada");
  const second = await repository.commit("feat: watch claims");
  const fix = await repository.commit("fix(kube): mend <b>it</b>\n\nFixes #12");
  const fast = await repository.commit("perf: read less");
  const undone = await repository.commit("revert: watch claims");
  for (const type of "docs test refactor build ci chore style".split(" ")) {
    await repository.commit(`${type}: change`);
  }
  const odd = await repository.commit("Initial import");
  const strange = await repository.commit("wip: all of it");
  const { code, stdout, stderr } = await repository.task(["release:notes"]);
  assert.deepEqual([code, stderr], [0, ""]);
  const [notes, checking] = stdout.split("## Check what you download");
  assert.equal(
    notes,
    [
      "The first release.",
      `## Features`,
      `- watch claims (\`${second}\`)\n- **http:** serve \`/api\` to \`@ada\` (\`${first}\`)`,
      `## Fixes`,
      `- **kube:** mend \`<b>it</b>\` (\`${fix}\`)`,
      `## Performance`,
      `- read less (\`${fast}\`)`,
      `## Reverts`,
      `- watch claims (\`${undone}\`)`,
      `## Other`,
      `- wip: all of it (\`${strange}\`)\n- Initial import (\`${odd}\`)`,
      "7 more commits change documentation, tests, the build, or code in ways that users do not see.",
      "",
    ].join("\n\n"),
  );
  assert.match(checking ?? "", /sha256sum --check --ignore-missing checksums\.txt/);
});

Deno.test("what breaks comes first, once, with what its footers say", async () => {
  await using repository = await Repository.create();
  await repository.commit("feat: begin");
  await repository.git("tag", "v1.0.0");
  const mark = await repository.commit("feat(http)!: drop v1");
  const footer = await repository.commit(
    "refactor: move it\n\nWhy.\n\nBREAKING CHANGE: call the\nnew one\nRefs: #3",
  );
  const { stdout } = await repository.task(["release:notes"]);
  assert.equal(
    stdout.split("## Check")[0],
    `## Breaking changes\n\n- move it (\`${footer}\`)\n  - call the new one\n` +
      `- **http:** drop v1 (\`${mark}\`)\n\n`,
  );
});

Deno.test("a release begins at the release before, a pre-release at any tag before", async () => {
  await using repository = await Repository.create();
  await repository.commit("feat: one");
  await repository.git("tag", "v1.9.0");
  await repository.commit("feat: two");
  await repository.git("tag", "v1.10.0");
  await repository.commit("feat: three");
  await repository.git("tag", "v1.11.0-rc.1");
  await repository.git("tag", "vacation");
  await repository.commit("feat: four");
  const features = async (...words: readonly string[]) => {
    const { stdout } = await repository.task(["release:notes", ...words]);
    return [...stdout.matchAll(/^- (\w+)/gm)].map(([, word]) => word);
  };
  await repository.git("tag", "v1.11.0-rc.2");
  assert.deepEqual(await features(), ["four"]);
  await repository.git("tag", "v1.11.0");
  assert.deepEqual(await features(), ["four", "three"]);
  assert.deepEqual(await features("--to=v1.10.0"), ["two"]);
  assert.deepEqual(await features("--to=v1.9.0"), ["one"]);
  assert.deepEqual(await features("--from=v1.9.0"), ["four", "three", "two"]);
  assert.deepEqual(await features("--from=v1.9.0", "--to=v1.10.0"), ["two"]);
  await repository.commit("feat: five");
  assert.deepEqual(await features(), ["five"]);
});

Deno.test("notes stay short enough for a page, and say what is left out", () => {
  const breaking = { id: "b".repeat(40), message: `feat!: ${"x".repeat(1_000_000)}` };
  const commits = Array.from({ length: 400 }, (_, count) => ({
    id: `${count}`.padStart(40, "0"),
    message: `fix: ${count} ${"word ".repeat(100)}`,
  }));
  const notes = formatReleaseNotes({ commits: [...commits, breaking], previousTag: "v1.0.0" });
  assert.ok(notes.length < 120_000, `${notes.length}`);
  assert.match(notes, /^## Breaking changes\n\n- x{1000} … \(`bbbbbbb`\)\n/);
  const shown = notes.match(/^- \d/gm)?.length ?? 0;
  assert.ok(shown > 200);
  assert.ok(notes.includes(`\n${400 - shown} more changes did not fit on this page: `));
  assert.match(notes, /## Check what you download/);
});

/** A commit that breaks, with so many footers that say what. */
function toBreaking(count: number, footer: string) {
  const footers = Array.from(
    { length: count },
    (_, place) => `BREAKING CHANGE: ${place} ${footer}`,
  );
  return { id: "b".repeat(40), message: `feat!: break\n\n${footers.join("\n")}` };
}

Deno.test("a change that breaks stays, however much its footers say; what is cut is counted", () => {
  const samples = [[20, "a"], [21, "a"], [10_000, "a"], [10_000, "a ".repeat(1_000)]] as const;
  for (const [count, footer] of samples) {
    const commits = [toBreaking(count, footer), { id: "f".repeat(40), message: "fix: mend" }];
    const notes = formatReleaseNotes({ commits, previousTag: "v1.0.0" });
    assert.match(notes, /^## Breaking changes\n\n- break \(`bbbbbbb`\)\n {2}- 0 a/);
    assert.equal(notes.match(/^ {2}- \d+ a/gm)?.length, 20);
    const cut = /^ {2}- (\d+) more footers? did not fit: `git log` has all\.\n\n/m.exec(notes)?.[1];
    assert.equal(Number(cut ?? 0), count - 20);
    assert.match(notes, /^- mend/m);
  }
});

Deno.test("no footer takes the place of another change that breaks", () => {
  const commits = Array.from({ length: 300 }, () => toBreaking(50, "word ".repeat(200)));
  const notes = formatReleaseNotes({ commits, previousTag: "v1.0.0" });
  assert.ok(notes.length < 120_000, `${notes.length}`);
  assert.equal(notes.match(/^- break/gm)?.length, 300);
  const shown = notes.match(/^ {2}- \d+ word/gm)?.length ?? 0;
  const cut = [...notes.matchAll(/^ {2}- (\d+) more/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
  assert.ok(shown > 50);
  assert.equal(shown + cut, 300 * 50);
});

Deno.test("merges are left out, what they bring is not", async () => {
  await using repository = await Repository.create();
  await repository.commit("feat: one");
  await repository.git("tag", "v1.0.0");
  await repository.git("switch", "--quiet", "--create", "side");
  const side = await repository.commit("fix: side");
  await repository.git("switch", "--quiet", "main");
  const main = await repository.commit("fix: main");
  await repository.git("merge", "--quiet", "--no-ff", "-m", "Merge side", "side");
  const { stdout } = await repository.task(["release:notes"]);
  assert.ok(stdout.includes(side) && stdout.includes(main));
  assert.doesNotMatch(stdout, /Merge|Other/);
});

Deno.test("names that are no commit are told", async () => {
  await using repository = await Repository.create();
  await repository.commit("feat: one");
  for (const words of [["--to=v9"], ["--from=v9"], ["--from=--all"]]) {
    const { code, stdout, stderr } = await repository.task(["release:notes", ...words]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^error: Expected a tag or a commit, got "(?:v9|--all)"\n$/);
  }
  const { code } = await repository.task(["release:notes", "v9"]);
  assert.equal(code, 2);
});
