import { deepEqual, equal, match } from "node:assert/strict";
import type { KubernetesStandIn } from "../../../demo/kubernetes/kubernetes_stand_in.ts";
import {
  type Answer,
  ask,
  CLAIMS,
  startWithClaims,
  toClaim,
  watchClaims,
} from "./stand_in_client.ts";

const IN_SHOP = CLAIMS.replace("volumeclaims", "namespaces/shop/volumeclaims");
const MERGE_PATCH = "application/merge-patch+json";

Deno.test("a created object has what the API server adds, and no status", async () => {
  await using standIn = startWithClaims(["a"]);
  const { status, body } = await post(standIn, { ...toClaim("b"), status: { ready: true } });
  equal(status, 201);
  equal(body.status, undefined);
  deepEqual(standIn.find(toClaim("b"))?.metadata, body.metadata);
  equal(body.metadata.resourceVersion, String(standIn.revision));
});

Deno.test("a name is made of the prefix that stands for it", async () => {
  await using standIn = startWithClaims(["a"]);
  const { namespace, name: _, ...metadata } = { ...toClaim("b").metadata, generateName: "claim-" };
  const { body } = await post(standIn, { ...toClaim("b"), metadata: { ...metadata, namespace } });
  match(body.metadata.name ?? "", /^claim-[a-z0-9]{5}$/);
});

Deno.test("an object is created once, for the path's kind and namespace, with a name", async () => {
  await using standIn = startWithClaims(["a", "risk/a"]);
  const refusals = [
    await post(standIn, toClaim("a")),
    await post(standIn, toClaim("risk/b")),
    await post(standIn, { ...toClaim("b"), kind: "BucketClaim" }),
    await post(standIn, { ...toClaim("b"), metadata: {} }),
    await send(standIn, { method: "POST", path: IN_SHOP, text: "{" }),
    await send(standIn, { method: "POST", path: IN_SHOP.replace("shop", "x"), text: bare("b") }),
    await post(standIn, toClaim("b"), "?dryRun=All"),
  ];
  deepEqual(refusals.map(({ status, body }) => `${status} ${body.reason}`), [
    "409 AlreadyExists",
    "400 BadRequest",
    "422 Invalid",
    "422 Invalid",
    "400 BadRequest",
    "404 NotFound",
    "400 BadRequest",
  ]);
});

Deno.test("a merge patch replaces and removes members, and leaves the status alone", async () => {
  await using standIn = startWithClaims([]);
  standIn.apply({ ...toClaim("a", { size: 1, mode: "x" }), status: { ready: "yes" } });
  const { status, body } = await patch(standIn, {
    spec: { size: 2, mode: null, deep: { a: 1 } },
    status: { ready: "no" },
  });
  equal(status, 200);
  deepEqual(body.spec, { size: 2, deep: { a: 1 } });
  deepEqual(body.status, { ready: "yes" });
  equal(standIn.find(toClaim("a"))?.metadata.generation, 2);
});

Deno.test("the status has a path of its own, which changes nothing else", async () => {
  await using standIn = startWithClaims(["a"]);
  const news = { spec: { size: 9 }, status: { ready: "no" } };
  const { body } = await send(standIn, {
    method: "PATCH",
    path: `${IN_SHOP}/a/status`,
    text: JSON.stringify(news),
  });
  deepEqual([body.spec, body.status], [{ size: 1 }, { ready: "no" }]);
});

Deno.test("other patches are not understood", async () => {
  await using standIn = startWithClaims(["a"]);
  const type = "application/strategic-merge-patch+json";
  const answer = await send(standIn, { method: "PATCH", path: `${IN_SHOP}/a`, text: "{}", type });
  equal(answer.status, 415);
});

