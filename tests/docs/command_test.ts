/**
 * The commands of the README and of the first steps: each block is run here word for word, is run by
 * other tests or by CI, or stands below a line that says what it needs.
 */
import assert from "node:assert/strict";
import { Repository } from "../release/repository.ts";
import { MarkdownPage, ROOT } from "./markdown_page.ts";

/** A block of commands. */
interface Block {
  /** The page and the heading that it stands below. */
  readonly place: string;
  readonly text: string;
  /** Whether its section says above it what it needs. */
  readonly isMarked: boolean;
}

const ignore = Deno.build.os === "windows";
const PAGES = ["README.md", "docs/getting-started.md"];
const NEEDS = /^_Needs: [^_]+_$/m;
/** Run by tests/demo/demo_test.ts, and by CI. */
const RUN_ELSEWHERE = [
  "npx -y deno@2.9.6 task demo\nnpx -y deno@2.9.6 task test",
  "npx -y deno@2.9.6 task demo --once",
];

Deno.test("every block of commands is run by a test, or says what it needs", async () => {
  const blocks = await readBlocks();
  const run = blocks.filter(({ isMarked }) => !isMarked).map(({ text }) => text);
  const elsewhere = run.filter((text) => RUN_ELSEWHERE.includes(text));
  assert.deepEqual(elsewhere.toSorted(), RUN_ELSEWHERE.toSorted());
  const here = run.filter((text) => !RUN_ELSEWHERE.includes(text));
  assert.equal(here.length, 1, here.join("\n---\n"));
  assert.ok(blocks.length >= 9, `${blocks.length}`);
  const demo = await Deno.readTextFile(new URL("tests/demo/demo_test.ts", ROOT));
  assert.ok(demo.includes('"--once"'));
});

Deno.test({
  name: "what the first steps show without a cluster is what comes out",
  ignore,
  fn: async () => {
    const blocks = await readBlocks();
    const [block, ...others] = blocks.filter(({ isMarked, text }) =>
      !isMarked && !RUN_ELSEWHERE.includes(text)
    );
    assert.ok(block !== undefined && others.length === 0);
    await using project = await Repository.createTagged();
    const { code, stdout, stderr } = await runBlock(project.folder, block.text);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^\+ +statusMessage: "Ready: False \(Creating\), Synced: True"$/m);
    assert.match(stdout, /orders-db/);
  },
});

/** Runs it as somebody would paste it, with this runtime in the place of the one that npx brings. */
async function runBlock(folder: string, text: string) {
  const bin = `${folder}/.git/bin`;
  await Deno.mkdir(bin);
  const script =
    `#!/bin/sh\n[ "$1 $2" = "-y deno@2.9.6" ] || exit 1\nshift 2\nexec "${Deno.execPath()}" "$@"\n`;
  await Deno.writeTextFile(`${bin}/npx`, script, { mode: 0o755 });
  // A task that is started by a task takes the outer one's folder.
  const { INIT_CWD: _outer, ...env } = Deno.env.toObject();
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-e", "-c", text],
    cwd: folder,
    clearEnv: true,
    env: { ...env, PATH: `${bin}:${env["PATH"]}`, NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function readBlocks(): Promise<readonly Block[]> {
  const blocks: Block[] = [];
  for (const path of PAGES) {
    const { text } = await MarkdownPage.read(path);
    for (const section of text.split(/^(?=#+ )/m)) {
      const heading = section.split("\n", 1)[0] ?? "";
      for (const found of section.matchAll(/(?:^ {4,}.*\n(?:^ *\n(?=^ {4}))*)+/gm)) {
        blocks.push({
          place: `${path}: ${heading}`,
          text: dedent(found[0]),
          isMarked: NEEDS.test(section.slice(0, found.index)),
        });
      }
    }
  }
  return blocks;
}

function dedent(block: string): string {
  const lines = block.trimEnd().split("\n");
  const width = Math.min(
    ...lines.filter((line) => line !== "").map((line) => /^ */.exec(line)?.[0].length ?? 0),
  );
  return lines.map((line) => line.slice(width)).join("\n");
}
