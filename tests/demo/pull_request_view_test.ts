import assert from "node:assert/strict";
import { viewPullRequest } from "../../demo/terminal/pull_request_view.ts";
import { Screen } from "../../demo/terminal/screen.ts";

const screen = new Screen({ write: () => {}, width: 100, isColored: false, isInteractive: false });

Deno.test("tables stand in columns, bars in cells are cells' text, the rest stays readable", () => {
  const body = [
    "**2** Ready",
    "",
    "| Claim | After |",
    "| --- | --- |",
    "| `shop/cart` | `a \\| b` |",
    "| `x` | – |",
    "",
    "<details><summary>Running, but not registered: 1</summary>",
    "",
    "</details>",
    "",
    "<!-- marker -->",
  ].join("\n");
  assert.deepEqual(viewPullRequest({ number: 7, title: "Status", body }, screen), [
    "#7 Status",
    "",
    "2 Ready",
    "",
    "Claim      After",
    "shop/cart  a | b",
    "x          –",
    "",
    "▾ Running, but not registered: 1",
    "",
    "<!-- marker -->",
  ]);
});
