/** What the watcher does when things fail, whichever API server it is. */
import assert from "node:assert/strict";
import { pickApplied, toSingleWords } from "./contract_world.ts";
import type { ListForm, TestContract } from "./watch_contract.ts";

const START = ["resolved widgets Widget namespaced", "listing"];

/** Defines the tests. */
export function defineFailureContract(test: TestContract, form: ListForm): void {
  test("what happens while a connection is gone is told when it is back, without a list", async (world) => {
    await world.put("a", "b");
    await using log = await world.watchListed();
    world.cluster.cut();
    await log.waitForWords("trouble unavailable -");
    await world.remove("a");
    await world.remove("b");
    await world.put("b", "c");
    await world.recover(log, ({ names }) => names.includes("c"));
    assert.deepEqual(toSingleWords(log).slice(-5), [
      "trouble unavailable -",
      "deleted a",
      "deleted b",
      "applied b",
      "applied c",
    ]);
    assert.equal(new Set(pickApplied(log, ({ metadata }) => metadata.uid)).size, 4);
  });

  test("a version that is forgotten is followed by a list, which does not show what is gone", async (world) => {
    await world.put("a", "b", "c");
    await using log = await world.watchListed();
    world.cluster.cut();
    await log.waitForWords("trouble unavailable -");
    await world.remove("a");
    await world.remove("b");
    await world.put("b");
    await world.cluster.forget();
    await world.put("d");
    await world.recover(log, ({ words }) => words.filter((word) => word === "listed").length === 2);
    const words = toSingleWords(log);
    assert.deepEqual(words.slice(words.indexOf("trouble expired 410")), [
      "trouble expired 410",
      "listing",
      "applied b",
      "applied c",
      "applied d",
      "listed",
    ]);
    await world.put("e");
    await log.waitForWords("applied e");
  });

  test("a server that went away and is back is found again", async (world) => {
    await world.put("a");
    await using log = await world.watchListed();
    await world.cluster.goDown();
    await world.recover(
      log,
      ({ events }) => events.filter(({ type }) => type === "trouble").length === 3,
    );
    await world.cluster.comeUp();
    await world.remove("a");
    await world.put("b");
    await world.recover(log, ({ names }) => names.join() === "b");
  });

  if (form === "pages") {
    test("a continue token that is forgotten begins the list anew", async (world) => {
      const names = Array.from({ length: 510 }, (_, index) => `w${String(index).padStart(3, "0")}`);
      for (let start = 0; start < names.length; start += 30) {
        await Promise.all(names.slice(start, start + 30).map((name) => world.put(name)));
      }
      let hasForgotten = false;
      world.onRequest = async (url) => {
        if (url.searchParams.has("continue") && !hasForgotten) {
          hasForgotten = true;
          await world.remove("w000");
          await world.remove("w505");
          await world.cluster.forgetPages();
        }
        return url;
      };
      await using log = world.watch();
      await world.recover(log, ({ words }) => words.includes("listed"));
      assert.ok(log.words.includes("trouble expired 410"));
      assert.deepEqual(log.names, names.filter((name) => !["w000", "w505"].includes(name)));
    });
  }

  test("a resource that is not there is awaited, and told when it appears", async (world) => {
    await world.cluster.undefine(world.widgets);
    await using log = world.watch();
    await log.waitForWords("trouble unserved 404");
    await world.cluster.define(world.widgets);
    await world.put("a");
    await world.recover(log, ({ words }) => words.includes("listed"));
    assert.deepEqual(toSingleWords(log).filter((word) => !word.startsWith("trouble")), [
      ...START,
      "applied a",
      "listed",
    ]);
  });

  test("a resource that is removed and comes back is listed anew, without what it had", async (world) => {
    await world.put("a", "b");
    await using log = await world.watchListed();
    await world.cluster.undefine(world.widgets);
    await world.recover(log, ({ words }) => words.includes("trouble unserved 404"));
    await world.cluster.define(world.widgets);
    await world.put("b");
    await world.recover(log, ({ words }) => words.filter((word) => word === "listed").length === 2);
    assert.deepEqual(log.names, ["b"]);
    const words = toSingleWords(log);
    assert.ok(words.lastIndexOf(START[0] ?? "") > words.indexOf("trouble unserved 404"));
  });
}
