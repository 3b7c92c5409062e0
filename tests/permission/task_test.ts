/** The modes themselves, as their tasks start them: all that they do works within their permissions. */
import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import {
  createGitHubDouble,
  defaultToken,
  type GitHubDouble,
} from "../testing/github/github_double.ts";
import { findFreePort, InformerWorld } from "../modes/informer_world.ts";
import { Issuer, TRUST } from "../access/issuer.ts";
import { MountedFolder } from "./mounted_folder.ts";
import { ProgramProcess } from "../testing/program_process.ts";
import { startTask } from "./task_process.ts";

const READY = "Ready: True, Synced: True";
/** Links, signals and scripts are as on Linux and macOS. */
const ignore = Deno.build.os === "windows";
/** Longer than what is worked on in the main thread. */
const ENTRY_COUNT = 1_600;

Deno.test({ name: "run-server does all its work with its permissions", ignore }, async () => {
  const names = Array.from({ length: ENTRY_COUNT }, (_, index) => `db-${index}`);
  const files = { "claims/registry.yaml": registryOf(...names) };
  assert.ok(files["claims/registry.yaml"].length > 262_144);
  const github = createGitHubDouble({ owner: "acme", repo: "inventory", files });
  await using socket = await listen(github);
  const [issuer, other] = [await Issuer.create("key-1"), await Issuer.create("key-2")];
  await using keys = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(issuer.keySet),
  );
  const trusts = {
    prod: toTrust(`http://127.0.0.1:${keys.addr.port}/keys`),
    lab: toTrust("lab.json"),
  };
  const mounted = { token: defaultToken, trusts: JSON.stringify(trusts), "lab.json": other.keySet };
  await using folder = await MountedFolder.create(mounted);
  const port = findFreePort();
  await using task = startTask({
    task: "run-server",
    args: ["--port", String(port)],
    env: {
      COLLECTOR_HOST: "127.0.0.1",
      COLLECTOR_OIDC_FILE: `${folder.path}/trusts`,
      COLLECTOR_RECONCILE_INTERVAL: "1s",
      GITHUB_API_URL: socket.url,
      GITHUB_TOKEN_FILE: `${folder.path}/token`,
      REGISTRY_REPO_OWNER: "acme",
      REGISTRY_REPO_NAME: "inventory",
      REGISTRY_FILE_PATH: "claims/registry.yaml",
    },
  });
  await task.waitForLog("Listening");
  const url = `http://127.0.0.1:${port}/api/v1/status`;
  await post(url, { cluster: "prod", claimRef: "team/db-1", token: await signNow(issuer) });
  await task.waitForLog(({ outcome }) => outcome === "proposed");
  assert.equal(github.pulls().length, 1);
  github.tokens.revoke(defaultToken);
  github.tokens.grant({ token: "renewed", login: "registry-bot" });
  await folder.replace({ ...mounted, token: "renewed" });
  task.kill("SIGUSR2");
  await task.waitForLog('The log level is "debug"');
  const seen = task.records.length;
  await post(url, { cluster: "lab", claimRef: "team/db-2", token: await signNow(other) });
  await task.waitForLog(({ outcome }) => outcome === "proposed", seen);
  assert.deepEqual(task.records.filter(({ level }) => level === "error"), []);
  task.kill("SIGTERM");
  await task.waitForLog("Stopped");
  // The watcher waits for a change of the code now, and has nothing to end gracefully.
  task.kill("SIGINT");
  assert.equal((await task.ended).code, 130);
});