Deno.test("an object is replaced only by who has seen its newest revision", async () => {
  await using standIn = startWithClaims(["a"]);
  const put = (resourceVersion: string | undefined) => {
    const { metadata, ...claim } = toClaim("a", { size: 2 });
    const text = JSON.stringify({ ...claim, metadata: { ...metadata, resourceVersion } });
    return send(standIn, { method: "PUT", path: `${IN_SHOP}/a`, text });
  };
  equal((await put(undefined)).status, 422);
  const conflict = await put("1");
  deepEqual([conflict.status, conflict.body.reason], [409, "Conflict"]);
  const { status, body } = await put(String(standIn.revision));
  deepEqual([status, body.spec], [200, { size: 2 }]);
});

Deno.test("a deleted object is gone, and the answer says which it was", async () => {
  await using standIn = startWithClaims(["a"]);
  const uid = standIn.find(toClaim("a"))?.metadata.uid;
  const { status, body } = await send(standIn, { method: "DELETE", path: `${IN_SHOP}/a` });
  equal(status, 200);
  const { group, plural: kind } = { group: "platform.example.org", plural: "volumeclaims" };
  deepEqual(body.details, { name: "a", group, kind, uid });
  equal((await send(standIn, { method: "DELETE", path: `${IN_SHOP}/a` })).status, 404);
});

Deno.test("finalizers hold a deleted object until the last of them is removed", async () => {
  await using standIn = startWithClaims([]);
  const { metadata, ...claim } = toClaim("a");
  standIn.apply({ ...claim, metadata: { ...metadata, finalizers: ["example.org/hold"] } });
  await using watch = await watchClaims(standIn, `resourceVersion=${standIn.revision}`);
  const { body } = await send(standIn, { method: "DELETE", path: `${IN_SHOP}/a` });
  equal(body.kind, "VolumeClaim");
  const held = standIn.find(toClaim("a"))?.metadata;
  match(held?.deletionTimestamp ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  deepEqual([held?.deletionGracePeriodSeconds, held?.generation], [0, 2]);
  await send(standIn, { method: "DELETE", path: `${IN_SHOP}/a` });
  await patch(standIn, { metadata: { labels: { a: "b" } } });
  equal(standIn.find(toClaim("a"))?.metadata.deletionTimestamp, held?.deletionTimestamp);
  const last = await patch(standIn, { metadata: { finalizers: null } });
  equal(last.body.kind, "VolumeClaim");
  deepEqual(await watch.take(3), ["MODIFIED a", "MODIFIED a", "DELETED a"]);
  equal(standIn.find(toClaim("a")), undefined);
});

Deno.test("a namespaced object is created in its namespace only", async () => {
  await using standIn = startWithClaims([]);
  equal((await send(standIn, { method: "POST", path: CLAIMS, text: bare("b") })).status, 404);
});

Deno.test("what is no operation of the API is refused", async () => {
  await using standIn = startWithClaims(["a"]);
  equal((await send(standIn, { method: "DELETE", path: IN_SHOP })).status, 405);
  equal((await send(standIn, { method: "POST", path: `${IN_SHOP}/a`, text: "{}" })).status, 405);
});

function bare(name: string): string {
  const { metadata: _, ...claim } = toClaim(name);
  return JSON.stringify({ ...claim, metadata: { name } });
}

function post(standIn: KubernetesStandIn, object: unknown, query = ""): Promise<Answer> {
  const text = JSON.stringify(object);
  return send(standIn, { method: "POST", path: IN_SHOP + query, text });
}

function patch(standIn: KubernetesStandIn, news: unknown): Promise<Answer> {
  return send(standIn, { method: "PATCH", path: `${IN_SHOP}/a`, text: JSON.stringify(news) });
}

function send(
  standIn: KubernetesStandIn,
  { method, path, text, type = method === "PATCH" ? MERGE_PATCH : "application/json" }: {
    readonly method: string;
    readonly path: string;
    readonly text?: string;
    readonly type?: string;
  },
): Promise<Answer> {
  const headers = { "content-type": type };
  return ask(standIn, path, { method, headers, ...(text === undefined ? {} : { body: text }) });
}
