/** The page for people: what it shows, and what it lets a browser do. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type ApiDescription, listOperations } from "../../src/http/api_description.ts";
import { renderDocsPage } from "../../src/http/docs_page.ts";
import { listExamples } from "./api_examples.ts";
import { DESCRIPTION_ROOM } from "../../src/http/byte_room.ts";
import { createTestApp } from "./test_app.ts";

const { get, app } = createTestApp();
const DESCRIPTION: ApiDescription = await (await get("/openapi.json")).json();

Deno.test("the page shows each operation, each schema and each example", async () => {
  const response = await get("/docs");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  const page = await response.text();
  const operations = listOperations(DESCRIPTION);
  assert.ok(operations.length > 10);
  for (const { method, path, operation } of operations) {
    assert.ok(page.includes(`<section class="operation" id="${operation.operationId}"`));
    assert.ok(page.includes(`>${method}</span> <code>${path}</code>`), path);
  }
  for (const name of Object.keys(DESCRIPTION.components.schemas)) {
    assert.ok(page.includes(`id="schema-${name}"><h3>${name}</h3>`), name);
  }
  const examples = listExamples(await (await get("/openapi.json")).json());
  const blocks = page.match(/<pre tabindex="0">/g) ?? [];
  assert.equal(blocks.length, examples.length);
});

Deno.test("every link of the page leads to a place of it, and each place has one name", async () => {
  const page = await (await get("/docs")).text();
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  assert.ok(targets.length > 50);
  for (const target of targets) assert.ok(ids.includes(target), `#${target}`);
});

Deno.test("headings of the page follow each other without a gap", async () => {
  const page = await (await get("/docs")).text();
  const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  assert.equal(levels[0], 1);
  assert.equal(levels.filter((level) => level === 1).length, 1);
  for (const [index, level] of levels.entries()) {
    assert.ok(level <= (levels[index - 1] ?? 0) + 1, `heading ${index}`);
  }
});

Deno.test("the policy lets nothing run and nothing load, but the page's own style", async () => {
  const response = await get("/docs");
  const policy = response.headers.get("content-security-policy") ?? "";
  const page = await response.text();
  const [, style = ""] = /<style>([^<]*)<\/style>/.exec(page) ?? [];
  const digest = createHash("sha256").update(style).digest("base64");
  assert.deepEqual(policy.split("; ").toSorted(), [
    "base-uri 'none'",
    "default-src 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src data:",
    `style-src 'sha256-${digest}'`,
  ]);
  assert.doesNotMatch(page, /<script|<link rel="stylesheet|<img|<iframe|\sstyle=|\son\w+=/i);
});

Deno.test("a page that was seen is not sent again, HEAD sends none", async () => {
  const first = await get("/docs");
  const tag = first.headers.get("etag") ?? "";
  assert.match(tag, /^"[A-Za-z0-9_-]{43}"$/);
  const again = await get("/docs", { "if-none-match": tag });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), "");
  assert.equal((await get("/docs", { "if-none-match": '"other"' })).status, 200);
  const head = await app.request("/docs", { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  const other = createTestApp({ bodyLimitBytes: 4_096 });
  assert.notEqual((await other.get("/docs")).headers.get("etag"), tag);
});

Deno.test("whatever the description says is text on the page", async () => {
  const hostile = "<script>alert(1)</script>`<b>`";
  const text = JSON.stringify(DESCRIPTION, (key, value) => {
    if (typeof value !== "string" || key === "$ref") return value;
    return ["description", "summary", "title", "error", "pattern"].includes(key) ? hostile : value;
  });
  const page = await renderDocsPage(JSON.parse(text));
  assert.doesNotMatch(page, /<script|<b>/);
  assert.ok(page.includes("&lt;script&gt;alert(1)&lt;/script&gt;<code>&lt;b&gt;</code>"));
});

Deno.test("pages that nobody reads are kept within their room, whichever they are", async () => {
  const { app } = createTestApp();
  const sent: (() => void)[] = [];
  const ask = async (path: string) => {
    const env = {
      remoteAddress: "192.0.2.1",
      whenSent: (done: () => void) => void sent.push(done),
    };
    const response = await app.request(path, {}, env);
    return { status: response.status, byteCount: (await response.bytes()).byteLength };
  };
  let byteCount = 0;
  for (let count = 0;; count += 1) {
    const answer = await ask(count % 2 === 0 ? "/docs" : "/openapi.json");
    if (answer.status === 503) break;
    assert.equal(answer.status, 200);
    byteCount += answer.byteCount;
    assert.ok(byteCount <= DESCRIPTION_ROOM.shareBytes);
  }
  assert.ok(byteCount > DESCRIPTION_ROOM.shareBytes - 200_000);
  sent.pop()?.();
  sent.pop()?.();
  assert.equal((await ask("/docs")).status, 200);
});
