import assert from "node:assert/strict";
import { parsePlanDocument } from "../../src/contract/plan_document.ts";
import { registryOf } from "../testing/collector_world.ts";
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";
import { runPlan } from "../testing/plan_process.ts";
import { ServerProcess } from "../testing/server_process.ts";

const READY = "Ready: True, Synced: True";
const REGISTRY_PATH = "claims/registry.yaml";

/** A folder with files that is removed at the end. */
async function createFolder(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.realPath(await Deno.makeTempDir());
  for (const [name, content] of Object.entries(files)) {
    await Deno.mkdir(`${path}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${path}/${name}`, content);
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Flags that let a plan read one folder, and do nothing else. */
function readOnly(folder: string): readonly string[] {
  return [
    "--deny-net",
    "--deny-write",
    "--deny-run",
    "--deny-ffi",
    `--allow-read=${folder}`,
    "--allow-env",
  ];
}

Deno.test("a running collector plans what it then proposes, and writes nothing for it", async () => {
  const github = createGitHubDouble({
    owner: "acme",
    repo: "inventory",
    files: { [REGISTRY_PATH]: registryOf("db", "web") },
  });
  const socket = await github.listen();
  await using _closing = { [Symbol.asyncDispose]: () => socket.close() };
  await using server = await ServerProcess.start({
    env: {
      GITHUB_API_URL: socket.url,
      GITHUB_TOKEN: defaultToken,
      COLLECTOR_RECONCILE_INTERVAL: "1h",
    },
  });
  await server.waitForLog(({ outcome }) => outcome === "up-to-date");
  // The first pass finds out the rights of the token.
  github.clearCalls();
  await server.post("team/db", READY);
  await server.post("team/extra", READY);
  const env = { COLLECTOR_URL: server.url };

  const text = await runPlan([], { env });
  assert.deepEqual([text.code, text.stderr], [0, ""]);
  assert.match(text.stdout, /^diff --git a\/claims\/registry\.yaml /);
  assert.match(text.stdout, /\n\+ {4}statusMessage: "Ready: True, Synced: True"\n/);
  assert.match(text.stdout, /\nTitle: chore\(registry\): update claim status\n/);
  assert.match(
    text.stdout,
    /\nRegistered, but not found in any cluster: 1\n {2}team\/web \(line 13\): /,
  );
  assert.match(text.stdout, /\nRunning, but not registered: 1\n {2}lab team\/extra: /);
  assert.match(text.stdout, /\nWould open a pull request: 1 changed\n$/);
  const json = await runPlan(["--output=json"], { env });
  const plan = parsePlanDocument(json.stdout);
  assert.equal(plan?.changeCount, 1);
  assert.deepEqual(github.calls.filter(({ method }) => method !== "GET"), []);
  assert.equal(github.pulls().length, 0);

  const pass = await fetch(`${server.url}/api/v1/reconcile`, { method: "POST" });
  assert.equal((await pass.json()).outcome, "proposed");
  const [pull] = github.pulls();
  assert.deepEqual([pull?.title, pull?.body], [plan?.title, plan?.body]);
});

Deno.test("a collector without GitHub, or none at all, is one sentence and exit code 1", async () => {
  await using server = await ServerProcess.start({
    env: { GITHUB_API_URL: "http://127.0.0.1:1", GITHUB_TOKEN: "token" },
  });
  const args = ["--collector-url", server.url];
  const away = await runPlan(args);
  assert.deepEqual([away.code, away.stdout], [1, ""]);
  assert.match(
    away.stderr,
    /^Cannot get the plan from "[^"]+": it answered 503: "Cannot read the repository [^\n]+\n$/,
  );
  server.kill("SIGTERM");
  await server.ended;
  const down = await runPlan(args);
  assert.deepEqual([down.code, down.stdout], [1, ""]);
  assert.match(down.stderr, /^Cannot get the plan from "[^"]+": the connection failed: [^\n]+\n$/);
});

Deno.test("files are enough for a plan, without network and without a right to write", async () => {
  await using folder = await createFolder({
    [REGISTRY_PATH]: registryOf("db").replace(
      "    category: infra\n",
      "    category: infra\n    path: apps/db.yaml\n",
    ),
    "apps/db.yaml": "kind: VolumeClaim\nmetadata: {name: orders, namespace: team}\n",
    "statuses.yaml":
      `- {cluster: lab, claimRef: team/orders, group: x.io, kind: VolumeClaim, statusMessage: "${READY}", changedAt: 2026-03-01T08:00:00Z}\n`,
  });
  const { path } = folder;
  const args = ["--statuses", "statuses.yaml", "--registry", REGISTRY_PATH];
  const options = { cwd: path, runFlags: readOnly(path) };
  const without = await runPlan(args, options);
  assert.equal(without.code, 0);
  assert.match(without.stdout, /\nThe base branch says what the clusters report\n$/);
  assert.match(without.stderr, /--manifests is not given/);
  const { code, stdout, stderr } = await runPlan([...args, "--manifests=.", "-ojson"], options);
  assert.deepEqual([code, stderr], [0, ""]);
  const plan = parsePlanDocument(stdout);
  assert.equal(plan?.filePath, REGISTRY_PATH);
  assert.deepEqual(plan?.unmatchedEntries.count, 0);
  const apply = new Deno.Command("git", { args: ["apply"], cwd: path, stdin: "piped" }).spawn();
  const writer = apply.stdin.getWriter();
  await writer.write(new TextEncoder().encode(plan?.diff));
  await writer.close();
  assert.ok((await apply.status).success);
  const again = await runPlan([...args, "--manifests=."], options);
  assert.equal(again.stdout, "The base branch says what the clusters report\n");
});

Deno.test("manifests are not missed where no entry has a path", async () => {
  await using folder = await createFolder({
    "registry.yaml": registryOf("db"),
    "statuses.yaml": `- {cluster: lab, claimRef: team/web, statusMessage: "${READY}"}\n`,
  });
  const args = ["--statuses=statuses.yaml", "--registry=registry.yaml"];
  const run = await runPlan(args, { cwd: folder.path, runFlags: readOnly(folder.path) });
  assert.deepEqual([run.code, run.stderr], [0, ""]);
  assert.match(run.stdout, /^Registered, but not found in any cluster: 1\n/);
});

Deno.test("files that are wrong are told with their place, by the right exit code", async () => {
  await using folder = await createFolder({
    "registry.yaml": "kind: Other\n",
    "statuses.json": '[{"cluster": "lab"}, 5]',
    "none.json": "[]",
  });
  const { path } = folder;
  const options = { cwd: path, runFlags: readOnly(path) };
  const refused = await runPlan(["--statuses=none.json", "--registry=registry.yaml"], options);
  assert.deepEqual([refused.code, refused.stdout], [1, ""]);
  assert.match(
    refused.stderr,
    /^Cannot use the registry "registry\.yaml": .* \(line 1, column 7\)\n$/,
  );
  const wrong = await runPlan(["--statuses=statuses.json", "--registry=registry.yaml"], options);
  assert.deepEqual([wrong.code, wrong.stdout], [1, ""]);
  assert.deepEqual(wrong.stderr.split("\n").map((line) => line.split(": ")[0]), [
    'Cannot use the statuses in "statuses.json":',
    "  [0].claimRef",
    "  [0].statusMessage",
    "  [1]",
    "",
  ]);
  const missing = await runPlan(["--statuses=a", "--registry=b", "--manifests=c"], options);
  assert.deepEqual([missing.code, missing.stdout], [2, ""]);
  assert.deepEqual(missing.stderr.match(/^ {2}\w+/gm), [
    "  PLAN_STATUSES",
    "  PLAN_REGISTRY",
    "  PLAN_MANIFESTS",
  ]);
});

Deno.test("a file without an end is too large", async () => {
  const endless = await runPlan(["--statuses=/dev/zero", "--registry=/dev/zero"]);
  assert.deepEqual([endless.code, endless.stdout], [2, ""]);
  assert.deepEqual(endless.stderr.match(/^ {2}\w+: "\/dev\/zero" is larger than \d+ bytes$/gm), [
    '  PLAN_STATUSES: "/dev/zero" is larger than 150000000 bytes',
    '  PLAN_REGISTRY: "/dev/zero" is larger than 150000000 bytes',
  ]);
});
