/** All manifests in a real API server, and both programs with exactly what the manifests give them. */
import assert from "node:assert/strict";
import { RealClaims } from "../informer/real/real_claims.ts";
import { findFreePort } from "../modes/informer_world.ts";
import { RealApiClient } from "../testing/kubernetes/real_api_client.ts";
import type { RealApiServer } from "../testing/kubernetes/real_api_server.ts";
import { RealResourceBuilder } from "../testing/kubernetes/real_resource_builder.ts";
import { toTokenDigest } from "../access/token_digest.ts";
import { createAppKey } from "../testing/github/app_world.ts";
import { ProgramProcess } from "../testing/program_process.ts";
import {
  buildManifests,
  BUILT_FOLDERS,
  findContainer,
  findManifest,
  type Manifest,
  toDeployedSpec,
} from "./built_manifests.ts";
import {
  applyManifests,
  deleteManifests,
  isForbidden,
  mayInformerList,
  shareCluster,
  signAccountToken,
} from "./cluster_test_case.ts";
import { DeployedCollector } from "./deployed_collector.ts";
import { DeployedProgram } from "./deployed_program.ts";
import { buildOwn, moveTo, type OwnChanges } from "./own_overlay.ts";

const GROUP = "platform.example.org";
const CLUSTER = "production-eu";
const INFORMER = "machinery-status-informer";
const COLLECTOR = "machinery-status-collector";
const PODS = "/api/v1/namespaces/machinery-status/pods?dryRun=All";
const OPERATOR = "machinery-status-operator";
const SECRETS = {
  "machinery-status-collector-github": { "private-key.pem": createAppKey().pem },
};
const COMPLAINT = "the composite is out of disks";
const testCluster = shareCluster();

testCluster(
  "every base and overlay is taken by an API server that is strict",
  async ({ client }) => {
    await applyManifests(client, { manifests: await buildManifests("namespace"), isDryRun: false });
    for (const folder of BUILT_FOLDERS) {
      await applyManifests(client, { manifests: await buildManifests(folder), isDryRun: true });
    }
    const policy = findManifest(await buildManifests("collector"), {
      kind: "NetworkPolicy",
      name: COLLECTOR,
    });
    const manifests = [{ ...policy, spec: { ...policy["spec"] as object, ingres: [] } }];
    await assert.rejects(applyManifests(client, { manifests, isDryRun: true }), /\.spec\.ingres\b/);
  },
);

testCluster("the namespace takes both pods, and none that might do more", async ({ client }) => {
  const manifests = await buildManifests("overlays/app-and-oidc");
  await applyManifests(client, { manifests, isDryRun: false });
  for (const name of [COLLECTOR, INFORMER]) {
    const { template } = toDeployedSpec(findManifest(manifests, { kind: "Deployment", name }));
    const post = (change: object) =>
      client.ask("POST", PODS, {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { ...template.metadata, name },
        spec: { ...template.spec, ...change },
      });
    await post({});
    const containers = template.spec.containers.map((one) => ({ ...one, securityContext: {} }));
    for (const change of [{ containers }, { securityContext: {} }, { hostNetwork: true }]) {
      await assert.rejects(post(change), /violates PodSecurity .*restricted/);
    }
    // Whoever may create pods here may have one that is given the token of an operator.
    await post({ serviceAccountName: OPERATOR, automountServiceAccountToken: true });
  }
});

testCluster(
  "what the cluster signs for its informer lets it in, and the informer does all its work",
  async (server) => {
    const manifests = await buildForServer(server);
    await applyManifests(server.client, { manifests, isDryRun: false });
    const claims = new RealClaims(server.client, GROUP);
    await claimWithComposite(server, claims);
    await using collector = await DeployedCollector.start(manifests, { secrets: SECRETS });
    let shown = "";
    await using program = await DeployedProgram.mount(manifests, {
      name: INFORMER,
      parts: {
        secrets: {},
        signToken: async ({ audience, expirationSeconds }) =>
          shown = await signAccountToken(server.client, {
            account: INFORMER,
            spec: { audiences: [audience], expirationSeconds },
          }),
      },
    });
    const port = findFreePort();
    const token = await signAccountToken(server.client, { account: INFORMER, spec: {} });
    await using informer = await startInformer(server, { program, token, port, collector });
    await informer.waitForLog(({ message }) => message === "Watching");
    const rows = `/api/v1/status/${CLUSTER}`;
    await until(async () => (await collector.read(rows, shown)).text.includes(COMPLAINT));
    await assertReady(manifests, port);
    await assertNobodyElse(server, collector);
    await assertOperator(server, { collector, informerToken: shown });
    await assertPowerless(server, { token, claims });
  },
);

