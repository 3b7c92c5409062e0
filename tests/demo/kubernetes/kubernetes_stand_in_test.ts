import { deepEqual, equal, match, ok, rejects, throws } from "node:assert/strict";
import { startKubernetesStandIn } from "../../../demo/kubernetes/kubernetes_stand_in.ts";
import { PLATFORM_DEFINITIONS } from "../../../demo/kubernetes/platform_resources.ts";
import { toDefinitionObject } from "../../../demo/kubernetes/resource_definition.ts";
import { ask, CLAIMS, startWithClaims, toClaim, toNames, watchClaims } from "./stand_in_client.ts";

const GROUP_VERSION = "/apis/platform.example.org/v1alpha1";
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const WIDGETS = { group: "example.org", plural: "widgets" } as const;
const WIDGET_DEFINITION = {
  ...WIDGETS,
  versions: ["v1"],
  kind: "Widget",
  scope: "Cluster",
} as const;

Deno.test("discovery tells groups, versions and resources with scope and categories", async () => {
  await using standIn = startWithClaims([]);
  const groups = await ask(standIn, "/apis");
  match(groups.text, /"name":"platform.example.org","versions":\[\{"groupVersion":/);
  match((await ask(standIn, "/apis/platform.example.org")).text, /"preferredVersion":\{/);
  const { text } = await ask(standIn, GROUP_VERSION);
  const { resources } = JSON.parse(text);
  deepEqual(resources[0], {
    name: "databaseclaims",
    singularName: "databaseclaim",
    namespaced: true,
    kind: "DatabaseClaim",
    verbs: ["delete", "get", "list", "patch", "create", "update", "watch"],
    categories: ["claim"],
  });
  ok(text.includes('"name":"harborprojects","singularName":"harborproject","namespaced":false'));
});

for (const path of ["/version", "/api", "/api/v1", "/openapi/v3", "/readyz", "/healthz"]) {
  Deno.test(`${path} is answered`, async () => {
    await using standIn = startKubernetesStandIn();
    equal((await ask(standIn, path)).status, 200);
  });
}

for (
  const path of [
    `${GROUP_VERSION}/widgets`,
    "/apis/platform.example.org/v9/volumeclaims",
    "/apis/platform.example.org/v9",
    "/apis/example.org",
    "/apis/example.org/v1",
    `${GROUP_VERSION}/volumeclaims/a`,
    `${GROUP_VERSION}/namespaces/shop/harborprojects`,
    "/nowhere",
  ]
) {
  Deno.test(`${path} is answered by plain text and 404, as nothing is served there`, async () => {
    await using standIn = startWithClaims(["a"]);
    const answer = await ask(standIn, path);
    equal(answer.status, 404);
    equal(answer.text, "404 page not found\n");
  });
}

Deno.test("an object is found by its name, in its namespace or in the cluster", async () => {
  await using standIn = startWithClaims(["a"]);
  standIn.apply({ ...toClaim("x"), kind: "HarborProject", metadata: { name: "x" } });
  const found = await ask(standIn, `${GROUP_VERSION}/namespaces/shop/volumeclaims/a`);
  deepEqual(found.body.spec, { size: 1 });
  equal((await ask(standIn, `${GROUP_VERSION}/harborprojects/x`)).body.kind, "HarborProject");
  const missing = await ask(standIn, `${GROUP_VERSION}/namespaces/risk/volumeclaims/a`);
  equal(missing.status, 404);
  equal(missing.body.message, 'volumeclaims.platform.example.org "a" not found');
});

Deno.test("a definition can be listed and watched, and serves its resource at once", async () => {
  await using standIn = startKubernetesStandIn();
  equal((await ask(standIn, "/apis/example.org/v1/widgets")).status, 404);
  const { body } = await ask(standIn, DEFINITIONS);
  const watch = await fetch(
    `${standIn.url}${DEFINITIONS}?watch=1&resourceVersion=${body.metadata.resourceVersion}`,
  );
  standIn.defineResource({ ...WIDGET_DEFINITION, categories: ["claim"] });
  const reader = watch.body?.getReader();
  const line = new TextDecoder().decode((await reader?.read())?.value);
  await reader?.cancel();
  match(line, /^\{"type":"ADDED",.*"names":\{"categories":\["claim"\],"kind":"Widget"/);
  deepEqual((await ask(standIn, "/apis/example.org/v1/widgets")).body.items, []);
});

Deno.test("every served version shows the same objects under its own name", async () => {
  await using standIn = startKubernetesStandIn();
  standIn.defineResource({ ...WIDGET_DEFINITION, versions: ["v1", "v1beta1"] });
  standIn.apply({ apiVersion: "example.org/v1", kind: "Widget", metadata: { name: "w" } });
  const { body } = await ask(standIn, "/apis/example.org/v1beta1/widgets");
  deepEqual(body.items.map(({ apiVersion }) => apiVersion), ["example.org/v1beta1"]);
});

Deno.test("a definition of one's own says which version is stored", async () => {
  await using standIn = startKubernetesStandIn();
  const { spec, ...definition } = toDefinitionObject(WIDGET_DEFINITION);
  const versions = [
    { name: "v1", served: true, storage: false },
    { name: "v1beta1", served: true, storage: true },
    { name: "v1alpha1", served: false, storage: false },
  ];
  standIn.apply({ ...definition, spec: { ...toRecord(spec), versions } });
  const widget = { apiVersion: "example.org/v1", kind: "Widget", metadata: { name: "w" } };
  equal(standIn.apply(widget).apiVersion, "example.org/v1beta1");
  const { body } = await ask(standIn, "/apis/example.org/v1/widgets/w");
  equal(body.kind, "Widget");
  equal((await ask(standIn, "/apis/example.org/v1alpha1/widgets")).status, 404);
});

Deno.test("a definition is established at once, and defining it again changes nothing", async () => {
  await using standIn = startKubernetesStandIn();
  standIn.defineResource(WIDGET_DEFINITION);
  const { revision } = standIn;
  standIn.defineResource(WIDGET_DEFINITION);
  equal(standIn.revision, revision);
  match((await ask(standIn, DEFINITIONS)).text, /"status":"True","type":"Established"\}/);
});

Deno.test("a definition is served as soon as it is established, and no sooner", async () => {
  await using standIn = startKubernetesStandIn();
  const definition = toDefinitionObject(WIDGET_DEFINITION);
  const names = { type: "NamesAccepted", status: "True" };
  standIn.apply({ ...definition, status: { conditions: [names] } });
  const path = "/apis/example.org/v1";
  equal((await ask(standIn, path)).status, 404);
  const conditions = [names, { type: "Established", status: "True" }];
  standIn.apply({ ...definition, status: { conditions } });
  equal((await ask(standIn, path)).status, 200);
});

Deno.test("a definition that changes keeps the objects", async () => {
  await using standIn = startWithClaims(["a"]);
  const [definition] = PLATFORM_DEFINITIONS.filter(({ kind }) => kind === "VolumeClaim");
  ok(definition !== undefined);
  standIn.defineResource({ ...definition, versions: ["v1alpha1", "v1"] });
  deepEqual(toNames(await ask(standIn, CLAIMS.replace("v1alpha1", "v1"))), ["a"]);
});

Deno.test("a removed resource takes its objects with it, ends its watches and is served no more", async () => {
  await using standIn = startWithClaims(["a", "b"]);
  await using watch = await watchClaims(standIn, `resourceVersion=${standIn.revision}`);
  standIn.removeResource({ group: "platform.example.org", plural: "volumeclaims" });
  deepEqual(await watch.take(2), ["DELETED a", "DELETED b"]);
  equal(await watch.next(), undefined);
  equal((await ask(standIn, CLAIMS)).status, 404);
});

Deno.test("an object of a kind that nobody defined is refused", async () => {
  await using standIn = startKubernetesStandIn();
  throws(() => standIn.apply(toClaim("a")), /^Error: Cannot find the kind "VolumeClaim"/);
  throws(() => standIn.replaceAll(WIDGETS, []), /^Error: Cannot find the resource "widgets"/);
});

Deno.test("all objects of a resource can be replaced at once", async () => {
  await using standIn = startWithClaims(["a", "b", "c"]);
  await using watch = await watchClaims(standIn, `resourceVersion=${standIn.revision}`);
  const ref = { group: "platform.example.org", plural: "volumeclaims" };
  standIn.replaceAll(ref, [toClaim("b"), toClaim("c", { size: 2 }), toClaim("d")]);
  deepEqual(await watch.take(3), ["MODIFIED c", "ADDED d", "DELETED a"]);
  deepEqual(toNames(await ask(standIn, CLAIMS)), ["b", "c", "d"]);
});

Deno.test("an object that was removed and created again is another one", async () => {
  await using standIn = startWithClaims(["a"]);
  const before = standIn.find(toClaim("a"))?.metadata.uid;
  ok(standIn.remove(toClaim("a")));
  ok(!standIn.remove(toClaim("a")));
  ok(standIn.apply(toClaim("a")).metadata.uid !== before);
});

Deno.test("requests are noted with their path, query, client and status", async () => {
  await using standIn = startWithClaims([]);
  await ask(standIn, `${CLAIMS}?limit=5`, { headers: { "user-agent": "informer/1" } });
  await ask(standIn, "/nowhere");
  deepEqual(standIn.requests.map(({ path, query, status }) => `${path}?${query} ${status}`), [
    `${CLAIMS}?limit=5 200`,
    "/nowhere? 404",
  ]);
  equal(standIn.requests[0]?.userAgent, "informer/1");
});

Deno.test("one can wait for what clients do", async () => {
  await using standIn = startWithClaims([]);
  const asked = standIn.until(() => standIn.requests.some(({ status }) => status === 404));
  await ask(standIn, "/nowhere");
  await asked;
  const patience = new AbortController();
  const never = rejects(standIn.until(() => false, patience.signal), /^Error: No longer$/);
  patience.abort(new Error("No longer"));
  await never;
});

function toRecord(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
