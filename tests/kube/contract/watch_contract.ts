/** What the watcher does with a healthy API server, whichever it is. */
import assert from "node:assert/strict";
import { until } from "../watch_log.ts";
import { type ContractWorld, pickApplied, toSingleWords } from "./contract_world.ts";

/** Defines a test that is given a world of its own. */
export type TestContract = (name: string, run: (world: ContractWorld) => Promise<void>) => void;

/** How the API server lists. */
export type ListForm = "streams" | "pages";

const START = ["resolved widgets Widget namespaced", "listing"];

/** Defines the tests. */
export function defineWatchContract(test: TestContract, form: ListForm): void {
  test("a list and what happens after it come in order, once each", async (world) => {
    await world.put("a", "b");
    await using log = await world.watchListed();
    await world.put("c");
    await world.remove("a");
    await world.put("a", "b");
    await log.waitFor((now) => toSingleWords(now).length === 9);
    assert.deepEqual(toSingleWords(log), [
      ...START,
      "applied a",
      "applied b",
      "listed",
      "applied c",
      "deleted a",
      "applied a",
      "applied b",
    ]);
    assert.equal(new Set(pickApplied(log, ({ metadata }) => metadata.uid)).size, 4);
    assert.deepEqual(
      world.requests,
      form === "streams" ? ["stream"] : ["stream", "list", "watch"],
    );
  });

  test("a list of more than a page is whole, and nothing is missed after it", async (world) => {
    const names = Array.from({ length: 510 }, (_, index) => `w${String(index).padStart(3, "0")}`);
    for (let start = 0; start < names.length; start += 30) {
      await Promise.all(names.slice(start, start + 30).map((name) => world.put(name)));
    }
    await using log = await world.watchListed();
    assert.deepEqual(log.names, names);
    await world.put("z");
    await log.waitForWords("applied z");
    const requests = form === "streams" ? ["stream"] : ["stream", "list", "list+continue", "watch"];
    assert.deepEqual(world.requests, requests);
    assert.deepEqual(log.words.filter((word) => word.startsWith("trouble")), []);
  });

  test("an empty list is a list, too", async (world) => {
    await using log = await world.watchListed();
    assert.deepEqual(toSingleWords(log), [...START, "listed"]);
  });

  test("a watch that the server ends goes on from where it was, without a list", async (world) => {
    world.onRequest = (url) => {
      if (url.searchParams.has("timeoutSeconds")) url.searchParams.set("timeoutSeconds", "1");
      return url;
    };
    await world.put("a");
    await using log = await world.watchListed();
    const isWatch = (request: string) => request === "watch";
    const wantedCount = form === "streams" ? 1 : 2;
    await until(() => world.requests.filter(isWatch).length === wantedCount);
    world.onRequest = (url) => url;
    await world.put("b");
    await world.recover(log, ({ names }) => names.includes("b"));
    assert.equal(log.words.filter((word) => word === "listed").length, 1);
    assert.deepEqual(log.words.filter((word) => word.startsWith("trouble")), []);
  });

  test("a namespace shows its own objects only, and a name may be in each", async (world) => {
    await world.put("a", "b");
    await world.cluster.put({ resource: world.widgets, name: "a", namespace: "kube-system" });
    await using log = await world.watchListed({ namespace: "kube-system" });
    await world.put("c");
    await world.cluster.put({ resource: world.widgets, name: "d", namespace: "kube-system" });
    await log.waitFor(({ names }) => names.includes("d"));
    assert.deepEqual(
      pickApplied(log, ({ metadata }) => `${metadata.namespace}/${metadata.name}`),
      ["kube-system/a", "kube-system/d"],
    );
  });

  test("objects without a namespace are seen whatever namespace is asked for", async (world) => {
    const plants = { ...world.widgets, plural: "plants", kind: "Plant", scope: "Cluster" } as const;
    await world.cluster.define(plants);
    await world.cluster.put({ resource: plants, name: "a" });
    await using log = await world.watchListed({ by: { kind: "Plant" }, namespace: "team" });
    await world.cluster.put({ resource: plants, name: "b" });
    await log.waitFor(({ names }) => names.includes("b"));
    assert.deepEqual(toSingleWords(log), [
      "resolved plants Plant cluster",
      "listing",
      "applied a",
      "listed",
      "applied b",
    ]);
  });

  test("each served version shows all objects as its own", async (world) => {
    const plants = { ...world.widgets, plural: "plants", kind: "Plant", versions: ["v2", "v1"] };
    await world.cluster.define(plants);
    await world.cluster.put({ resource: plants, name: "a", namespace: "default" });
    for (const version of plants.versions) {
      await using log = await world.watchListed({ version, by: { resource: "plants" } });
      await world.cluster.put({ resource: plants, name: "b", namespace: "default" });
      await log.waitFor(({ words }) => words.at(-1) === "applied b");
      const versions = new Set(pickApplied(log, ({ apiVersion }) => apiVersion));
      assert.deepEqual([...versions], [`${plants.group}/${version}`]);
    }
  });
}
