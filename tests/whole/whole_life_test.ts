/**
 * What holds for informer and collector together, whatever happens to clusters, networks and
 * processes. `PROPERTY_RUNS` asks for more lives.
 */
import fc from "fast-check";
import { WEATHERS } from "./network.ts";
import { CLAIM_NAMES, type WholeEvent, WholeLife } from "./whole_life.ts";

const OPTIONS = {
  seed: Number(Deno.env.get("PROPERTY_SEED") ?? 20_261_123),
  numRuns: Number(Deno.env.get("PROPERTY_RUNS") ?? 200),
};

const name = fc.constantFrom(...CLAIM_NAMES);

const eventArbitrary: fc.Arbitrary<WholeEvent> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("claim" as const),
      name,
      complaint: fc.constantFrom("none", "quota", "network"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom("delete", "delete", "recreate", "touch", "post"),
      name,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("api server" as const),
      mode: fc.constantFrom("served", "unavailable", "refused", "unserved"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("network" as const),
      weather: fc.constantFrom(...WEATHERS),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "history is gone",
        "late requests arrive",
        "collector restarts",
        "cluster is forgotten",
        "informer is killed",
        "informer stops",
        "second pod",
        "old pod ends",
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      durationMs: fc.constantFrom(10, 200, 1_000, 11_000, 61_000, 125_000, 200_000),
    }),
  },
);

/** Short lives, too: in a long one, something nearly always heals what went wrong before. */
const lifeArbitrary = fc.oneof(
  fc.array(eventArbitrary, { maxLength: 8, size: "max" }),
  fc.array(eventArbitrary, { maxLength: 40, size: "max" }),
);

Deno.test("whatever happens on either side, in the end the store is the cluster", async () => {
  await fc.assert(
    fc.asyncProperty(lifeArbitrary, async (events) => {
      const life = new WholeLife();
      try {
        for (const event of events) await life.live(event);
        await life.calmDown();
        life.assertTruth();
      } finally {
        await life.end();
      }
    }),
    OPTIONS,
  );
});
