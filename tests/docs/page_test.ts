import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { MarkdownPage, readPages, ROOT } from "./markdown_page.ts";

const TASK = /\bdeno(?:@[\w.]+)?\s+task\s+([a-z][a-z:-]*)/g;
const PATH = /^(?:src|tests|docs|demo|deploy|\.ci|\.github)\/[\w./-]*$/;
/** What a reader makes. */
const MADE = "deploy/overlays/mine";

/** What no page may say: places of one machine or build, and where packages are fetched from. */
const FORBIDDEN: readonly RegExp[] = [
  /(?<![\w.:/-])\/(?:work|root|home|tmp|usr|var|opt|mnt|Users)\//,
  /\.\.\/(?:shared|testdata|kube)\b/,
  /\bregistry\.npmjs\b|\bjsr\.io\b|\bdl\.deno\b/i,
  /file:\/\//,
];

Deno.test("every link to a place of this repository leads to it", async () => {
  const pages = await readPages();
  let count = 0;
  for (const page of pages) {
    for (const { target } of page.links()) {
      if (/^[a-z]+:/.test(target)) continue;
      count += 1;
      const [path = "", anchor] = target.split("#");
      const url = path === "" ? new URL(page.path, ROOT) : new URL(path, new URL(page.path, ROOT));
      const place = `${page.path}: ${target}`;
      assert.ok(await exists(url), place);
      if (anchor === undefined) continue;
      const to = url.pathname.slice(ROOT.pathname.length);
      const anchors = (await MarkdownPage.read(to)).anchors();
      assert.ok(anchors.includes(anchor), `${place}, expected one of ${anchors.join(", ")}`);
    }
  }
  assert.ok(count > 20, `only ${count} links were looked at`);
});

Deno.test("every file and folder that a page names exists", async () => {
  let count = 0;
  for (const page of await readPages()) {
    for (const path of page.codeSpans().filter((code) => PATH.test(code))) {
      if (path.startsWith(MADE)) continue;
      count += 1;
      assert.ok(await exists(new URL(path, ROOT)), `${page.path}: ${path}`);
    }
  }
  assert.ok(count > 30, `only ${count} paths were looked at`);
});

Deno.test("every task that a page names exists", async () => {
  const tasks = Object.keys(denoJson.tasks);
  const named = new Set<string>();
  for (const { path, text } of await readPages()) {
    for (const [, task = ""] of text.matchAll(TASK)) {
      named.add(task);
      assert.ok(tasks.includes(task), `${path}: deno task ${task}`);
    }
  }
  for (const task of ["demo", "test", "run-server", "ok"]) {
    assert.ok(named.has(task), `no page names the task ${task}`);
  }
});

Deno.test("every page names the version of Deno that CI runs with", async () => {
  const script = await Deno.readTextFile(new URL(".ci/run", ROOT));
  const pinned = /^DENO_VERSION=(\S+)$/m.exec(script)?.[1];
  assert.ok(pinned !== undefined);
  for (const { path, text } of await readPages()) {
    for (const [, version] of text.matchAll(/\bdeno@(\d[\w.]*\w)/g)) {
      assert.equal(version, pinned, path);
    }
  }
});

Deno.test("no page names a place that only one machine has", async () => {
  const example = await MarkdownPage.read(".env.example");
  for (const { path, text } of [...await readPages(), example]) {
    for (const pattern of FORBIDDEN) assert.doesNotMatch(text, pattern, path);
  }
});

Deno.test("every decision is on the list of the architecture page, and nothing else", async () => {
  const architecture = await MarkdownPage.read("docs/architecture.md");
  const text = architecture.section("Decisions");
  const listed = new MarkdownPage({ path: architecture.path, text }).links()
    .map(({ target }) => `docs/${target}`);
  const pages = (await readPages()).map(({ path }) => path)
    .filter((path) => path.startsWith("docs/adr/"));
  assert.deepEqual(listed, pages);
});

async function exists(url: URL): Promise<boolean> {
  try {
    await Deno.stat(url);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
