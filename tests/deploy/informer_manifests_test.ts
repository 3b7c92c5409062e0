/** The informer's manifests in a real API server, and the informer with exactly what they give it. */
import assert from "node:assert/strict";
import { systemClock } from "../../src/runtime/clock.ts";
import { RealClaims } from "../informer/real/real_claims.ts";
import { CLUSTER, ServedCollector } from "../informer/real/served_collector.ts";
import { findFreePort } from "../modes/informer_world.ts";
import { RealApiClient, RealApiError } from "../testing/kubernetes/real_api_client.ts";
import type { RealApiServer } from "../testing/kubernetes/real_api_server.ts";
import { RealResourceBuilder } from "../testing/kubernetes/real_resource_builder.ts";
import { shareRealServer } from "../testing/kubernetes/shared_server.ts";
import { ProgramProcess } from "../testing/program_process.ts";
import {
  applyManifests,
  type DeployedContainer,
  type DeployedSpec,
  findManifest,
  type Manifest,
  readManifests,
} from "./informer_manifests.ts";

const GROUP = "platform.example.org";
const ACCOUNT = "/api/v1/namespaces/machinery-status/serviceaccounts/machinery-status-informer";
const PODS = "/api/v1/namespaces/machinery-status/pods?dryRun=All";
const COMPLAINT = "the composite is out of disks";
const testShared = shareRealServer();

Deno.test("the informer's role gives reading only, and of nothing that Kubernetes itself keeps", async () => {
  const { rules } = findManifest(await readManifests(), "ClusterRole") as Manifest & {
    readonly rules: readonly { readonly apiGroups: string[]; readonly verbs: string[] }[];
  };
  for (const { verbs } of rules) assert.deepEqual(verbs, ["get", "list", "watch"]);
  const groups = rules.flatMap(({ apiGroups }) => apiGroups);
  assert.deepEqual(groups, ["apiextensions.k8s.io", GROUP]);
});

testShared(
  "the manifests are taken, and the informer does all its work with them",
  async (server) => {
    const manifests = await readManifests();
    await applyManifests(server.client, manifests);
    const { strategy, template } = toSpec(manifests);
    assert.equal(strategy.type, "Recreate");
    await assertRestricted(server, template);
    const { status } = await server.client.ask("POST", `${ACCOUNT}/token`, { spec: {} });
    const { token } = status as { readonly token: string };

    const claims = new RealClaims(server.client, GROUP);
    await claimWithComposite(server, claims);
    await using collector = new ServedCollector(systemClock);
    const [container] = template.spec.containers;
    assert.ok(container);
    const port = findFreePort();
    await using _informer = await startInformer(server, { container, token, port, collector });
    await until(() =>
      collector.living.get("default/a")?.statusMessage.includes(COMPLAINT) ?? false
    );
    const probe = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return await response.text();
    };
    const readiness = container.readinessProbe.httpGet.path;
    await until(async () => await probe(readiness) === '{"status":"ready"}');
    assert.equal(await probe(container.livenessProbe.httpGet.path), '{"status":"ok"}');
    const metrics = await probe("/metrics");
    assert.match(metrics, /^machinery_informer_claims{.*kind="VolumeClaim",phase="Error"} 1$/m);
    assert.match(metrics, /^machinery_informer_composite_kinds 1$/m);
    assert.match(await probe(`${readiness}?verbose`), /"resource":"volumeclaims",.*"error":null/);
    await assertPowerless(server, { token, claims });
  },
);

/** The namespace takes such a pod, and none that might do more. */
async function assertRestricted(
  server: RealApiServer,
  { metadata, spec }: DeployedSpec["template"],
): Promise<void> {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadata, name: "informer" },
    spec,
  };
  await server.client.ask("POST", PODS, pod);
  const containers = spec.containers.map((container) => ({ ...container, securityContext: {} }));
  await assert.rejects(
    server.client.ask("POST", PODS, { ...pod, spec: { ...spec, containers } }),
    /violates PodSecurity/,
  );
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
  { container, token, port, collector }: {
    readonly container: DeployedContainer;
    readonly token: string;
    readonly port: number;
    readonly collector: ServedCollector;
  },
): Promise<ProgramProcess> {
  const kubeconfig = `${server.folder}/informer.kubeconfig`;
  await Deno.writeTextFile(kubeconfig, server.toKubeconfig({ informer: { token } }));
  const env = container.env.flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value]]
  );
  return new ProgramProcess({
    args: container.args,
    env: {
      ...Object.fromEntries(env),
      CLUSTER_NAME: CLUSTER,
      COLLECTOR_URL: collector.url,
      INFORMER_PORT: String(port),
      KUBECONFIG: kubeconfig,
      KUBE_CONTEXT: "informer",
    },
  });
}

/** Whoever takes the informer's token can change nothing, and read no secrets. */
async function assertPowerless(
  server: RealApiServer,
  { token, claims }: { readonly token: string; readonly claims: RealClaims },
): Promise<void> {
  using thief = new RealApiClient({ url: server.url, ca: server.identity.ca, token });
  const { resource } = claims;
  const isForbidden = (error: unknown) => error instanceof RealApiError && error.status === 403;
  await assert.rejects(thief.list({ group: "", version: "v1", plural: "secrets" }), isForbidden);
  const change = { metadata: { labels: { stolen: "yes" } } };
  const ref = { name: "a", namespace: "default" };
  await assert.rejects(thief.patch(resource, ref, change), isForbidden);
  await assert.rejects(thief.remove(resource, ref), isForbidden);
  assert.equal((await thief.list(resource)).length, 1);
}

function toSpec(manifests: readonly Manifest[]): DeployedSpec {
  return findManifest(manifests, "Deployment")["spec"] as DeployedSpec;
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!await isTrue()) {
    if (performance.now() > deadline) {
      throw new Error(`What was waited for did not come: ${isTrue}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
