import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { hashObject } from "./git/git_object.ts";
import { HOSTILE_ANSWERS } from "./http/hostile_answer.ts";
import { at, statusOf, testGitHub, type World } from "./octokit_world.ts";

const main = { ...at, ref: "heads/main" };

async function firstBlob({ octokit, github }: World): Promise<string> {
  const tree_sha = github.log("main")[0]?.tree ?? "";
  const { data } = await octokit.git.getTree({ ...at, tree_sha });
  return data.tree.find(({ type }) => type === "blob")?.sha ?? "";
}

testGitHub("a hostile answer comes as it is, and only once", async (world) => {
  const { github, octokit } = world;
  for (const [name, answer] of Object.entries(HOSTILE_ANSWERS)) {
    if (typeof answer === "string") continue;
    github.fault({ when: "before", answer });
    const signal = AbortSignal.timeout(10_000);
    const result: unknown = await octokit.git.getRef({ ...main, request: { signal } })
      .then(({ status }) => status, (error: unknown) => statusOf(error));
    // What is no JSON but says so is an error without a status of its own.
    assert.ok(result === answer.status || result === 500, `${name}: ${result}`);
    assert.equal((await octokit.git.getRef(main)).data.object.type, "commit");
  }
});

testGitHub("an endless body ends when the client gives up", async ({ github }) => {
  const server = await github.listen();
  for (const fetchIt of [github.fetch, fetch]) {
    github.fault({ when: "before", answer: HOSTILE_ANSWERS["an endless body"] });
    const stop = new AbortController();
    const response = await fetchIt(`${server.url}/repos/acme/registry`, { signal: stop.signal });
    assert.equal(response.status, 200);
    const reader = response.body?.getReader();
    let size = 0;
    while (size < 1_000_000) size += (await reader?.read())?.value?.length ?? 0;
    stop.abort(new Error("enough"));
    await assert.rejects(async () => {
      while (true) await reader?.read();
    });
  }
  for (const fetchIt of [github.fetch, fetch]) {
    github.fault({ when: "before", answer: "endless" });
    const response = await fetchIt(`${server.url}/repos/acme/registry`);
    await response.body?.cancel();
  }
  await server.close();
  assert.deepEqual(github.calls.map(({ status }) => status), [200, 200, 200, 200]);
});

testGitHub("a tampered blob has its size, and not its hash", async (world) => {
  const { github, octokit } = world;
  const file_sha = await firstBlob(world);
  const whole = (await octokit.git.getBlob({ ...at, file_sha })).data;
  github.fault({ when: "after", answer: "tamper" });
  const other = (await octokit.git.getBlob({ ...at, file_sha })).data;
  const bytes = Buffer.from(other.content, "base64");
  assert.deepEqual([other.sha, other.size, bytes.length], [file_sha, whole.size, whole.size]);
  assert.notEqual(hashObject("blob", bytes), file_sha);
  assert.equal(hashObject("blob", Buffer.from(whole.content, "base64")), file_sha);
});
