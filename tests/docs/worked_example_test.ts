import assert from "node:assert/strict";
import { MarkdownPage } from "./markdown_page.ts";
import { assertShown, type Example, readExamples } from "./worked_example.ts";

/** A command that is expected to print that. */
function toExample(expected: string): Example {
  return { name: "example", heading: "", args: [], expected, files: new Map() };
}

Deno.test("an output is shown if it is on the page line by line, but for what is left out", () => {
  const output = "a\nb\nc\nd\n";
  for (const shown of [output, "…\nb\nc\n…\n", "a\n…\n", "…\nd\n", "a\n…\nc\n…\nd\n", "…\n"]) {
    assertShown(output, toExample(shown));
  }
  for (
    const wrong of [
      "a\nb\n",
      "b\nc\nd\n",
      "a\nb\nc\nd\ne\n",
      "…\nc\n",
      "b\n…\n",
      "…\nd\n…\nb\n…\n",
      "…\nb\nd\n…\n",
      "a\n…\nd\n…\nd\n",
      "",
    ]
  ) {
    assert.throws(() => assertShown(output, toExample(wrong)), assert.AssertionError, wrong);
  }
  assert.throws(() => assertShown("ab\n", toExample("…\nb\n")), assert.AssertionError);
});

Deno.test("a command has the files above it under its heading, the last of each name", () => {
  const text = [
    "# One",
    "```yaml",
    "# a.yaml",
    "first: 1",
    "```",
    "## Two",
    "```yaml",
    "# b.yaml",
    "second: 1",
    "```",
    "```yaml",
    "# b.yaml",
    "second: 2",
    "```",
    "```console",
    "$ machinery-status-collector plan --registry b.yaml",
    "nothing",
    "$ curl localhost",
    "```",
    "```yaml",
    "# c.yaml",
    "```",
  ].join("\n");
  const examples = readExamples(new MarkdownPage({ path: "docs/page.md", text }));
  assert.deepEqual(examples, [{
    name: "docs/page.md:15 (Two)",
    heading: "Two",
    args: ["plan", "--registry", "b.yaml"],
    expected: "nothing\n",
    files: new Map([["b.yaml", "# b.yaml\nsecond: 2\n"]]),
  }]);
});
