import assert from "node:assert/strict";
import { drawTerminal } from "../../../demo/terminal/svg_picture.ts";
import { MarkdownPage, ROOT } from "../../docs/markdown_page.ts";

Deno.test("lines become text of a picture, each in its colour, and none becomes a mark", () => {
  const svg = drawTerminal(["$ demo", "", "  │ + a: <b> & c", "  │ - old", "plain"]);
  assert.equal(svg.match(/<text /g)?.length, 4);
  assert.match(svg, /fill="#7ee787"[^>]*> {2}│ \+ a: &lt;b&gt; &amp; c<\/text>/);
  assert.match(svg, /fill="#ff7b72"[^>]*> {2}│ - old<\/text>/);
  assert.match(svg, /fill="#c9d1d9"[^>]*>plain<\/text>/);
});

Deno.test("the README shows the picture of the demo, as it was drawn", async () => {
  const readme = await MarkdownPage.read("README.md");
  assert.ok(readme.links().some(({ target }) => target === "docs/demo.svg"));
  const svg = await Deno.readTextFile(new URL("docs/demo.svg", ROOT));
  assert.match(svg, /one pull request appears/);
  assert.match(svg, /\+ +statusMessage:/);
});
