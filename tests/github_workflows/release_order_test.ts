/** In which order a release is made. */
import assert from "node:assert/strict";
import { findEarlierJobs, readWorkflow, type WorkflowJob, type WorkflowStep } from "./workflow.ts";

const RELEASE = await readWorkflow("release.yml");
const JOBS = Object.entries(RELEASE.jobs);

/** Fails where there is a release of the tag, a draft included for those who may see it. */
const RELEASED =
  /^gh api --paginate "repos\/\{owner\}\/\{repo\}\/releases" --jq '\.\[\] \| select\(\.tag_name == env\.GITHUB_REF_NAME\) \| error\(.+\)'$/;

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
});

Deno.test("runs of one tag wait for each other, and no run of another tag takes their place", () => {
  assert.deepEqual(RELEASE.concurrency, {
    group: "release-${{ github.ref }}",
    "cancel-in-progress": false,
  });
});

Deno.test("what writes anything waits for the gate, the build and every smoke run, and for what is before it", () => {
  const writers = JOBS.filter(([, job]) => isWriter(job)).map(([id]) => id);
  assert.deepEqual(writers, ["sign", "image", "publish"]);
  const needs = ["gate", "build", "smoke"];
  for (const id of writers) {
    const earlier = findEarlierJobs(RELEASE.jobs, id);
    for (const need of needs) assert.ok(earlier.has(need), `${id}: ${need}`);
    needs.push(id);
  }
});

