import assert from "node:assert/strict";
import { createLocalCertificate } from "../../demo/kubernetes/certificate.ts";
import { InformerWorld } from "./informer_world.ts";
import { prepareInspection } from "./loaded_modules.ts";
import { ProgramProcess } from "../testing/program_process.ts";

const READY = "Ready: True, Synced: True";

/** What of each world must not be in the other. */
const GITHUB = /octokit|\/src\/github\//;
const COLLECTOR = /\/src\/(?:collector|registry|thread)\/|\/src\/modes\/server_mode/;
const KUBERNETES = /\/src\/(?:kube|informer|client)\/|\/src\/modes\/informer_mode/;
const CREDENTIALS = /\/jose\/|\/src\/access\//;
const KUBERNETES_LIBRARY = /@kubernetes[/+]client-node/;
const HTTP_SERVER = /\/hono\/|\/src\/http\/|\/src\/modes\/server_mode/;
const METRICS = /\/prom-client\//;
const COMPLETIONS = /\/src\/cli\/\w*completion/;
const API_DESCRIPTION = /\/zod\/|zod-openapi|zod-to-openapi/;

Deno.test("an informer with a kubeconfig loads nothing of GitHub and of the collector", async () => {
  const inspection = prepareInspection();
  await using world = await InformerWorld.create(["db"]);
  await using _informer = new ProgramProcess({
    args: ["informer"],
    env: world.env,
    runFlags: inspection.runFlags,
  });
  await world.collector.until(() => world.collector.statuses["team-a/db"] === READY);
  await world.probe("/readyz");
  const modules = await inspection.listModules();
  assertLoads(modules, [KUBERNETES, KUBERNETES_LIBRARY]);
  assertLoadsNothing(modules, [GITHUB, COLLECTOR, API_DESCRIPTION, METRICS, COMPLETIONS]);
});

Deno.test("an informer that is scraped loads the library of metrics then, and no collector", async () => {
  const inspection = prepareInspection();
  await using world = await InformerWorld.create(["db"]);
  await using _informer = new ProgramProcess({
    args: ["informer"],
    env: world.env,
    runFlags: inspection.runFlags,
  });
  await world.collector.until(() => world.collector.statuses["team-a/db"] === READY);
  const response = await fetch(`http://127.0.0.1:${world.probePort}/metrics`);
  assert.match(await response.text(), /^machinery_informer_claims\{.*\} 1$/m);
  const modules = await inspection.listModules();
  assertLoads(modules, [METRICS]);
  assertLoadsNothing(modules, [GITHUB, COLLECTOR, API_DESCRIPTION]);
});

Deno.test("an informer in a pod does not even load the Kubernetes library", async () => {
  const inspection = prepareInspection();
  const { ca, ...tls } = await createLocalCertificate();
  await using world = await InformerWorld.create(["db"], {
    kubernetes: { tls, token: "pod-token" },
  });
  await Deno.writeTextFile(`${world.folder}/ca.crt`, ca);
  await Deno.writeTextFile(`${world.folder}/token`, "pod-token");
  const { hostname, port } = new URL(world.cluster.url);
  await using informer = new ProgramProcess({
    entry: new URL("in_cluster_main.ts", import.meta.url),
    args: [world.folder],
    env: {
      ...world.env,
      KUBECONFIG: "",
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
    },
    runFlags: inspection.runFlags,
  });
  await world.collector.until(() => world.collector.statuses["team-a/db"] === READY);
  assert.equal((await informer.waitForLog("Watching"))["access"], "service account");
  await world.probe("/readyz");
  const modules = await inspection.listModules();
  assertLoads(modules, [KUBERNETES]);
  assertLoadsNothing(modules, [GITHUB, COLLECTOR, API_DESCRIPTION, KUBERNETES_LIBRARY]);
});

Deno.test("a collector without credentials loads nothing of Kubernetes and of tokens", async () => {
  const inspection = prepareInspection();
  await using server = new ProgramProcess({
    args: ["server"],
    env: {
      COLLECTOR_HOST: "127.0.0.1",
      COLLECTOR_PORT: "0",
      GITHUB_API_URL: "http://127.0.0.1:9",
      GITHUB_TOKEN: "token",
      REGISTRY_REPO_OWNER: "acme",
      REGISTRY_REPO_NAME: "inventory",
      REGISTRY_FILE_PATH: "claims/registry.yaml",
    },
    runFlags: inspection.runFlags,
  });
  // The first pass has ended, so that GitHub's part was in use.
  await server.waitForLog("Pass failed");
  const modules = await inspection.listModules();
  assertLoads(modules, [GITHUB, COLLECTOR, API_DESCRIPTION]);
  assertLoadsNothing(modules, [KUBERNETES, KUBERNETES_LIBRARY, CREDENTIALS, COMPLETIONS]);
});

for (
  const { command, client } of [
    { command: "plan", client: /\/src\/client\/plan_client/ },
    { command: "status", client: /\/src\/client\/status_client/ },
  ]
) {
  Deno.test(`a ${command} of a collector loads neither a collector nor an informer`, async () => {
    const inspection = prepareInspection();
    const asked = Promise.withResolvers<void>();
    const inspected = Promise.withResolvers<Response>();
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
      asked.resolve();
      return inspected.promise;
    });
    await using asking = new ProgramProcess({
      args: [command],
      env: { COLLECTOR_URL: `http://127.0.0.1:${server.addr.port}` },
      runFlags: inspection.runFlags,
    });
    await asked.promise;
    const modules = await inspection.listModules();
    inspected.resolve(new Response("", { status: 404 }));
    assert.equal((await asking.ended).code, 1);
    await server.shutdown();
    assertLoads(modules, [client]);
    assertLoadsNothing(modules, [GITHUB, COLLECTOR, KUBERNETES_LIBRARY, HTTP_SERVER]);
    assertLoadsNothing(modules, [/\/src\/(?:kube|informer|local)\//]);
  });
}

Deno.test({
  name: "a plan of files loads nothing that talks over a network",
  // There is no file on Windows that a reader would wait for.
  ignore: Deno.build.os === "windows",
}, async () => {
  const inspection = prepareInspection();
  const folder = await Deno.makeTempDir();
  const statuses = `${folder}/statuses`;
  assert.ok((await new Deno.Command("mkfifo", { args: [statuses] }).output()).success);
  await Deno.writeTextFile(`${folder}/registry.yaml`, "prod: []\n");
  await using plan = new ProgramProcess({
    args: ["plan", "--statuses", statuses, "--registry", `${folder}/registry.yaml`],
    env: {},
    runFlags: inspection.runFlags,
  });
  // Opens only once the plan reads.
  const writer = await Deno.open(statuses, { write: true });
  const modules = await inspection.listModules();
  await writer.write(new TextEncoder().encode("[]"));
  writer.close();
  assert.equal((await plan.ended).code, 0);
  await Deno.remove(folder, { recursive: true });
  assertLoads(modules, [/\/src\/local\//, /\/src\/registry\//]);
  assertLoadsNothing(modules, [GITHUB, KUBERNETES, KUBERNETES_LIBRARY, HTTP_SERVER]);
});

/** That what is there is found keeps the rest from being true for the wrong reason. */
function assertLoads(modules: readonly string[], patterns: readonly RegExp[]): void {
  for (const pattern of patterns) {
    assert.ok(modules.some((module) => pattern.test(module)), `${pattern} is not loaded`);
  }
}

function assertLoadsNothing(modules: readonly string[], patterns: readonly RegExp[]): void {
  for (const pattern of patterns) {
    assert.deepEqual(modules.filter((module) => pattern.test(module)), []);
  }
}
