/** Pages that many ask for at once, and pages that nobody reads. */
import assert from "node:assert/strict";
import { PAGE_ROOM } from "../../src/http/byte_room.ts";
import { PAGE_MS } from "../../src/http/shared_page.ts";
import { createTestApp, readError } from "./test_app.ts";

const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const encode = (text: string) => new TextEncoder().encode(text);

/** An app whose pages are made when the test says so. */
function createPages() {
  const pages: PromiseWithResolvers<string>[] = [];
  const { app, get, clock } = createTestApp({
    renderMetrics: async () => {
      const page = Promise.withResolvers<string>();
      pages.push(page);
      return { contentType: CONTENT_TYPE, bytes: encode(await page.promise) };
    },
  });
  const scrape = async () => {
    const response = await get("/metrics");
    return [response.status, await response.text()];
  };
  return { app, clock, pages, scrape };
}

/** Lets whoever asks come as far as the page. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("a page is made once for all who ask meanwhile, and for a second after", async () => {
  const { clock, pages, scrape } = createPages();
  const waiting = [scrape(), scrape()];
  await settle();
  clock.now += 10 * PAGE_MS;
  waiting.push(scrape());
  await settle();
  assert.equal(pages.length, 1);
  pages[0]?.resolve("first ü\n");
  for (const answer of waiting) assert.deepEqual(await answer, [200, "first ü\n"]);
  clock.now += PAGE_MS - 1;
  assert.deepEqual(await scrape(), [200, "first ü\n"]);
  clock.now += 1;
  const later = scrape();
  await settle();
  assert.equal(pages.length, 2);
  pages[1]?.resolve("second\n");
  assert.deepEqual(await later, [200, "second\n"]);
});

Deno.test("a page that fails is not kept", async () => {
  const { pages, scrape } = createPages();
  const waiting = [scrape(), scrape()];
  await settle();
  pages[0]?.reject(new Error("broken"));
  for (const answer of waiting) assert.equal((await answer)[0], 500);
  const next = scrape();
  await settle();
  pages[1]?.resolve("good\n");
  assert.deepEqual(await next, [200, "good\n"]);
});

Deno.test("pages that have not left are answered 503 beyond a share, others are let in", async () => {
  const text = "x".repeat(PAGE_ROOM.shareBytes / 4);
  const { app } = createTestApp({
    renderMetrics: () => Promise.resolve({ contentType: CONTENT_TYPE, bytes: encode(text) }),
  });
  const sent: (() => void)[] = [];
  const scrape = async (remoteAddress: string) =>
    await app.request("/metrics", {}, {
      remoteAddress,
      whenSent: (done: () => void) => void sent.push(done),
    });
  for (let index = 0; index < 4; index++) {
    const response = await scrape("192.0.2.1");
    assert.equal(response.status, 200);
    assert.equal((await response.text()).length, text.length);
  }
  const refused = await scrape("192.0.2.1");
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "5");
  assert.match((await readError(refused)).error, /too many pages are under way/);
  assert.equal((await scrape("192.0.2.2")).status, 200);
  for (const done of sent.splice(0)) done();
  assert.equal((await scrape("192.0.2.1")).status, 200);
});
