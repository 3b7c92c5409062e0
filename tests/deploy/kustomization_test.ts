/** What folders of `deploy/` make: against each other, and against the settings of the programs. */
import assert from "node:assert/strict";
import { load } from "js-yaml";
import { testTools } from "../testing/tools/check_tool.ts";
import {
  BUILT_FOLDERS,
  DEPLOY_FOLDER,
  findContainer,
  listManifests,
  readConfigMap,
  readVariables,
  toDeployedSpec,
} from "./built_manifests.ts";
import { listDeployed, listSettings, readAbsent } from "./deployed.ts";

/** For Prometheus and Grafana, which no kustomization takes. */
const OTHER_FILES: readonly string[] = ["alerts.yaml", "dashboard.json"];
const MIB = 1_048_576;
const MB = 1_000_000;

Deno.test("every file of the folder is part of what somebody may apply", async () => {
  const used = new Set<string>(OTHER_FILES);
  for (const folder of BUILT_FOLDERS) await addFiles(folder, used);
  assert.deepEqual((await listFiles("")).toSorted(), [...used].toSorted());
});

testTools(
  "every variable is a setting of its program, and bases leave the required ones open",
  async () => {
    for (const { folder, isOverlay, manifests, deployment } of await listDeployed()) {
      const settings = listSettings(deployment);
      const known = settings.flatMap(({ variable, flag }) =>
        flag === null ? [variable, `${variable}_FILE`] : [variable]
      );
      const variables = readVariables(manifests, deployment);
      for (const variable of Object.keys(variables)) {
        assert.ok(known.includes(variable), `${folder}: ${variable}`);
      }
      const empty = Object.keys(variables).filter((variable) => variables[variable] === "");
      const required = settings.filter((setting) => !readAbsent(setting).isValid)
        .map(({ variable }) => variable);
      const open = isOverlay ? [] : required.filter((variable) => !variables[variable]);
      assert.deepEqual(empty.toSorted(), open.toSorted(), folder);
    }
  },
);

testTools("a variable that names a file names one that is mounted, whole", async () => {
  for (const { folder, manifests, deployment } of await listDeployed()) {
    const { volumeMounts = [] } = findContainer(deployment);
    const { volumes = [] } = toDeployedSpec(deployment).template.spec;
    const files = Object.entries(readVariables(manifests, deployment))
      .filter(([variable]) => variable.endsWith("_FILE")).map(([, path]) => path);
    const folders = files.map((path) => path.slice(0, path.lastIndexOf("/")));
    assert.deepEqual(volumeMounts.map(({ mountPath }) => mountPath).toSorted(), folders.toSorted());
    assert.deepEqual(
      volumeMounts.map(({ name }) => name).toSorted(),
      volumes.map(({ name }) => name).toSorted(),
    );
    // What is mounted by a sub-path is never replaced.
    for (const mount of volumeMounts) assert.ok(!("subPath" in mount), `${folder}: ${mount.name}`);
    for (const { name, configMap } of volumes) {
      if (configMap === undefined) continue;
      const mountPath = volumeMounts.find((mount) => mount.name === name)?.mountPath;
      const paths = Object.keys(readConfigMap(manifests, configMap.name))
        .map((text) => `${mountPath}/${text}`);
      assert.ok(paths.some((path) => files.includes(path)), `${folder}: ${paths}`);
    }
  }
});

testTools("the page on deployment makes the secrets that pods mount, with their keys", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/deployment.md", import.meta.url));
  for (const { folder, manifests, deployment } of await listDeployed()) {
    const files = Object.values(readVariables(manifests, deployment));
    const { volumeMounts = [] } = findContainer(deployment);
    for (const { name, secret } of toDeployedSpec(deployment).template.spec.volumes ?? []) {
      if (secret === undefined) continue;
      const mountPath = volumeMounts.find((mount) => mount.name === name)?.mountPath;
      const file = files.find((path) => path.startsWith(`${mountPath}/`));
      assert.ok(page.includes(` create secret generic ${secret.secretName} `), folder);
      assert.ok(page.includes(`--from-file=${file?.split("/").at(-1)}=`), `${folder}: ${file}`);
    }
  }
});