Deno.test("owners can ask for a reviewer of every job that writes, and of no other", () => {
  for (const [id, job] of JOBS) {
    assert.equal(job.environment, isWriter(job) ? "release" : undefined, id);
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
    RELEASED,
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

Deno.test("the build hands on what it has made, with its digest, and so does what signs", () => {
  const { build, sign } = RELEASE.jobs;
  assert.equal(build?.outputs?.["files"], "${{ steps.files.outputs.digest }}");
  assert.equal(build.outputs["notes"], "${{ steps.notes.outputs.digest }}");
  assert.equal(sign?.outputs?.["signature"], "${{ steps.signature.outputs.digest }}");
  const digests = {
    files: `dist`,
    notes: `"$RUNNER_TEMP/notes.md"`,
    signature: "checksums.txt.sigstore.json",
  };
  const steps = [...build.steps ?? [], ...sign.steps ?? []];
  for (const [id, path] of Object.entries(digests)) {
    const digest = steps.findIndex((step) => step.id === id);
    const run = `deno task --quiet release:digest ${path} >> "$GITHUB_OUTPUT"`;
    assert.equal(steps[digest]?.run, run);
    const upload = steps.findIndex((step) => step.with?.["name"] === id);
    assert.ok(digest < upload, id);
    const between = steps.slice(digest + 1, upload).map(({ run = "", uses = "" }) => run || uses);
    const others = between.filter((step) => !/ release:|^actions\/upload-artifact@/.test(step));
    assert.deepEqual(others, [], id);
  }
});

Deno.test("a download is held against the digest of the job that made it, before it is used", () => {
  const makers: Readonly<Record<string, string>> = {
    files: "build",
    notes: "build",
    signature: "sign",
  };
  const downloads: string[] = [];
  for (const [id, job] of JOBS) {
    const folders = new Set<unknown>();
    const steps = job.steps ?? [];
    const isDownload = (step: WorkflowStep) => step.uses?.startsWith("actions/download-artifact@");
    const last = steps.findLastIndex(isDownload);
    for (const step of steps.filter(isDownload)) {
      const { name, path } = step.with ?? {};
      downloads.push(`${id}: ${name}`);
      assert.ok(!folders.has(path), `${id}: another download could replace what is in ${path}`);
      folders.add(path);
      const variable = String(name).toUpperCase();
      const value = `\${{ needs.${makers[String(name)]}.outputs.${name} }}`;
      assert.equal(job.env?.[variable], value);
      const check = `deno task release:check ${path} --digest="$${variable}"`;
      const place = steps.findIndex(({ run }) => run === check);
      assert.ok(place > last, `${id}: ${check}`);
      const between = steps.slice(last + 1, place).map(({ run = "" }) => run);
      assert.deepEqual(between.filter((run) => !run.startsWith("deno task release:check ")), []);
    }
  }
  assert.deepEqual(downloads.toSorted(), [
    "publish: files",
    "publish: notes",
    "publish: signature",
    "sign: files",
    "smoke: files",
  ]);
});

Deno.test("names are given last of all: a draft with every file, the image's version, the page", () => {
  const earlier = findEarlierJobs(RELEASE.jobs, "publish");
  assert.deepEqual([...earlier, "publish"].toSorted(), JOBS.map(([id]) => id).toSorted());
  const commands = runsOf(RELEASE.jobs["publish"]);
  const [ask = "", create = "", name = "", show = "", ...more] = commands.slice(3);
  assert.ok(commands.slice(0, 3).every((run) => run.startsWith("deno task release:check ")));
  assert.match(ask, RELEASED);
  assert.match(create, /^gh release create .* --draft --verify-tag .* dist\/\* signature\/\*$/);
  assert.match(
    name,
    /^docker buildx imagetools create --tag "\$IMAGE:\$VERSION" "\$IMAGE@\$DIGEST"$/,
  );
  assert.match(show, /^gh release edit .* --draft=false$/);
  assert.deepEqual(more, []);
  const steps = RELEASE.jobs["publish"]?.steps ?? [];
  const login = steps.findIndex(({ uses }) => uses?.startsWith("docker/login-action@"));
  assert.ok(login >= 0 && login < steps.findIndex(({ run }) => RELEASED.test(run?.trim() ?? "")));
});

Deno.test("no other job names or releases anything", () => {
  for (const [id, job] of JOBS) {
    const naming = runsOf(job).filter((run) => /^(?:docker buildx|gh release) /.test(run));
    assert.equal(naming.length, id === "publish" ? 3 : 0, id);
  }
});

Deno.test("what gets the name is the image that was signed", () => {
  const { image, publish } = RELEASE.jobs;
  assert.deepEqual(image?.outputs, {
    name: "${{ steps.name.outputs.name }}",
    digest: "${{ steps.push.outputs.digest }}",
  });
  const signed = image?.steps?.find(({ run }) => run?.startsWith("cosign sign "));
  assert.equal(signed?.env?.["IMAGE"], `${image.outputs["name"]}@${image.outputs["digest"]}`);
  const attested = image?.steps?.find(({ uses }) => uses?.startsWith("actions/attest@"));
  assert.equal(attested?.with?.["subject-name"], image.outputs["name"]);
  assert.equal(attested?.with?.["subject-digest"], image.outputs["digest"]);
  assert.equal(publish?.env?.["IMAGE"], "${{ needs.image.outputs.name }}");
  assert.equal(publish?.env?.["DIGEST"], "${{ needs.image.outputs.digest }}");
});

Deno.test("an image runs before one is pushed, and that one has no tag", () => {
  const steps = JOBS.flatMap(([id, job]) => (job.steps ?? []).map((step) => ({ id, step })));
  const builds = steps.filter(({ step }) => step.uses?.startsWith("docker/build-push-action@"));
  const [tried, pushed, ...more] = builds.map(({ step }) => step);
  assert.deepEqual(more, []);
  assert.ok(tried?.with?.["load"] === true);
  assert.equal(tried.with["tags"], "machinery-status-collector:release");
  for (const step of [tried, pushed]) assert.ok(!("push" in (step?.with ?? {})));
  assert.equal(
    pushed?.with?.["outputs"],
    "type=image,push-by-digest=true,name-canonical=true,push=true",
  );
  assert.equal(pushed.with["tags"], "${{ steps.name.outputs.name }}");
  const order = RELEASE.jobs["image"]?.steps ?? [];
  const run = order.findIndex((step) => step.run?.startsWith("docker run --rm --read-only"));
  assert.ok(order.indexOf(tried) < run && run < order.indexOf(pushed));
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
  const push = RELEASE.jobs["image"]?.steps?.find(({ with: given }) => given?.["outputs"]);
  assert.equal(push?.with?.["platforms"], "linux/amd64,linux/arm64");
});

function isWriter(job: WorkflowJob): boolean {
  return Object.values(job.permissions ?? {}).includes("write");
}

function runsOf(job: WorkflowJob | undefined): readonly string[] {
  return (job?.steps ?? []).flatMap(({ run }) => run === undefined ? [] : [run.trim()]);
}
