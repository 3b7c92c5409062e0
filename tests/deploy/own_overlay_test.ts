/** What becomes of overlays that people make of those that come with the project. */
import assert from "node:assert/strict";
import { load } from "js-yaml";
import { testTools } from "../testing/tools/check_tool.ts";
import {
  BUILT_FOLDERS,
  findManifest,
  listManifests,
  type Manifest,
  readConfigMap,
  readVariables,
  toDeployedSpec,
} from "./built_manifests.ts";
import { buildOwn, type Example, moveTo } from "./own_overlay.ts";

const EXAMPLES: readonly Example[] = ["tokens", "app-and-oidc", "another-cluster"];
const ROOT = new URL("../../", import.meta.url);

Deno.test("Git ignores every overlay but those that come with the project", async () => {
  const ignored = await Deno.readTextFile(new URL(".gitignore", ROOT));
  const lines = ignored.split("\n").filter((line) => line.includes("/deploy/"));
  const kept = BUILT_FOLDERS.filter((folder) => folder.startsWith("overlays/"));
  assert.deepEqual(
    lines.toSorted(),
    [
      ...kept.map((folder) => `!/deploy/${folder}/`),
      "/deploy/overlays/*/",
    ].toSorted(),
  );
  assert.deepEqual(kept.toSorted(), EXAMPLES.map((name) => `overlays/${name}`).toSorted());
});

testTools("a whole overlay moves to another namespace by its one line", async () => {
  for (const example of EXAMPLES) {
    const manifests = await buildOwn(example, { change: moveTo("elsewhere") });
    assert.equal(listManifests(manifests, "Namespace")[0]?.metadata.name, "elsewhere");
    assert.doesNotMatch(JSON.stringify(manifests), /"machinery-status[":]/);
    assertClusterNames(manifests, "elsewhere");
  }
});

testTools("an overlay upon another one moves it with two lines", async () => {
  const text = `
    namespace: elsewhere
    resources: [../app-and-oidc]
    transformers: [../../informer/names]`;
  const manifests = await buildOwn("tokens", { change: () => text });
  assertClusterNames(manifests, "elsewhere");
});

testTools("a prefix leaves behind what the page on deployment says, and more", async () => {
  const manifests = await buildOwn("app-and-oidc", {
    change: (text) => `${text}namePrefix: team-\n`,
  });
  const names = (kind: string) =>
    listManifests(manifests, kind).map(({ metadata }) => metadata.name);
  const find = (mode: string) =>
    findManifest(manifests, { kind: "Deployment", name: `team-machinery-status-${mode}` });
  const [collector, informer] = [find("collector"), find("informer")];
  const { hostname } = new URL(readVariables(manifests, informer)["COLLECTOR_URL"] ?? "");
  assert.ok(names("Service").includes(`team-${hostname}`) && !names("Service").includes(hostname));
  const oidc = readConfigMap(manifests, "team-machinery-status-collector-oidc")["oidc.yaml"] ?? "";
  for (const { subject } of Object.values(load(oidc) as Record<string, { subject: string }>)) {
    const account = subject.split(":").at(-1) ?? "";
    assert.ok(names("ServiceAccount").includes(`team-${account}`));
    assert.ok(!names("ServiceAccount").includes(account));
  }
  const { selector, template } = toDeployedSpec(collector);
  assert.deepEqual(Object.values(selector.matchLabels), ["machinery-status-collector"]);
  const secrets = template.spec.volumes?.flatMap(({ secret }) => secret?.secretName ?? []);
  assert.deepEqual(secrets, ["machinery-status-collector-github"]);
  const page = await Deno.readTextFile(new URL("docs/deployment.md", ROOT));
  assert.ok(page.includes("`namePrefix` and `nameSuffix` are no way"));
});

/** Role and binding are named after the namespace, and mean each other and the informer. */
function assertClusterNames(manifests: readonly Manifest[], namespace: string): void {
  const name = `${namespace}:machinery-status-informer`;
  findManifest(manifests, { kind: "ClusterRole", name });
  const binding = findManifest(manifests, { kind: "ClusterRoleBinding", name });
  assert.equal((binding["roleRef"] as { readonly name: string }).name, name);
  assert.deepEqual(binding["subjects"], [
    { kind: "ServiceAccount", name: "machinery-status-informer", namespace },
  ]);
}
