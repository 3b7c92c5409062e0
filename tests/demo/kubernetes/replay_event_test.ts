import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { startKubernetesStandIn } from "../../../demo/kubernetes/kubernetes_stand_in.ts";
import { isKubernetesObject } from "../../../demo/kubernetes/kubernetes_object.ts";
import { hasRecordedData, readRecordedData } from "./recorded_data.ts";
import { startWithClaims, toClaim, watchClaims } from "./stand_in_client.ts";

Deno.test("a replayed object keeps its own metadata, but for the revision", async () => {
  await using standIn = startWithClaims([]);
  const metadata = {
    ...toClaim("a").metadata,
    uid: "a3b92916-8597-4d9f-88b9-a2ebb7449b06",
    generation: 7,
    creationTimestamp: "2026-01-01T00:00:00Z",
  };
  const object = { ...toClaim("a"), metadata: { ...metadata, resourceVersion: "982" } };
  ok(standIn.replay({ type: "ADDED", object }));
  const resourceVersion = String(standIn.revision);
  deepEqual(standIn.find(toClaim("a"))?.metadata, { ...metadata, resourceVersion });
});

Deno.test("replayed events are told in their order, a deletion with its own last state", async () => {
  await using standIn = startWithClaims([]);
  await using watch = await watchClaims(standIn, `resourceVersion=${standIn.revision}`);
  const line = (type: string, size: number) =>
    JSON.stringify({ type, object: toClaim("a", { size }) });
  for (const text of [line("ADDED", 1), line("MODIFIED", 2), line("DELETED", 3)]) {
    standIn.replay(text);
  }
  deepEqual(await watch.take(2), ["ADDED a", "MODIFIED a"]);
  const deleted = await watch.next();
  deepEqual([deleted?.type, deleted?.object.spec], ["DELETED", { size: 3 }]);
});

Deno.test("bookmarks and deletions of what is not there change nothing", async () => {
  await using standIn = startWithClaims([]);
  const { revision } = standIn;
  ok(!standIn.replay({ type: "BOOKMARK", object: { metadata: { resourceVersion: "5" } } }));
  ok(!standIn.replay({ type: "DELETED", object: toClaim("a") }));
  equal(standIn.revision, revision);
});

Deno.test("what is no event cannot be replayed", async () => {
  await using standIn = startWithClaims([]);
  throws(() => standIn.replay("[]"), /it is no JSON object/);
  throws(
    () => standIn.replay({ type: "ADDED", object: {} }),
    /it has no object with kind and name/,
  );
  throws(() => standIn.replay({ type: "ERROR", object: toClaim("a") }), /it is of no known type/);
});

Deno.test({
  name: "a recorded life of real claims can be replayed event by event",
  ignore: !hasRecordedData,
  fn: async () => {
    await using standIn = startKubernetesStandIn();
    const crds = JSON.parse(await readRecordedData("crossplane-crds.json"));
    standIn.load(crds.items.filter(isKubernetesObject));
    const lines = (await readRecordedData("crossplane-watch-claims.jsonl")).trimEnd().split("\n");
    const path = "/apis/resources.example.org/v1alpha1/volumeclaims?watch=true&timeoutSeconds=60";
    const response = await fetch(standIn.url + path);
    const replayed = lines.filter((line) => standIn.replay(line)).map(toOutline);
    standIn.endWatches();
    deepEqual((await response.text()).trimEnd().split("\n").map(toOutline), replayed);
    equal(replayed.length, lines.filter((line) => !line.includes('"BOOKMARK"')).length);
  },
});

function toOutline(line: string): string {
  const { type, object } = JSON.parse(line);
  const { metadata: { resourceVersion: _, ...metadata }, spec, status } = object;
  return JSON.stringify([type, metadata, spec, status]);
}
