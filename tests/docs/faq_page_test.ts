import assert from "node:assert/strict";
import { SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import { MarkdownPage } from "./markdown_page.ts";

const page = await MarkdownPage.read("docs/faq.md");

/** The questions, each with its answer. */
function readQuestions(): readonly (readonly [string, string])[] {
  return page.text.split(/\n\n+/).flatMap((paragraph) => {
    const match = /^\*\*([^*]+\?)\*\*\s+(.*)$/s.exec(paragraph);
    return match === null ? [] : [[match[1] ?? "", match[2] ?? ""] as const];
  });
}

Deno.test("each answer is short and leads to a page that has more", () => {
  const questions = readQuestions();
  assert.ok(questions.length >= 20, `only ${questions.length} questions were looked at`);
  for (const [question, answer] of questions) {
    assert.match(answer, /\]\([\w/-]+\.md(?:#[\w-]+)?\)/, question);
    const sentences = answer.split(/[.?:)](?:\s|$)/).filter((part) => part.trim() !== "");
    assert.ok(sentences.length <= 6, `${question} is answered in ${sentences.length} sentences`);
  }
});

Deno.test("the figures of the answers are those of the pages that they lead to", async () => {
  const sizing = (await MarkdownPage.read("docs/operations.md")).section("Sizing");
  const pass = (await MarkdownPage.read("docs/architecture.md")).section("How a pass works");
  const row = (text: string): string => / *\| 100,000 \|.*\|/.exec(text)?.[0] ?? "";
  const [collector = "", informer = ""] = sizing.split("**Informer**").map(row);
  for (const [figure, cells] of [["1,739", collector], ["263", informer]] as const) {
    assert.ok(page.text.includes(`${figure} MiB`), figure);
    assert.match(cells, new RegExp(`\\b${figure.replace(",", "")} +\\|$`), figure);
  }
  assert.match(pass, /at most 6 calls[^]*at most 12/);
  assert.match(page.text, /6 calls at most[^]*12 at most/);
  const { claimsPerClusterMax, claimsMax } = SERVER_SETTINGS.settings;
  for (const { absence } of [claimsPerClusterMax, claimsMax]) {
    const limit = Number(/\d+/.exec(absence)?.[0]).toLocaleString("en");
    assert.ok(page.section("What it needs").includes(limit), limit);
  }
});
