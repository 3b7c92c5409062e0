import { deepEqual, equal } from "node:assert/strict";
import { toAge } from "../../../demo/kubernetes/age.ts";
import { ManualClock } from "../../testing/manual_clock.ts";
import { ask, CLAIMS, startWithClaims, toClaim, watchClaims } from "./stand_in_client.ts";

const AS_TABLE = {
  headers: {
    accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
  },
} as const;
const READY = {
  conditions: [{ type: "Synced", status: "True" }, { type: "Ready", status: "False" }],
};

Deno.test("a list as a table has the columns that the definition names", async () => {
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  await using standIn = startWithClaims([], { clock });
  standIn.apply({ ...toClaim("a"), status: READY });
  standIn.apply(toClaim("b"));
  clock.advance(65_000);
  const { body } = await ask(standIn, `${CLAIMS}?limit=1`, AS_TABLE);
  equal(body.kind, "Table");
  const names = body.columnDefinitions?.map(({ name }) => name);
  deepEqual(names, ["Name", "SYNCED", "READY", "AGE"]);
  deepEqual(body.rows.map(({ cells }) => cells), [["a", "True", "False", "65s"]]);
  equal(body.metadata.remainingItemCount, 1);
});

Deno.test("a row carries the metadata of its object", async () => {
  await using standIn = startWithClaims(["a"]);
  const path = CLAIMS.replace("volumeclaims", "namespaces/shop/volumeclaims/a");
  const { body } = await ask(standIn, path, AS_TABLE);
  const metadata = standIn.find(toClaim("a"))?.metadata;
  const object = { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
  deepEqual(body.rows.map((row) => row.object), [object]);
});

Deno.test("a watch of tables names the columns once", async () => {
  await using standIn = startWithClaims(["a", "b"]);
  const query = "resourceVersion=0&allowWatchBookmarks=true";
  await using watch = await watchClaims(standIn, query, AS_TABLE);
  const first = await watch.next();
  deepEqual(first?.object.rows[0]?.cells.slice(0, 3), ["a", null, null]);
  equal(first?.object.columnDefinitions?.length, 4);
  const second = await watch.next();
  equal(second?.object.columnDefinitions, null);
  const bookmark = await watch.next();
  equal(bookmark?.type, "BOOKMARK");
  deepEqual(bookmark?.object.rows[0]?.cells, ["", null, null, null]);
});

for (
  const [seconds, text] of [
    [-5, "0s"],
    [119, "119s"],
    [120, "2m"],
    [330, "5m30s"],
    [3_599, "59m"],
    [4 * 3_600 + 300, "4h5m"],
    [25 * 3_600, "25h"],
    [3 * 86_400 + 7_200, "3d2h"],
    [20 * 86_400, "20d"],
    [800 * 86_400, "2y70d"],
    [4_000 * 86_400, "10y"],
  ] as const
) {
  Deno.test(`an age of ${seconds} s is written ${text}`, () => {
    equal(toAge(seconds * 1_000), text);
  });
}
