import assert from "node:assert/strict";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { toPlainMarkdown } from "../../src/release/plain_markdown.ts";
import { SHORT_TEXTS, UNSAFE } from "../testing/hostile_texts.ts";

/** As a reader sees an item of a list: outside of code spans, and all of it. */
function read(text: string) {
  const html = micromark(`- ${toPlainMarkdown(text)}`, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const outside = html.replace(/<code>.*?<\/code>/g, "§");
  const tags = [...new Set(outside.match(/<\/?\w+/g) ?? [])].toSorted();
  const words = html.replace(/<[^>]*>/g, "").replaceAll("&quot;", '"').replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">").replaceAll("&amp;", "&").trim();
  return { outside, tags, words };
}

const LIST = ["</li", "</ul", "<li", "<ul"];

Deno.test("plain words stay as they are", () => {
  const texts = [
    "serve statuses, and (where asked) Größe 3.5 – 4/5, it's \"so\": done; e.g. x's!",
    "read v1.2.3 or 50%, and state-of-the-art things",
  ];
  for (const text of texts) assert.equal(toPlainMarkdown(text), text);
});

Deno.test("code spans stay, and what could mean something becomes one", () => {
  const texts: Readonly<Record<string, string>> = {
    "serve `/api` (`a b`), now": "serve `/api` (`a b`), now",
    "ask @ada of #12": "ask `@ada` of `#12`",
    "use snake_case*": "use `snake_case*`",
    "see`a`@b": "see`a` `@b`",
    "a ` b": "a `` ` `` b",
    "a:octocat: at 1:30": "`a:octocat:` at 1:30",
  };
  for (const [text, expected] of Object.entries(texts)) {
    assert.equal(toPlainMarkdown(text), expected);
  }
});

Deno.test("no text is more than words and code to a reader", () => {
  const texts = [
    "<img src=x onerror=alert(1)> <b>b</b> &lt;b&gt;",
    "[a](http://example.org) ![a](b) <http://example.org> http://example.org www.example.org",
    "mail ada@example.org or xmpp:ada@example.org",
    "*a* **b** _c_ ~~d~~ $e$ \\* [^1]",
    "- a",
    "+ a",
    "* a",
    "1. a",
    "2) a",
    "# a",
    "> a",
    "[ ] a",
    "---",
    "===",
    "    a",
    "| a | b |\n| - | - |",
    "`a `` b ``` c `",
    "``",
    "a``b`c",
    ...SHORT_TEXTS,
  ];
  for (const text of texts) {
    const { outside, tags } = read(text);
    assert.deepEqual(tags, LIST, `${text}: ${outside}`);
    assert.doesNotMatch(toPlainMarkdown(text), UNSAFE);
    assert.doesNotMatch(outside, /[@#]|&lt;|:\/\/|www\.|GH-\d/i, text);
  }
});

Deno.test("no word gets lost", () => {
  for (const text of ["fix <b>x</b> for @ada: see http://example.org & #12", "a `b c` d"]) {
    assert.equal(read(text).words, text.replaceAll("`", ""));
  }
});