testCluster(
  "two installations in one cluster keep their rights, also when one of them is deleted",
  async ({ client }) => {
    const toGroup = (namespace: string) => `${namespace}.example.org`;
    const apply = async (namespace: string) => {
      const change = (text: string) =>
        moveTo(namespace)(text).replaceAll(GROUP, toGroup(namespace));
      const manifests = await buildOwn("app-and-oidc", { change });
      await applyManifests(client, { manifests, isDryRun: false });
      return manifests;
    };
    const may = (namespace: string, group = toGroup(namespace)) =>
      mayInformerList(client, { namespace, group });
    await apply("one");
    await until(() => may("one"));
    const manifests = await apply("two");
    await until(() => may("two"));
    assert.ok(await may("one"));
    assert.ok(!await may("one", toGroup("two")));
    await deleteManifests(client, manifests);
    await until(async () => !await may("two"));
    assert.ok(await may("one"));
  },
);

testCluster(
  "a collector takes both kinds of tokens at once; an informer with both is refused",
  async (server) => {
    const { client } = server;
    const add = (lines: string) => (text: string) =>
      text.replace(/^components:\n/m, `components:\n${lines}`);
    const manifests = await buildForServer(server, {
      change: (text) =>
        add("  - ../../components/collector-tokens\n")(text).replace(
          /^configMapGenerator:\n/m,
          "$&  - name: machinery-status-collector-tokens\n    files: [tokens.yaml]\n",
        ),
      files: { "tokens.yaml": `production-us: ${await toTokenDigest("one")}` },
    });
    await applyManifests(client, { manifests, isDryRun: false });
    await using collector = await DeployedCollector.start(manifests, { secrets: SECRETS });
    const spec = { audiences: [COLLECTOR] };
    const signed = await signAccountToken(client, { account: INFORMER, spec });
    assert.equal(await collector.post(CLUSTER, signed), 201);
    assert.equal(await collector.post("production-us", "one"), 201);
    assert.equal(await collector.post(CLUSTER, "one"), 403);
    const twice = await buildOwn("another-cluster", {
      change: add("  - ../../components/informer-token\n"),
    });
    await assert.rejects(
      applyManifests(client, { manifests: twice, isDryRun: true }),
      /machinery-status-informer.*may not specify more than 1 volume type/,
    );
  },
);

/** The overlay with the keys of the server in it, as its user puts them there. */
async function buildForServer(
  { client }: RealApiServer,
  { change, files }: OwnChanges = {},
): Promise<readonly Manifest[]> {
  const keys = JSON.stringify(await client.ask("GET", "/openid/v1/jwks"));
  return await buildOwn("app-and-oidc", {
    ...change === undefined ? {} : { change },
    files: { ...files, [`${CLUSTER}.json`]: keys },
  });
}

async function claimWithComposite(server: RealApiServer, claims: RealClaims): Promise<void> {
  const builder = new RealResourceBuilder(server.client);
  await builder.define(claims.definition);
  const kind = "XVolumeClaim";
  const plural = "xvolumeclaims";
  const composites = await builder.define({ group: GROUP, plural, kind, scope: "Cluster" });
  const apiVersion = `${GROUP}/v1`;
  const claimRef = { apiVersion, kind: claims.definition.kind, namespace: "default", name: "a" };
  const metadata = { name: "a-1" };
  await server.client.create(composites, { apiVersion, kind, metadata, spec: { claimRef } });
  await server.client.patchStatus(composites, { name: "a-1" }, {
    conditions: [{ type: "Synced", status: "False", reason: "ReconcileError", message: COMPLAINT }],
  });
  await claims.create("a");
  await server.client.patch(claims.resource, { name: "a", namespace: "default" }, {
    spec: { resourceRef: { apiVersion, kind, name: "a-1" } },
  });
  await claims.say("a");
}

