/** What is asked of workflows and the tools do not look at. */
import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { listJobs, readWorkflows, type WorkflowJob } from "./workflow.ts";

const WORKFLOWS = await readWorkflows();
const JOBS = listJobs(WORKFLOWS);

/** What may be run beside tasks: one command each, that decides nothing. */
const COMMANDS: readonly RegExp[] = [
  /^deno task (?:--quiet )?[a-z][a-z:]*(?: (?:--[a-z]+=)?(?:"\$[A-Z]+"|"\$RUNNER_TEMP\/notes\.md"|[\w./-]+))*(?: >>? "\$[A-Z_]+(?:\/notes\.md)?")?$/,
  /^\.ci\/run$/,
  /^chmod \+x "\$EXECUTABLE"$/,
  /^cosign sign(?:-blob)? --yes (?!.*[;&|<>]).*$/,
  /^docker buildx imagetools create --tag "\$IMAGE:\$VERSION" "\$IMAGE@\$DIGEST"$/,
  /^docker run --rm --read-only [\w:-]+ version$/,
  /^echo "name=\$\{NAME,,\}" >> "\$GITHUB_OUTPUT"$/,
  /^gh api --paginate "repos\/\{owner\}\/\{repo\}\/releases" --jq '[^']*'$/,
  /^gh release (?:create|edit) "\$GITHUB_REF_NAME" (?!.*[;&|<>]).*$/,
  /^git merge-base --is-ancestor HEAD origin\/main$/,
  /^test "\$GITHUB_REF_NAME" = "v\$VERSION"$/,
];

Deno.test("a workflow may do nothing but what its jobs are allowed", () => {
  assert.ok(WORKFLOWS.length >= 3);
  for (const { name, permissions } of WORKFLOWS) assert.deepEqual(permissions, {}, name);
  for (const { place, job } of JOBS) assert.ok(job.permissions, place);
});

Deno.test("only jobs that publish may write, and only what they publish", () => {
  const writing = JOBS.flatMap(({ place, job }) =>
    Object.entries(job.permissions ?? {})
      .filter(([, access]) => access !== "read")
      .map(([what]) => `${place}: ${what}`)
  );
  assert.deepEqual(writing, [
    "release.yml: sign: id-token",
    "release.yml: sign: attestations",
    "release.yml: image: packages",
    "release.yml: image: id-token",
    "release.yml: image: attestations",
    "release.yml: publish: contents",
    "release.yml: publish: packages",
  ]);
});

Deno.test("no workflow runs with rights of the project on code of strangers", () => {
  for (const { name, on } of WORKFLOWS) {
    for (const event of ["pull_request_target", "workflow_run", "issue_comment"]) {
      assert.ok(!(event in on), `${name}: ${event}`);
    }
  }
});

Deno.test("every job ends, and no workflow runs beside itself", () => {
  for (const { place, job } of JOBS) {
    if (isCall(job)) continue;
    const minutes = job["timeout-minutes"] ?? Infinity;
    assert.ok(minutes > 0 && minutes <= 90, place);
  }
  for (const { name, concurrency } of WORKFLOWS) {
    assert.ok(concurrency?.["group"], name);
    assert.ok("cancel-in-progress" in concurrency, name);
  }
  const groups = WORKFLOWS.map(({ concurrency }) => String(concurrency?.["group"]));
  assert.equal(new Set(groups).size, WORKFLOWS.length, "two would stop each other");
  for (const group of groups) assert.doesNotMatch(group, /github\.workflow/);
});

Deno.test("every action is pinned by a commit, with its version beside it", () => {
  let count = 0;
  for (const { name, text } of WORKFLOWS) {
    for (const [line, action = ""] of text.matchAll(/^.*\buses: (\S+).*$/gm)) {
      count += 1;
      if (action === "./.github/workflows/ci.yml") continue;
      assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, `${name}: ${line}`);
    }
  }
  const used = JOBS.flatMap(({ job }) => [job.uses, ...(job.steps ?? []).map(({ uses }) => uses)]);
  assert.equal(count, used.filter((uses) => uses !== undefined).length);
});

Deno.test("an action has one commit everywhere", () => {
  const commits = new Map<string, string>();
  for (const { text } of WORKFLOWS) {
    for (const [, action = "", commit = ""] of text.matchAll(/\buses: ([\w/-]+)@(.+)$/gm)) {
      assert.equal(commits.get(action) ?? commit, commit, action);
      commits.set(action, commit);
    }
  }
  assert.ok(commits.size > 5);
});

Deno.test("a checkout leaves no credentials behind", () => {
  let count = 0;
  for (const { place, step } of listSteps()) {
    if (!step.uses?.startsWith("actions/checkout@")) continue;
    count += 1;
    assert.ok(step.with?.["persist-credentials"] === false, place);
  }
  assert.ok(count > 5);
});

Deno.test("steps run tasks and single commands, and no text of others gets into them", () => {
  let count = 0;
  for (const { place, step: { run } } of listSteps()) {
    if (run === undefined) continue;
    count += 1;
    assert.doesNotMatch(run, /\$\{\{/, place);
    const isKnown = COMMANDS.some((command) => command.test(run.trim()));
    assert.ok(isKnown, `${place}: ${run}`);
  }
  assert.ok(count > 10);
});

Deno.test("every task that a workflow runs exists", () => {
  const tasks = new Set<string>();
  for (const { step: { run = "" } } of listSteps()) {
    const task = /^deno task (?:--quiet )?([a-z:]+)/.exec(run)?.[1];
    if (task !== undefined) tasks.add(task);
  }
  const missing = [...tasks].filter((task) => !(task in denoJson.tasks));
  assert.deepEqual(missing, []);
  assert.ok(tasks.has("ok"));
});

function listSteps() {
  return JOBS.flatMap(({ place, job }) => (job.steps ?? []).map((step) => ({ place, step })));
}

function isCall(job: WorkflowJob): boolean {
  return job.uses !== undefined;
}
