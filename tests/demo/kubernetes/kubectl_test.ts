import { deepEqual, equal, match } from "node:assert/strict";
import { createLocalCertificate } from "../../../demo/kubernetes/certificate.ts";
import type { KubernetesStandIn } from "../../../demo/kubernetes/kubernetes_stand_in.ts";
import { toLifeObjects } from "../../../demo/kubernetes/claim_life.ts";
import { hasKubectl, Kubectl } from "./kubectl.ts";
import { startWithClaims, toClaim, until } from "./stand_in_client.ts";

const NOW = Date.now();

testKubectl("kubectl prints claims of all namespaces with their conditions", async () => {
  await using standIn = startWithClaims([]);
  load(standIn, "shop/data", "shop/files", "risk/model");
  await using kubectl = await Kubectl.forServer(standIn.url);
  const { stdout } = await kubectl.run("get volumeclaims -A --chunk-size=2");
  deepEqual(toCells(stdout, 4), [
    ["NAMESPACE", "NAME", "SYNCED", "READY"],
    ["risk", "model", "True", "True"],
    ["shop", "data", "True", "True"],
    ["shop", "files", "True", "True"],
  ]);
});

testKubectl("kubectl finds all kinds of a category", async () => {
  await using standIn = startWithClaims([]);
  load(standIn, "shop/data");
  standIn.load(toLifeObjects({
    kind: "BucketClaim",
    claimRef: "shop/images",
    state: { kind: "ready" },
    now: NOW,
  }));
  await using kubectl = await Kubectl.forServer(standIn.url);
  const { stdout } = await kubectl.run("get claim -n shop -o name");
  deepEqual(stdout.trimEnd().split("\n").toSorted(), [
    "bucketclaim.platform.example.org/images",
    "volumeclaim.platform.example.org/data",
  ]);
});

testKubectl("kubectl reads the whole object", async () => {
  await using standIn = startWithClaims([]);
  load(standIn, "shop/data");
  await using kubectl = await Kubectl.forServer(standIn.url);
  const { stdout } = await kubectl.run(
    "get volumeclaim data -n shop -o json --show-managed-fields",
  );
  const shown = JSON.parse(stdout);
  deepEqual(shown, standIn.find(toClaim("data")));
});

testKubectl("kubectl lists the resources with their kinds", async () => {
  await using standIn = startWithClaims([]);
  await using kubectl = await Kubectl.forServer(standIn.url);
  const { stdout } = await kubectl.run("api-resources --categories=claim --no-headers");
  deepEqual(toCells(stdout, 4), [
    ["bucketclaims", "platform.example.org/v1alpha1", "true", "BucketClaim"],
    ["databaseclaims", "platform.example.org/v1alpha1", "true", "DatabaseClaim"],
    ["volumeclaims", "platform.example.org/v1alpha1", "true", "VolumeClaim"],
  ]);
});

testKubectl("kubectl watches what happens", async () => {
  await using standIn = startWithClaims([]);
  load(standIn, "shop/data");
  await using kubectl = await Kubectl.forServer(standIn.url);
  const told: string[] = [];
  for await (const line of kubectl.follow("get volumeclaims -n shop -w --no-headers")) {
    told.push(line.split(/\s+/).slice(0, 3).join(" "));
    if (told.length === 1) {
      await until(standIn, () => standIn.openWatchCount === 1);
      load(standIn, "shop/files");
    } else break;
  }
  deepEqual(told, ["data True True", "files True True"]);
});

testKubectl("kubectl applies, patches and deletes", async () => {
  await using standIn = startWithClaims(["other"]);
  await using kubectl = await Kubectl.forServer(standIn.url);
  const apply = async (size: number) =>
    (await kubectl.run("apply -f -", JSON.stringify(toClaim("a", { size })))).stdout;
  match(await apply(1), /\/a created\n$/);
  match(await apply(1), /\/a unchanged\n$/);
  match(await apply(2), /\/a configured\n$/);
  const patched = await kubectl.run('patch volumeclaim a -n shop --type=merge -p {"spec":{"b":3}}');
  match(patched.stdout, /\/a patched\n$/);
  deepEqual(standIn.find(toClaim("a"))?.spec, { size: 2, b: 3 });
  const deleted = await kubectl.run("delete volumeclaim a -n shop");
  match(deleted.stdout, /"a" deleted/);
  equal(standIn.find(toClaim("a")), undefined);
});

testKubectl("kubectl is let in by certificate and token only", async () => {
  const tls = await createLocalCertificate();
  await using standIn = startWithClaims(["a"], { tls, token: "right" });
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/ca.pem`, tls.ca);
    const options = [`--certificate-authority=${folder}/ca.pem`];
    await using kubectl = await Kubectl.forServer(standIn.url, options);
    const get = "get volumeclaims -n shop -o name";
    const { stdout } = await kubectl.run(`${get} --token=right`);
    equal(stdout, "volumeclaim.platform.example.org/a\n");
    match((await kubectl.run(`${get} --token=wrong`)).stderr, /must be logged in|Unauthorized/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function testKubectl(name: string, fn: () => Promise<void>): void {
  const notice = hasKubectl ? "" : " (not tested: kubectl is not installed)";
  Deno.test({ name: name + notice, ignore: !hasKubectl, fn });
}

function load(standIn: KubernetesStandIn, ...claimRefs: readonly string[]): void {
  for (const claimRef of claimRefs) {
    const state = { kind: "ready" } as const;
    const kind = "VolumeClaim";
    const claim = toLifeObjects({ kind, claimRef, state, now: NOW, detail: "full" });
    standIn.load(claim);
  }
}

function toCells(text: string, count: number): readonly (readonly string[])[] {
  return text.trimEnd().split("\n").map((line) => line.split(/\s+/).slice(0, count));
}
