/**
 * What holds in every life of an informer, whatever its cluster and its collector do, in any order:
 * with the rules of the protocol in their simplest form, and with the collector's own store, also where that is full at times.
 * `PROPERTY_RUNS` asks for more lives.
 */
import fc from "fast-check";
import { CollectorModel, type CollectorState } from "./collector_model.ts";
import { InformerLife } from "./informer_life.ts";
import { lifeArbitrary } from "./life_event.ts";
import type { ManualClock } from "../testing/manual_clock.ts";
import { type Crowd, StoreCollector } from "./store_collector.ts";

const OPTIONS = { seed: 20_260_301, numRuns: Number(Deno.env.get("PROPERTY_RUNS") ?? 150) };

type CreateState = (
  clock: ManualClock,
  context: { readonly instance: string; readonly crowd: Crowd },
) => CollectorState;

const COLLECTORS: Readonly<Record<string, CreateState>> = {
  "by the rules alone": (_clock, { instance }) => new CollectorModel(instance),
  "with the real store": (clock, { instance }) => new StoreCollector(clock, { instance }),
  "with a store that is full at times": (clock, { instance, crowd }) =>
    new StoreCollector(clock, { instance, crowd }),
};

for (const [name, createState] of Object.entries(COLLECTORS)) {
  Deno.test(`whatever happens, the collector holds in the end what there is, ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(lifeArbitrary, async (events) => {
        const crowd = { isOver: false };
        const life = await InformerLife.begin((clock, instance) =>
          createState(clock, { instance, crowd })
        );
        for (const event of events) await life.live(event);
        crowd.isOver = true;
        await life.calmDown();
        life.assertTruth();
        life.assertRest();
        life.assertProtocol();
      }),
      OPTIONS,
    );
  });
}
