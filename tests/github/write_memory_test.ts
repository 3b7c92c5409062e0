import assert from "node:assert/strict";
import type { PullAnswer } from "../../src/github/answers.ts";
import { STALE_READ_MS, WriteMemory } from "../../src/github/write_memory.ts";

const PULL: PullAnswer = {
  number: 7,
  html_url: "https://github.test/acme/inventory/pull/7",
  state: "open",
  title: "",
  body: "",
  merged_at: null,
  created_at: "2026-03-01T07:00:00Z",
  updated_at: "2026-03-01T08:00:00Z",
  node_id: "PR_7",
  user: { login: "registry-bot" },
  head: { label: "acme:ours", sha: "c".repeat(40), repo: { full_name: "acme/inventory" } },
  base: { ref: "main", repo: { full_name: "acme/inventory" } },
};

function createMemory(): { readonly memory: WriteMemory; advance(durationMs: number): void } {
  let now = Date.parse("2026-03-01T08:00:00Z");
  return { memory: new WriteMemory(() => now), advance: (durationMs) => now += durationMs };
}

Deno.test("a read without our last write is stale for two minutes", async (test) => {
  await test.step("the branch as it was", () => {
    const { memory, advance } = createMemory();
    memory.noteBranch("old");
    assert.match(memory.findStale({ head: "old", pull: undefined }) ?? "", /branch/);
    assert.equal(memory.findStale({ head: "new", pull: undefined }), undefined);
    advance(STALE_READ_MS);
    assert.equal(memory.findStale({ head: "old", pull: undefined }), undefined);
  });
  await test.step("a branch that was made is missing", () => {
    const { memory } = createMemory();
    memory.noteBranch(undefined);
    assert.match(memory.findStale({ head: undefined, pull: undefined }) ?? "", /branch/);
  });
  await test.step("a branch that a merge took away is not missing", () => {
    const { memory } = createMemory();
    memory.noteBranch(undefined);
    memory.notePull(PULL);
    const pull = { ...PULL, state: "closed" as const, updated_at: "2026-03-01T08:00:30Z" };
    assert.equal(memory.findStale({ head: undefined, pull }), undefined);
  });
  await test.step("the pull request is missing, older or an earlier one", () => {
    const { memory, advance } = createMemory();
    memory.notePull(PULL);
    const older = { ...PULL, updated_at: "2026-03-01T07:59:59Z" };
    for (const pull of [undefined, { ...PULL, number: 6 }, older]) {
      assert.match(memory.findStale({ head: "head", pull }) ?? "", /pull request/);
    }
    for (const pull of [PULL, { ...PULL, number: 8 }]) {
      assert.equal(memory.findStale({ head: "head", pull }), undefined);
    }
    advance(STALE_READ_MS);
    assert.equal(memory.findStale({ head: "head", pull: undefined }), undefined);
  });
});
