/** The packed program does all its work from an empty folder, offline. */
import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import { toLabKubeconfig } from "../testing/lab_kubeconfig.ts";
import { PACKED_FACTS, PackedProgram } from "../testing/packed_program.ts";
import { createRegistryText } from "../bench/registry_text.ts";
import { Platform } from "./platform.ts";

const ENTRY_COUNT = 100_000;
const PATH = "claims/registry.yaml";
let packing: Promise<PackedProgram> | undefined;

/** One for all tests; the folder goes with the last of them. */
function pack(): Promise<PackedProgram> {
  return packing ??= PackedProgram.make();
}

Deno.test.afterAll(async () => {
  await (await packing)?.[Symbol.asyncDispose]();
});

Deno.test("the packed program says which build it is, and what is wrong with its settings", async () => {
  const program = await pack();
  const told = await program.run(["version", "--json"]);
  assert.deepEqual([told.code, told.stderr], [0, ""]);
  const { platform: _platform, ...info } = JSON.parse(told.stdout);
  assert.deepEqual(info, { ...PACKED_FACTS, deno: Deno.version.deno });
  const refused = await program.run([], { COLLECTOR_PORT: "abc" });
  assert.deepEqual([refused.code, refused.stdout], [2, ""]);
  assert.match(refused.stderr, /^Cannot start: 5 settings are missing or wrong\n/);
  assert.match(refused.stderr, /COLLECTOR_PORT: expected a port from 1 to 65535/);
  const informer = await program.run(["informer"], { CLAIM_RESOURCE: "*,b" });
  assert.deepEqual([informer.code, informer.stdout], [2, ""]);
  assert.match(informer.stderr, /^Cannot start: 4 settings are missing or wrong\n/);
});

Deno.test("a claim goes from a cluster to the pull request through the packed program", async () => {
  const program = await pack();
  await using platform = await Platform.create(registryOf("db", "web"), program);
  platform.apply("team/db");
  platform.apply("team/web", { complaint: "no room" });
  await using server = await platform.startServer();
  const answer = await fetch(`${server.url}/version`);
  const { platform: _platform, ...info } = await answer.json();
  assert.deepEqual(info, { ...PACKED_FACTS, deno: Deno.version.deno });
  const page = await (await fetch(`${server.url}/docs`)).text();
  assert.match(
    page,
    new RegExp(`^<!doctype html>[^]*Version ${PACKED_FACTS.version}\\.[^]*</html>`),
  );
  const kubeconfig = `${program.folder}/kubeconfig`;
  await Deno.writeTextFile(kubeconfig, toPluginKubeconfig(platform.cluster.url));
  await using informer = platform.startInformer({ KUBECONFIG: kubeconfig });
  const text = await platform.until(() => {
    const proposed = readProposal(platform);
    return proposed?.includes("no room") && proposed.includes("True, Synced")
      ? proposed
      : undefined;
  });
  assert.match(text, /name: db[^]*statusMessage: "Ready: True, Synced: True"[^]*name: web/);
  for (const process of [informer, server]) {
    process.kill("SIGTERM");
    assert.equal((await process.ended).code, 0);
    assert.deepEqual(process.noise, []);
  }
});

Deno.test(`the packed program edits a registry of ${ENTRY_COUNT} entries`, async () => {
  const program = await pack();
  const entries = Array.from({ length: ENTRY_COUNT }, (_, index) => ({
    name: `claim-${index}`,
    namespace: "team",
    template: "databaseclaim",
  }));
  const registry = createRegistryText(entries);
  await using platform = await Platform.create(registry, program);
  await using server = await platform.startServer();
  await server.post(`team/claim-${ENTRY_COUNT - 1}`, "Ready: True, Synced: True");
  const proposed = await platform.until(() => readProposal(platform));
  assert.equal(proposed.slice(0, registry.length - 1_000), registry.slice(0, -1_000));
  assert.match(
    proposed.slice(-1_000),
    /claim-99999\n[^]*statusMessage: "Ready: True, Synced: True"/,
  );
});

/** Signs in by a command that prints a token, as cloud providers have it. */
function toPluginKubeconfig(server: string): string {
  const apiVersion = "client.authentication.k8s.io/v1";
  const credential = { apiVersion, kind: "ExecCredential", status: { token: "of-the-plugin" } };
  const exec = {
    apiVersion,
    command: Deno.execPath(),
    args: ["eval", `console.log(${JSON.stringify(JSON.stringify(credential))})`],
    interactiveMode: "Never",
  };
  return toLabKubeconfig(server, { exec });
}

function readProposal(platform: Platform): string | undefined {
  const [branch] = platform.github.branches().filter((name) => name !== "main");
  if (branch === undefined) return undefined;
  return platform.github.readFile({ branch, path: PATH }) ?? undefined;
}