Deno.test({ name: "run-informer does all its work with its permissions", ignore }, async () => {
  await using world = await InformerWorld.create(["db"], {
    kubernetes: { token: "of-the-plugin" },
  });
  const plugin = `${world.folder}/the plugin`;
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    status: { token: "of-the-plugin" },
  };
  await Deno.writeTextFile(
    plugin,
    `#!/bin/sh\n[ "$AWS_PROFILE" = lab ] && echo '${JSON.stringify(credential)}'\n`,
  );
  await Deno.chmod(plugin, 0o755);
  const exec = { apiVersion: credential.apiVersion, command: "./the plugin" };
  const path = `${world.folder}/kubeconfig`;
  const kubeconfig = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(
    path,
    JSON.stringify({ ...kubeconfig, users: [{ name: "lab", user: { exec } }] }),
  );
  await using token = await MountedFolder.create({ token: "first" });
  await using task = startTask({
    task: "run-informer",
    env: {
      ...world.env,
      COLLECTOR_TOKEN_FILE: `${token.path}/token`,
      AWS_PROFILE: "lab",
      INFORMER_HEARTBEAT: "1s",
    },
  });
  await world.collector.until(() => world.collector.statuses["team-a/db"] === READY);
  await token.replace({ token: "second" });
  await world.collector.until(() =>
    world.collector.batches.at(-1)?.authorization === "Bearer second"
  );
  assert.equal((await world.probe("/readyz")).status, 200);
  const loud = task.records.filter(({ level }) => level === "error" || level === "warn");
  assert.deepEqual(loud, []);
  task.kill("SIGINT");
  assert.equal((await task.ended).code, 0);
});

Deno.test("wrong settings end a task at once, as they end the program", async () => {
  await using task = startTask({ task: "run-server", env: { GITHUB_TOKEN: "t" } });
  assert.equal((await task.ended).code, 2);
  assert.match(task.noise.join("\n"), /Cannot start: 3 settings are missing or wrong/);
});

Deno.test("plan needs no more than the files that it is told of", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/statuses.json`, "[]");
  await Deno.writeTextFile(`${folder}/registry.yaml`, "prod: []\n");
  const args = ["--statuses", `${folder}/statuses.json`, "--registry", `${folder}/registry.yaml`];
  await using task = startTask({ task: "plan", args, env: {} });
  assert.equal((await task.ended).code, 0, task.noise.join("\n"));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a task that is called in another folder reads the files of that folder", async () => {
  const cwd = await Deno.makeTempDir();
  await Deno.mkdir(`${cwd}/claims`);
  await Deno.writeTextFile(`${cwd}/statuses.json`, "[]");
  await Deno.writeTextFile(`${cwd}/claims/registry.yaml`, "prod: []\n");
  const args = "--statuses statuses.json --registry claims/registry.yaml --manifests .".split(" ");
  const config = new URL("../../deno.json", import.meta.url).pathname;
  await using task = new ProgramProcess({
    words: ["task", "--quiet", "--config", config, "plan", ...args],
    env: {},
    cwd,
  });
  assert.equal((await task.ended).code, 0, task.noise.join("\n"));
  await Deno.remove(cwd, { recursive: true });
});

Deno.test("status needs no more than its collector and its token", { ignore }, async () => {
  await using token = await MountedFolder.create({ token: "of-lab" });
  const seen: (string | null)[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      seen.push(request.headers.get("authorization"));
      return new Response(request.url.endsWith("/readyz") ? '{"status":"ready"}' : "[]", {
        status: request.url.endsWith("/reconcile") ? 403 : 200,
      });
    },
  );
  await using task = startTask({
    task: "status",
    args: ["--collector-url", `http://127.0.0.1:${server.addr.port}`],
    env: { COLLECTOR_TOKEN_FILE: `${token.path}/token` },
  });
  assert.equal((await task.ended).code, 0, task.noise.join("\n"));
  assert.deepEqual(task.noise, ["No claims", "", "Collector: ready"]);
  assert.deepEqual(seen, Array(4).fill("Bearer of-lab"));
});

async function listen(github: GitHubDouble): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = await github.listen();
  return { url: server.url, [Symbol.asyncDispose]: () => server.close() };
}

function toTrust(jwks: string) {
  const { issuer, audience, subject } = TRUST;
  return { issuer, audience, subject, jwks };
}

async function signNow(issuer: Issuer): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return await issuer.sign({ claims: { iat: now, nbf: now, exp: now + 3_600 } });
}

async function post(
  url: string,
  { token, ...claim }: {
    readonly cluster: string;
    readonly claimRef: string;
    readonly token: string;
  },
): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ ...claim, statusMessage: READY }),
  });
  assert.equal(response.status, 201, await response.text());
}