/** Starts it with the environment of the pod, but where the pod is and whom it tells. */
async function startInformer(
  server: RealApiServer,
  { program, token, port, collector }: {
    readonly program: DeployedProgram;
    readonly token: string;
    readonly port: number;
    readonly collector: DeployedCollector;
  },
): Promise<ProgramProcess> {
  const kubeconfig = `${server.folder}/informer.kubeconfig`;
  await Deno.writeTextFile(kubeconfig, server.toKubeconfig({ informer: { token } }));
  return new ProgramProcess({
    args: program.args,
    env: {
      ...program.env,
      COLLECTOR_URL: collector.url,
      INFORMER_PORT: String(port),
      KUBECONFIG: kubeconfig,
      KUBE_CONTEXT: "informer",
    },
  });
}

/** Its probes and its metrics say that all is well. */
async function assertReady(manifests: readonly Manifest[], port: number): Promise<void> {
  const deployment = findManifest(manifests, { kind: "Deployment", name: INFORMER });
  const { readinessProbe, livenessProbe } = findContainer(deployment);
  const ask = async (path: string) => await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  const readiness = readinessProbe.httpGet.path;
  await until(async () => await ask(readiness) === '{"status":"ready"}');
  assert.equal(await ask(livenessProbe.httpGet.path), '{"status":"ok"}');
  const metrics = await ask("/metrics");
  assert.match(metrics, /^machinery_informer_claims{.*kind="VolumeClaim",phase="Error"} 1$/m);
  assert.match(metrics, /^machinery_informer_composite_kinds 1$/m);
  assert.match(await ask(`${readiness}?verbose`), /"resource":"volumeclaims",.*"error":null/);
}

/** Tokens of the same server for another audience, and of another account, count nothing. */
async function assertNobodyElse(
  { client }: RealApiServer,
  collector: DeployedCollector,
): Promise<void> {
  const audiences = [COLLECTOR];
  const strangers = [
    await signAccountToken(client, { account: INFORMER, spec: {} }),
    await signAccountToken(client, { account: COLLECTOR, spec: { audiences } }),
    null,
  ];
  for (const token of strangers) assert.equal(await collector.post(CLUSTER, token), 401);
}

/** The informer speaks for its cluster; a person gets a token that may do more. */
async function assertOperator(
  { client }: RealApiServer,
  { collector, informerToken }: {
    readonly collector: DeployedCollector;
    readonly informerToken: string;
  },
): Promise<void> {
  const spec = { audiences: [COLLECTOR] };
  const operatorToken = await signAccountToken(client, {
    account: OPERATOR,
    spec,
  });
  for (const [token, status] of [[informerToken, 403], [operatorToken, 201]] as const) {
    assert.equal(await collector.post(CLUSTER, token), 201);
    assert.equal(await collector.post("production-us", token), status);
    const read = await collector.read("/api/v1/reconcile", token);
    assert.equal(read.status, status === 201 ? 200 : 403);
  }
}

/** Whoever takes the informer's token can change nothing, and read no secrets. */
async function assertPowerless(
  server: RealApiServer,
  { token, claims }: { readonly token: string; readonly claims: RealClaims },
): Promise<void> {
  using thief = new RealApiClient({ url: server.url, ca: server.identity.ca, token });
  const { resource } = claims;
  await assert.rejects(thief.list({ group: "", version: "v1", plural: "secrets" }), isForbidden);
  const change = { metadata: { labels: { stolen: "yes" } } };
  const ref = { name: "a", namespace: "default" };
  await assert.rejects(thief.patch(resource, ref, change), isForbidden);
  await assert.rejects(thief.remove(resource, ref), isForbidden);
  assert.equal((await thief.list(resource)).length, 1);
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!await isTrue()) {
    assert.ok(performance.now() < deadline, `What was waited for did not come: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
