/** An informer that finds its claims by itself, as a process of its own beside the collector. */
import assert from "node:assert/strict";
import type {
  KubernetesObject,
  ResourceDefinition,
} from "../../demo/kubernetes/kubernetes_stand_in.ts";
import { findFreePort } from "../modes/informer_world.ts";
import { CLAIM, Platform, WELL } from "./platform.ts";

const DEFINITIONS = { group: "apiextensions.k8s.io", plural: "customresourcedefinitions" };
const VOLUMES: ResourceDefinition = {
  group: "disks.example.org",
  versions: ["v1alpha1"],
  plural: "volumeclaims",
  kind: "VolumeClaim",
  scope: "Namespaced",
  categories: ["claim"],
};
const XVOLUMES: ResourceDefinition = {
  ...VOLUMES,
  plural: "xvolumeclaims",
  kind: "XVolumeClaim",
  scope: "Cluster",
  categories: ["composite"],
};
const EVERYTHING = { CLAIM_GROUP: "*", CLAIM_RESOURCE: "*" };

/** An object that is well; `spec` says whom it belongs to. */
function well(
  { kind, group, versions: [version = ""] }: ResourceDefinition,
  ref: string,
  spec: Readonly<Record<string, unknown>> = {},
): KubernetesObject {
  const [first = "", second] = ref.split("/");
  const metadata = second === undefined ? { name: first } : { namespace: first, name: second };
  const conditions = ["Synced", "Ready"].map((type) => ({ type, status: "True" }));
  return { apiVersion: `${group}/${version}`, kind, metadata, spec, status: { conditions } };
}

function nameOf(object: KubernetesObject): Readonly<Record<string, unknown>> {
  return { apiVersion: object.apiVersion, kind: object.kind, ...object.metadata };
}

/** A platform whose `databaseclaims` are known to be claims. */
async function createPlatform(): Promise<Platform> {
  const platform = await Platform.create();
  platform.cluster.defineResource({
    group: CLAIM.group,
    versions: ["v1"],
    plural: "databaseclaims",
    kind: CLAIM.kind,
    scope: "Namespaced",
    categories: ["claim"],
  });
  return platform;
}

Deno.test("claims of a definition that comes later arrive, and end with it; composites are theirs", async () => {
  await using platform = await createPlatform();
  const { cluster } = platform;
  platform.apply("team/db");
  await using _server = await platform.startServer();
  await using informer = platform.startInformer(EVERYTHING);
  await platform.untilStatuses({ "team/db": WELL });
  cluster.defineResource(VOLUMES);
  cluster.defineResource(XVOLUMES);
  const own = well(XVOLUMES, "own");
  const made = well(XVOLUMES, "disk-x7k2p");
  const disk = well(VOLUMES, "team/disk", { resourceRef: nameOf(made) });
  cluster.load([own, { ...made, spec: { claimRef: nameOf(disk) } }, disk]);
  await platform.untilStatuses({ "team/db": WELL, "team/disk": WELL, "own": WELL });
  // Definitions, databases, volumes, and their composites, which are claims and composites at once.
  await cluster.until(() => cluster.openWatchCount === 4);
  cluster.removeResource(VOLUMES);
  await platform.untilStatuses({ "team/db": WELL, "team/disk": "Gone Gone", "own": WELL });
  cluster.defineResource(VOLUMES);
  cluster.apply(well(VOLUMES, "team/next"));
  await platform.untilStatuses({
    "team/db": WELL,
    "team/disk": "Gone Gone",
    "team/next": WELL,
    "own": WELL,
  });
  cluster.defineResource({ ...VOLUMES, categories: [] });
  await platform.until(async () =>
    (await platform.readStatuses())["team/next"]?.startsWith("Stale ") || undefined
  );
  informer.kill("SIGTERM");
  assert.equal((await informer.ended).code, 0);
  assert.deepEqual(informer.noise, []);
});

Deno.test("only the group that is asked for is discovered", async () => {
  await using platform = await createPlatform();
  platform.cluster.defineResource(VOLUMES);
  platform.cluster.apply(well(VOLUMES, "team/disk"));
  platform.apply("team/db");
  await using _server = await platform.startServer();
  await using _informer = platform.startInformer({ CLAIM_RESOURCE: "*" });
  await platform.untilStatuses({ "team/db": WELL });
});

Deno.test("without the right to read definitions, nothing is known; with it, claims arrive", async () => {
  await using platform = await createPlatform();
  const port = findFreePort();
  platform.cluster.forbid(DEFINITIONS);
  platform.apply("team/db");
  await using _server = await platform.startServer();
  await using informer = platform.startInformer({ ...EVERYTHING, INFORMER_PORT: String(port) });
  await informer.waitForLog("Listening");
  const readiness = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    return { status: response.status, text: await response.text() };
  };
  const { level, message } = await informer.waitForLog("Cannot read the definitions of resources");
  assert.equal(level, "warn");
  assert.match(String(message), /this takes the right to get, list and watch/);
  const { status, text } = await readiness();
  assert.equal(status, 503);
  // Readiness gives a right that is missing 30 seconds to arrive.
  assert.match(text, /it is not known what to watch/);
  platform.cluster.allow(DEFINITIONS);
  await platform.untilStatuses({ "team/db": WELL });
  await platform.until(async () => (await readiness()).text === '{"status":"ready"}' || undefined);
});

Deno.test("a kind that is named and missing at the start is waited for, in readiness, too", async () => {
  await using platform = await createPlatform();
  const port = findFreePort();
  platform.apply("team/db");
  await using _server = await platform.startServer();
  await using informer = platform.startInformer({
    CLAIM_RESOURCE: "databaseclaims,volumeclaims.disks.example.org/v1alpha1",
    INFORMER_PORT: String(port),
  });
  await informer.waitForLog("Listening");
  await platform.untilStatuses({ "team/db": WELL });
  await platform.until(async () => {
    const text = await (await fetch(`http://127.0.0.1:${port}/readyz`)).text();
    return text.includes("Waiting for volumeclaims.disks.example.org/v1alpha1") || undefined;
  });
  platform.cluster.defineResource(VOLUMES);
  platform.cluster.apply(well(VOLUMES, "team/disk"));
  await platform.untilStatuses({ "team/db": WELL, "team/disk": WELL });
});
