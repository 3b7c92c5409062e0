import { deepEqual, equal, match } from "node:assert/strict";
import type { KubernetesStandIn } from "../../../demo/kubernetes/kubernetes_stand_in.ts";
import { ask, CLAIMS, startWithClaims, toClaim, toNames } from "./stand_in_client.ts";

const FIVE = ["a", "b", "c", "d", "e"] as const;

Deno.test("a list has all objects of a resource and the newest revision", async () => {
  await using standIn = startWithClaims(FIVE);
  const answer = await ask(standIn, CLAIMS);
  equal(answer.status, 200);
  deepEqual(toNames(answer), FIVE);
  equal(answer.body.kind, "VolumeClaimList");
  deepEqual(answer.body.metadata, { continue: "", resourceVersion: String(standIn.revision) });
});

Deno.test("a list of an empty resource has no items", async () => {
  await using standIn = startWithClaims([]);
  const { body } = await ask(standIn, CLAIMS);
  deepEqual(body.items, []);
});

Deno.test("the metadata of a list stands behind its items", async () => {
  await using standIn = startWithClaims(FIVE);
  const text = await (await fetch(standIn.url + CLAIMS)).text();
  match(
    text,
    /^\{"apiVersion":"platform.example.org\/v1alpha1","items":\[.*"metadata":\{[^{}]+\}\}\n$/,
  );
});

Deno.test("lists of the server's own types are framed and filled in another way", async () => {
  await using standIn = startWithClaims(FIVE);
  const { text, body } = await ask(standIn, "/api/v1/namespaces");
  match(
    text,
    /^\{"kind":"NamespaceList","apiVersion":"v1","metadata":\{"resourceVersion":"\d+"\},/,
  );
  match(text, /,"items":\[\{"metadata":\{[^\n]*\]\}\n$/);
  deepEqual(body.items.map(({ kind }) => kind), [undefined]);
  const one = await ask(standIn, "/api/v1/namespaces/shop");
  equal(one.body.kind, "Namespace");
});

Deno.test("pages together show one revision, whatever happens meanwhile", async () => {
  await using standIn = startWithClaims(FIVE);
  const pages = await readPages(standIn, () => {
    standIn.apply(toClaim("aa"));
    standIn.apply(toClaim("d", { size: 2 }));
    standIn.apply(toClaim("d", { size: 3 }));
    standIn.remove(toClaim("e"));
  });
  deepEqual(pages.map(toNames), [["a", "b"], ["c", "d"], ["e"]]);
  deepEqual(pages.map(({ body }) => body.metadata.remainingItemCount), [3, 1, undefined]);
  equal(new Set(pages.map(({ body }) => body.metadata.resourceVersion)).size, 1);
  deepEqual(pages[1]?.body.items[1]?.spec, { size: 1 });
  deepEqual(toNames(await ask(standIn, CLAIMS)), ["a", "aa", "b", "c", "d"]);
});

Deno.test("a list from any revision ignores the limit, as the cache of the real server does", async () => {
  await using standIn = startWithClaims(FIVE);
  deepEqual(toNames(await ask(standIn, `${CLAIMS}?limit=2&resourceVersion=0`)), FIVE);
});

Deno.test("the stand-in can be told to make shorter pages than asked for", async () => {
  await using standIn = startWithClaims(FIVE, { pageSizeMax: 3 });
  deepEqual(toNames(await ask(standIn, `${CLAIMS}?limit=4`)), ["a", "b", "c"]);
});

Deno.test("an expired continue token is answered by 410 and a token for the rest as it is now", async () => {
  await using standIn = startWithClaims(FIVE);
  const first = await ask(standIn, `${CLAIMS}?limit=2`);
  standIn.remove(toClaim("c"));
  standIn.expireHistory();
  const refused = await ask(standIn, `${CLAIMS}?limit=2&continue=${first.body.metadata.continue}`);
  equal(refused.status, 410);
  equal(refused.body.reason, "Expired");
  match(refused.body.message, /^The provided continue parameter is too old/);
  const token = refused.body.metadata.continue;
  deepEqual(toNames(await ask(standIn, `${CLAIMS}?limit=2&continue=${token}`)), ["d", "e"]);
});

Deno.test("a continue token expires with the history although nothing has changed", async () => {
  await using standIn = startWithClaims(FIVE);
  const { body } = await ask(standIn, `${CLAIMS}?limit=2`);
  standIn.expireHistory();
  const next = await ask(standIn, `${CLAIMS}?limit=2&continue=${body.metadata.continue}`);
  equal(next.status, 410);
});

Deno.test("a continue token outlives changes up to the length of the history", async () => {
  await using standIn = startWithClaims(FIVE, { historyMax: 4 });
  const { body } = await ask(standIn, `${CLAIMS}?limit=2`);
  const next = `${CLAIMS}?limit=2&continue=${body.metadata.continue}`;
  standIn.apply(toClaim("a", { size: 2 }));
  equal((await ask(standIn, next)).status, 200);
  for (let size = 3; size < 12; size++) standIn.apply(toClaim("a", { size }));
  equal((await ask(standIn, next)).status, 410);
});

Deno.test("a list shows an exact revision, and refuses one that is forgotten or to come", async () => {
  await using standIn = startWithClaims(FIVE);
  const { revision } = standIn;
  standIn.remove(toClaim("b"));
  const exact = (version: number) =>
    ask(standIn, `${CLAIMS}?resourceVersion=${version}&resourceVersionMatch=Exact`);
  deepEqual(toNames(await exact(revision)), FIVE);
  const future = await exact(9_999);
  equal(future.status, 504);
  equal(future.body.details.causes[0]?.reason, "ResourceVersionTooLarge");
  standIn.expireHistory();
  equal((await exact(revision)).status, 410);
});

Deno.test("lists are of one namespace, of one name, or of all", async () => {
  await using standIn = startWithClaims(["a", "risk/a", "risk/b"]);
  const inRisk = CLAIMS.replace("volumeclaims", "namespaces/risk/volumeclaims");
  deepEqual(toNames(await ask(standIn, inRisk)), ["a", "b"]);
  deepEqual(toNames(await ask(standIn, `${CLAIMS}?fieldSelector=metadata.name%3Da`)), ["a", "a"]);
  const both = "fieldSelector=metadata.name%3Da,metadata.namespace%3Drisk";
  deepEqual(toNames(await ask(standIn, `${CLAIMS}?${both}`)), ["a"]);
  deepEqual(toNames(await ask(standIn, "/api/v1/namespaces")), ["risk", "shop"]);
});

for (
  const [query, status, message] of [
    ["continue=abc", 400, /continue key is not valid/],
    ["limit=abc", 400, /parsing "abc": invalid syntax/],
    ["resourceVersion=abc", 400, /invalid resource version: .* Invalid value: "abc"/],
    ["labelSelector=a%3Db", 400, /labelSelector is not served/],
    ["fieldSelector=spec.a%3Db", 400, /field label not supported: spec.a/],
    ["resourceVersionMatch=Exact", 422, /forbidden unless resourceVersion is provided/],
    ["resourceVersion=0&resourceVersionMatch=Exact", 422, /"exact" is forbidden for/],
    ["sendInitialEvents=true", 422, /sendInitialEvents is forbidden for list/],
    ["continue=abc&resourceVersion=5", 400, /not allowed when using continue/],
    ["continue=abc&resourceVersionMatch=Exact", 422, /forbidden when continue is provided/],
  ] as const
) {
  Deno.test(`the list ?${query} is refused with ${status}`, async () => {
    await using standIn = startWithClaims(FIVE);
    const answer = await ask(standIn, `${CLAIMS}?${query}`);
    equal(answer.status, status);
    equal(answer.body.kind, "Status");
    match(answer.body.message, message);
  });
}

async function readPages(standIn: KubernetesStandIn, meanwhile: () => void) {
  const first = await ask(standIn, `${CLAIMS}?limit=2`);
  meanwhile();
  const pages = [first];
  for (let token = first.body.metadata.continue; token !== "";) {
    const page = await ask(standIn, `${CLAIMS}?limit=2&continue=${token}`);
    pages.push(page);
    token = page.body.metadata.continue;
  }
  return pages;
}
