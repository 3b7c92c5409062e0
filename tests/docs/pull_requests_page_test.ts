import assert from "node:assert/strict";
import { load } from "js-yaml";
import { HOLD_CODES } from "../../src/collector/pass_report.ts";
import { parseServerSettings } from "../../src/config/server_settings.ts";
import { runCleanTool, runTool, testTools } from "../testing/tools/check_tool.ts";
import { MarkdownPage, readTables, ROOT } from "./markdown_page.ts";
import { type Example, fileNameOf, readBlocks, runExample } from "./worked_example.ts";

const page = await MarkdownPage.read("docs/pull-requests.md");
const blocks = readBlocks(page);
const WORKFLOW = ".github/workflows/registry.yml";

Deno.test("the page shows the text and the message that the program writes", async () => {
  const golden = new URL("tests/testdata/pull_request/one-broken-claim/", ROOT);
  const shown = blocks.filter(({ heading }) => heading === "What it contains");
  const files = ["body.md", "commit_message.txt"].map((name) => new URL(name, golden));
  const written = await Promise.all(files.map((file) => Deno.readTextFile(file)));
  assert.deepEqual(shown.map(({ text }) => text.trimEnd()), written.map((text) => text.trimEnd()));
});

Deno.test("the page names all that holds changes back, as the decision about it does", async () => {
  const decision = await MarkdownPage.read("docs/adr/0013-restraint.md");
  const sections = [page.section("What is held back"), decision.section("Decision")];
  for (const section of sections) {
    const codes = (readTables(section)[0] ?? []).map(([code]) => toCode(code));
    assert.deepEqual(codes.sort(), [...HOLD_CODES].sort());
  }
});

Deno.test("the collector takes every setting as the page writes it", () => {
  const lines = [...page.text.matchAll(/^ {4}([A-Z_]+)=(.*)$/gm)];
  const rows = readTables(page.section("How often"))[0] ?? [];
  const given = new Map([
    ...lines.map(([, variable = "", value = ""]) => [variable, value] as const),
    ...rows.map((cells) => [toCode(cells[0]), toCode(cells.at(-1))] as const),
    ["GITHUB_TOKEN", "token"],
    ["REGISTRY_REPO_OWNER", "acme"],
    ["REGISTRY_REPO_NAME", "inventory"],
    ["REGISTRY_FILE_PATH", "claims/registry.yaml"],
  ]);
  assert.equal(given.size, 10);
  const settings = parseServerSettings({
    env: (name) => given.get(name),
    flags: {},
    readTextFile: () => "",
    isTerminal: false,
  });
  assert.deepEqual(settings.registryPrReviewers, ["acme/platform", "mara"]);
});

Deno.test("the check of the page takes a registry that can be read, and no other", async () => {
  const files = new Map([["statuses.json", "[]\n"]]);
  const good = await runExample(toExample(files, "prod: []\n"));
  assert.deepEqual([good.code, good.output], [
    0,
    "The base branch says what the clusters report\n",
  ]);
  const bad = await runExample(toExample(files, "prod: []\nprod: []\n"));
  assert.equal(bad.code, 1);
  assert.match(bad.output, /the key "prod" twice \(line 2, column 1\)\n$/);
});

testTools("actionlint finds nothing in the check of the page", async () => {
  await withFile(workflowText(), (path) => runCleanTool("actionlint", [...LINT_FLAGS, path]));
});

testTools("actionlint finds what is wrong with a workflow of a page", async () => {
  const wrong = workflowText().replace("timeout-minutes: 5", "timeout-minuets: 5");
  await withFile(wrong, async (path) => {
    const { code, stdout } = await runTool("actionlint", [...LINT_FLAGS, path]);
    assert.equal(code, 1);
    assert.match(stdout, /timeout-minuets/);
  });
});

const LINT_FLAGS = ["-shellcheck=", "-pyflakes="];

function workflowText(): string {
  const block = blocks.find((block) => fileNameOf(block) === WORKFLOW);
  assert.ok(block !== undefined);
  return block.text;
}

/** What the workflow runs in the container, with a registry of that text. */
function toExample(files: ReadonlyMap<string, string>, registry: string): Example {
  const workflow = load(workflowText()) as {
    readonly jobs: { readonly registry: { readonly steps: readonly { readonly run?: string }[] } };
  };
  const script = workflow.jobs.registry.steps.map(({ run = "" }) => run).join("");
  assert.match(script, /^echo '\[\]' > statuses\.json$/m);
  const args = /"\$IMAGE" \\\n\s*(plan .*)$/m.exec(script)?.[1]?.split(" ");
  assert.ok(args !== undefined);
  const path = args[args.indexOf("--registry") + 1] ?? "";
  return {
    name: path,
    heading: "",
    args,
    expected: "",
    files: new Map([...files, [path, registry]]),
  };
}

function toCode(cell = ""): string {
  return cell.replaceAll("`", "");
}

async function withFile(text: string, use: (path: string) => Promise<unknown>): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".yml" });
  try {
    await Deno.writeTextFile(path, text);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}
