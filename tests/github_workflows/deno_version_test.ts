/** One version of Deno stands in many files; Renovate has to find each of them. */
import assert from "node:assert/strict";
import renovate from "../../.github/renovate.json" with { type: "json" };
import { listJobs, readWorkflows } from "./workflow.ts";

const ROOT = new URL("../../", import.meta.url);
const PINNED = /^DENO_VERSION=(\S+)$/m.exec(await read(".ci/run"))?.[1] ?? "";

/** Files in which each version of Deno is the pinned one; what was measured with it stands elsewhere. */
const FILES = [".ci/run", "README.md", ".github/CONTRIBUTING.md", "docs/adr/0003-deno-and-npm.md"];

Deno.test("every workflow that has Deno has the version of .ci/run", async () => {
  const steps = listJobs(await readWorkflows()).flatMap(({ job }) => job.steps ?? []);
  const setups = steps.filter(({ uses }) => uses?.startsWith("denoland/setup-deno@"));
  assert.ok(setups.length >= 5);
  for (const step of setups) assert.equal(String(step.with?.["deno-version"]), PINNED);
});

Deno.test("every job that runs a task has Deno, before the first one", async () => {
  for (const { place, job: { steps = [] } } of listJobs(await readWorkflows())) {
    const task = steps.findIndex(({ run }) => run?.startsWith("deno "));
    const setup = steps.findIndex(({ uses }) => uses?.startsWith("denoland/setup-deno@"));
    assert.equal(task >= 0, setup >= 0, place);
    assert.ok(setup <= task, place);
  }
});

Deno.test("Renovate finds every place of the version of Deno in scripts and pages", async () => {
  assert.match(PINNED, /^\d+\.\d+\.\d+$/);
  const [manager] = renovate.customManagers;
  for (const file of FILES) {
    let text = await read(file);
    for (const pattern of manager?.matchStrings ?? []) {
      text = text.replaceAll(new RegExp(pattern, "g"), (found, version) => {
        assert.equal(version, PINNED, `${file}: ${found}`);
        return "";
      });
    }
    assert.ok(!text.includes(PINNED), `${file} names it in a way that Renovate does not know`);
    assert.notEqual(text, await read(file), file);
  }
});

function read(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, ROOT));
}
