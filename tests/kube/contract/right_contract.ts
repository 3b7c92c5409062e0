/** What the watcher does when credentials or rights change, whichever API server it is. */
import assert from "node:assert/strict";
import { toSingleWords } from "./contract_world.ts";
import type { TestContract } from "./watch_contract.ts";

const START = ["resolved widgets Widget namespaced", "listing"];

/** Defines the tests. */
export function defineRightContract(test: TestContract): void {
  test("a token that was replaced is read again at once, without trouble", async (world) => {
    await using log = await world.watchListed();
    await world.cluster.revokeToken("at-hand");
    world.cluster.cut();
    await world.put("a");
    await world.recover(log, ({ names }) => names.includes("a"));
    assert.deepEqual(toSingleWords(log), [
      ...START,
      "listed",
      "trouble unavailable -",
      "applied a",
    ]);
  });

  test("a token that was revoked is trouble until there is one that serves", async (world) => {
    await using log = await world.watchListed();
    await world.cluster.revokeToken("missing");
    world.cluster.cut();
    await world.put("a");
    await world.recover(log, ({ words }) => words.includes("trouble refused 401"));
    assert.deepEqual(log.names, []);
    await world.cluster.replaceToken();
    await world.recover(log, ({ names }) => names.includes("a"));
    assert.equal(toSingleWords(log).filter((word) => word === "listing").length, 1);
  });

  test("a right that is taken away is told by name, and used again when it is given back", async (world) => {
    await using log = await world.watchListed();
    await world.cluster.forbid(world.widgets);
    world.cluster.cut();
    await world.put("a");
    await world.recover(log, ({ words }) => words.includes("trouble refused 403"));
    const messages = log.events.flatMap((event) =>
      event.type === "trouble" ? [event.problem.message] : []
    );
    assert.match(messages.at(-1) ?? "", /answered 403: .*cannot (?:list|watch) resource "widgets"/);
    await world.cluster.allow(world.widgets);
    await world.recover(log, ({ names }) => names.includes("a"));
  });
}
