/**
 * What holds in every life of a repository: passes, faults, kills and restarts between the deeds of
 * people and senders, in any order and under any settings. `PROPERTY_RUNS` asks for more lives.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { operationsArbitrary } from "../testing/life_operation.ts";
import { lifeSettingsArbitrary } from "../testing/life_settings.ts";
import { assertPromises } from "../testing/repository_invariants.ts";
import { RepositoryLife } from "../testing/repository_life.ts";
import { assertRest } from "../testing/repository_rest.ts";

const OPTIONS = {
  seed: Number(Deno.env.get("PROPERTY_SEED") ?? 20_260_301),
  numRuns: Number(Deno.env.get("PROPERTY_RUNS") ?? 60),
};

Deno.test("in every life of a repository passes keep their promises and come to rest", async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(operationsArbitrary, lifeSettingsArbitrary, async (operations, settings) => {
      const life = await RepositoryLife.begin(settings);
      for (const operation of operations) {
        const pass = await life.live(operation);
        if (pass !== null) assertPromises(life, pass);
      }
      await assertRest(life);
      for (const outcome of life.outcomes) outcomes.add(outcome);
    }),
    OPTIONS,
  );
  const all = [
    "clean",
    "failed",
    "held",
    "merged",
    "proposed",
    "up-to-date",
    "waiting",
    "withdrawn",
  ];
  assert.deepEqual([...outcomes].sort(), all, "the lives lead everywhere");
});
