/** `GET /docs` of the real server in a real browser. */
import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import { testChromium } from "../testing/chromium/chromium_command.ts";
import { ChromiumPage, type Screen } from "../testing/chromium/chromium_page.ts";
import { Platform } from "./platform.ts";

const SCREENS: Readonly<Record<string, Screen>> = {
  light: { width: 1280, height: 1000, scheme: "light" },
  dark: { width: 1280, height: 1000, scheme: "dark" },
  phone: { width: 360, height: 740, scheme: "light" },
};
/** Where to keep pictures for people to look at; none are kept elsewhere. */
const PICTURES = Deno.env.get("DOCS_PICTURES");

testChromium("a browser shows every operation, asks nobody else and has no complaint", async () => {
  await using platform = await Platform.create(registryOf("db"));
  await using server = await platform.startServer();
  const { paths }: { paths: Record<string, Record<string, { operationId: string }>> } =
    await (await fetch(`${server.url}/openapi.json`)).json();
  await using page = await ChromiumPage.create();
  await page.open(`${server.url}/docs`);
  assert.equal(await page.evaluate("document.title"), "Machinery status collector: HTTP API");
  assert.equal(await page.evaluate("document.documentElement.lang"), "en");
  const seen = await page.evaluate(
    `[...document.querySelectorAll("section.operation")].filter((each) => each.checkVisibility())
      .map((each) => each.querySelector("h3").innerText.replace(/\\s+/g, " "))`,
  ) as string[];
  const described = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)
  );
  assert.deepEqual(seen.toSorted(), described.toSorted());
  const color = "getComputedStyle(document.querySelector('.method.post')).backgroundColor";
  assert.equal(await page.evaluate(color), "rgb(31, 95, 174)", "the style has effect");
  const requests = page.requests.filter((url) => url !== "data:,");
  assert.deepEqual(requests, [`${server.url}/docs`]);
  assert.deepEqual(page.complaints, []);
});

testChromium("the page fits on each screen, in light and dark", async () => {
  await using platform = await Platform.create(registryOf("db"));
  await using server = await platform.startServer();
  await using page = await ChromiumPage.create();
  const backgrounds = [];
  for (const [name, screen] of Object.entries(SCREENS)) {
    await page.showOn(screen);
    for (const anchor of ["main", "postBatch", "schema-StatusPost"]) {
      // Another query makes it another page, which is loaded anew.
      await page.open(`${server.url}/docs?${name}-${anchor}#${anchor}`);
      const wide = await page.evaluate("document.documentElement.scrollWidth");
      assert.ok(Number(wide) <= screen.width, `${name}: ${wide}`);
      const picture = await page.takePicture();
      if (PICTURES) await Deno.writeFile(`${PICTURES}/${name}-${anchor}.png`, picture);
    }
    backgrounds.push(await page.evaluate("getComputedStyle(document.body).backgroundColor"));
  }
  assert.deepEqual(backgrounds, ["rgb(255, 255, 255)", "rgb(20, 24, 31)", "rgb(255, 255, 255)"]);
  assert.deepEqual(page.complaints, []);
});

testChromium("a keyboard is enough: it skips the contents, and opens an answer", async () => {
  await using platform = await Platform.create(registryOf("db"));
  await using server = await platform.startServer();
  await using page = await ChromiumPage.create();
  await page.open(`${server.url}/docs`);
  await page.press("Tab");
  assert.equal(await page.evaluate("document.activeElement.className"), "skip");
  await page.press("Enter");
  assert.equal(await page.evaluate("document.activeElement.id"), "main");
  const focused = "document.activeElement.closest('details:not([open])') !== null";
  for (let count = 0; count < 50 && await page.evaluate(focused) !== true; count += 1) {
    await page.press("Tab");
  }
  await page.evaluate("globalThis.answer = document.activeElement.parentElement");
  await page.press("Enter");
  assert.ok(await page.evaluate("answer.open"));
});
