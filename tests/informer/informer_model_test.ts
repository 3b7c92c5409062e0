/**
 * What holds in every life of an informer, whatever its cluster and its collector do, in any order:
 * with the rules of the protocol in their simplest form, and with the collector's own store.
 * `PROPERTY_RUNS` asks for more lives.
 */
import fc from "fast-check";
import { CollectorModel } from "./collector_model.ts";
import { InformerLife } from "./informer_life.ts";
import { lifeArbitrary } from "./life_event.ts";
import type { ManualClock } from "../testing/manual_clock.ts";
import { StoreCollector } from "./store_collector.ts";

const OPTIONS = { seed: 20_260_301, numRuns: Number(Deno.env.get("PROPERTY_RUNS") ?? 150) };

const COLLECTORS = {
  "by the rules alone": (_clock: unknown, instance: string) => new CollectorModel(instance),
  "with the real store": (clock: ManualClock, instance: string) =>
    new StoreCollector(clock, { instance }),
};

for (const [name, createState] of Object.entries(COLLECTORS)) {
  Deno.test(`whatever happens, the collector holds in the end what there is, ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(lifeArbitrary, async (events) => {
        const life = await InformerLife.begin(createState);
        for (const event of events) await life.live(event);
        await life.calmDown();
        life.assertTruth();
        life.assertRest();
        life.assertProtocol();
      }),
      OPTIONS,
    );
  });
}