testTools(
  "each program runs once, with a token of its cluster only where it asks that",
  async () => {
    for (const { folder, deployment } of await listDeployed()) {
      const { strategy, replicas, template } = toDeployedSpec(deployment);
      assert.deepEqual([strategy.type, replicas], ["Recreate", 1], folder);
      const isInformer = findContainer(deployment).args[0] === "informer";
      assert.equal(template.spec.automountServiceAccountToken, isInformer, folder);
      // A service "collector" would otherwise give it a COLLECTOR_PORT that is no port.
      assert.ok(template.spec.enableServiceLinks === false, folder);
      // It ends within 10 seconds.
      assert.ok(template.spec.terminationGracePeriodSeconds > 10, folder);
    }
  },
);

testTools("the collector's memory holds a full store", async () => {
  for (const { folder, manifests, deployment } of await listDeployed()) {
    const { args, resources } = findContainer(deployment);
    if (args[0] !== "server") continue;
    const budget = Number(readVariables(manifests, deployment)["COLLECTOR_MEMORY_BUDGET_MB"]);
    const limit = Number(/^(\d+)Mi$/.exec(resources.limits.memory)?.[1]) * MIB;
    assert.ok(budget > 0 && 2 * budget * MIB + 200 * MB <= limit, folder);
  }
});

testTools(
  "the informer's role gives reading only, and of nothing that Kubernetes itself keeps",
  async () => {
    for (const { folder, isOverlay, manifests, deployment } of await listDeployed()) {
      const [role] = listManifests(manifests, "ClusterRole");
      if (role === undefined) continue;
      const rules = role["rules"] as readonly {
        readonly apiGroups: readonly string[];
        readonly verbs: readonly string[];
      }[];
      for (const { verbs } of rules) assert.deepEqual(verbs, ["get", "list", "watch"]);
      const groups = rules.flatMap(({ apiGroups }) => apiGroups);
      assert.deepEqual(groups, ["apiextensions.k8s.io", "platform.example.org"], folder);
      if (!isOverlay || !role.metadata.name.endsWith(`:${deployment.metadata.name}`)) continue;
      assert.equal(readVariables(manifests, deployment)["CLAIM_GROUP"], groups[1]);
    }
  },
);

testTools("bases name no place of an image, and overlays one that is an example", async () => {
  for (const { folder, isOverlay, deployment } of await listDeployed()) {
    const expected = isOverlay
      ? /^registry\.example\.org\/machinery-status-collector:\d+\.\d+\.\d+$/
      : /^machinery-status-collector$/;
    assert.match(findContainer(deployment).image, expected, folder);
  }
});

/** All that the kustomization of a folder takes, and what that takes. */
async function addFiles(folder: string, used: Set<string>): Promise<void> {
  const path = `${folder}/kustomization.yaml`;
  used.add(path);
  const {
    resources = [],
    components = [],
    transformers = [],
    patches = [],
    configMapGenerator = [],
  } = load(await Deno.readTextFile(`${DEPLOY_FOLDER}/${path}`)) as {
    readonly resources?: readonly string[];
    readonly components?: readonly string[];
    readonly transformers?: readonly string[];
    readonly patches?: readonly { readonly path?: string }[];
    readonly configMapGenerator?: readonly {
      readonly files?: readonly string[];
      readonly envs?: readonly string[];
    }[];
  };
  const files = configMapGenerator.flatMap(({ files = [], envs = [] }) => [...files, ...envs]);
  const named = [
    ...resources,
    ...components,
    ...transformers,
    ...files,
    ...patches.flatMap(({ path = [] }) => path),
  ];
  for (const name of named) {
    const place = new URL(name, `file:///${folder}/`).pathname.slice(1);
    if (place.includes(".")) used.add(place);
    else await addFiles(place, used);
  }
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${DEPLOY_FOLDER}/${folder}`)) {
    const path = folder === "" ? name : `${folder}/${name}`;
    // Of whoever works here; Git ignores them.
    if (folder === "overlays" && !BUILT_FOLDERS.some((built) => built === path)) continue;
    paths.push(...isDirectory ? await listFiles(path) : [path]);
  }
  return paths;
}
