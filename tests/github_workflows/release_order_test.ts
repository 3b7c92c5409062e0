/** In which order a release is made. */
import assert from "node:assert/strict";
import { findEarlierJobs, readWorkflow, type WorkflowJob } from "./workflow.ts";

const RELEASE = await readWorkflow("release.yml");
const JOBS = Object.entries(RELEASE.jobs);

/** The executables, and the runners that are such machines. */
const RUNNERS: Readonly<Record<string, RegExp>> = {
  "linux_amd64": /^ubuntu-[\d.]+$/,
  "linux_arm64": /^ubuntu-[\d.]+-arm$/,
  "darwin_amd64": /^macos-\d+-intel$/,
  "darwin_arm64": /^macos-\d+$/,
  "windows_amd64.exe": /^windows-\d+$/,
};

Deno.test("a release begins with a tag of a version, and with nothing else", () => {
  assert.deepEqual(RELEASE.on, { push: { tags: ["v[0-9]+.[0-9]+.[0-9]+*"] } });
  assert.ok(RELEASE.concurrency?.["cancel-in-progress"] === false);
});

Deno.test("what writes anything waits for the gate, the build and every smoke run", () => {
  const writers = JOBS.filter(([, job]) => isWriter(job)).map(([id]) => id);
  assert.deepEqual(writers, ["sign", "image", "publish"]);
  for (const id of writers) {
    const earlier = findEarlierJobs(RELEASE.jobs, id);
    for (const need of ["gate", "build", "smoke"]) assert.ok(earlier.has(need), `${id}: ${need}`);
  }
});

Deno.test("no job runs although one before it has failed", () => {
  for (const [id, job] of JOBS) {
    assert.ok(!("if" in job), id);
    assert.ok(!("continue-on-error" in job), id);
    for (const step of job.steps ?? []) {
      assert.ok(
        !("if" in step) && !("continue-on-error" in step),
        `${id}: ${JSON.stringify(step)}`,
      );
    }
  }
});

Deno.test("the gate is the one of every change", () => {
  assert.equal(RELEASE.jobs["gate"]?.uses, "./.github/workflows/ci.yml");
});

Deno.test("the build makes sure that the tag is on main and names the version, then builds", () => {
  const build = RELEASE.jobs["build"];
  const checkout = build?.steps?.find(({ uses }) => uses?.startsWith("actions/checkout@"));
  assert.equal(checkout?.with?.["fetch-depth"], 0);
  const commands = runsOf(build);
  const order = [
    /^git merge-base --is-ancestor HEAD origin\/main$/,
    /^deno task --quiet build:facts >> /,
    /^test "\$GITHUB_REF_NAME" = "v\$VERSION"$/,
    /^deno task compile:all$/,
  ].map((command) => commands.findIndex((run) => command.test(run)));
  assert.deepEqual(order, order.toSorted((a, b) => a - b));
  assert.ok(!order.includes(-1), String(order));
});

Deno.test("every executable runs on its own system", () => {
  const smoke = RELEASE.jobs["smoke"];
  const rows = smoke?.strategy?.matrix.include ?? [];
  assert.deepEqual(rows.map(({ system }) => system).toSorted(), Object.keys(RUNNERS).toSorted());
  for (const { system, runner } of rows) assert.match(runner, RUNNERS[system] ?? /^$/, system);
  assert.ok(runsOf(smoke).some((run) => run.startsWith(`deno task smoke "$EXECUTABLE"`)));
});

Deno.test("the page of the release is the last of all, a draft until it has every file", () => {
  const earlier = findEarlierJobs(RELEASE.jobs, "publish");
  assert.deepEqual([...earlier, "publish"].toSorted(), JOBS.map(([id]) => id).toSorted());
  const [create = "", publish = "", ...more] = runsOf(RELEASE.jobs["publish"]);
  assert.match(create, /^gh release create .* --draft .* dist\/\*$/);
  assert.match(publish, /^gh release edit .* --draft=false$/);
  assert.deepEqual(more, []);
});

Deno.test("checksums and image are signed, and both are told where they come from", () => {
  const { sign, image } = RELEASE.jobs;
  for (const job of [sign, image]) {
    const uses = (job?.steps ?? []).map((step) => step.uses ?? "");
    assert.ok(uses.some((action) => action.startsWith("actions/attest@")));
    assert.ok(uses.some((action) => action.startsWith("sigstore/cosign-installer@")));
  }
  assert.match(runsOf(sign).join("\n"), /^cosign sign-blob --yes .* dist\/checksums\.txt$/m);
  assert.match(runsOf(image).join("\n"), /^cosign sign --yes "\$IMAGE"$/m);
});

Deno.test("the image is of both architectures, and is told which build it is", async () => {
  const facts = ["BUILD_VERSION", "BUILD_COMMIT", "BUILD_DATE", "BUILD_SOURCE"];
  for (const job of [RELEASE.jobs["image"], (await readWorkflow("ci.yml")).jobs["image"]]) {
    const step = job?.steps?.find(({ uses }) => uses?.startsWith("docker/build-push-action@"));
    const given = String(step?.with?.["build-args"]).trim().split("\n");
    assert.deepEqual(given.map((line) => line.split("=")[0]), facts);
  }
  const push = RELEASE.jobs["image"]?.steps?.find((step) => step.with?.["push"] === true);
  assert.equal(push?.with?.["platforms"], "linux/amd64,linux/arm64");
});

function isWriter(job: WorkflowJob): boolean {
  return Object.values(job.permissions ?? {}).includes("write");
}

function runsOf(job: WorkflowJob | undefined): readonly string[] {
  return (job?.steps ?? []).flatMap(({ run }) => run === undefined ? [] : [run.trim()]);
}
