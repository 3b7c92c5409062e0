/**
 * What may happen in the life of an informer, as values for fast-check to draw and to shrink.
 * `informer_life.ts` carries them out.
 */
import fc from "fast-check";
import { COLLECTOR_MOODS, type CollectorMood } from "./collector_mood.ts";
import type { ServingMode } from "./resource_model.ts";

/** Names of claims; each has a composite of the same name to choose. */
export const CLAIM_NAMES = ["a", "b", "c", "d", "e"] as const;
/** What a claim or a composite complains of; `poison` makes a collector refuse the whole batch. */
export const COMPLAINTS = ["none", "quota", "network", "poison"] as const;

/** What befalls the collector and the informer. */
export type Disturbance =
  | { readonly kind: "restart collector" | "ask for everything" | "supersede" }
  | { readonly kind: "set the clock back" }
  | { readonly kind: "pass"; readonly durationMs: number };

/** Something that happens. */
export type LifeEvent =
  | Disturbance
  | { readonly kind: "kill" }
  | {
    readonly kind: "claim";
    readonly name: string;
    readonly complaint: typeof COMPLAINTS[number];
    readonly namesComposite: boolean;
    readonly isBehind: boolean;
  }
  | {
    readonly kind: "composite";
    readonly name: string;
    readonly complaint: "none" | "quota";
    readonly maker: "its claim" | "another claim" | "nobody";
  }
  | { readonly kind: "touch"; readonly name: string }
  | { readonly kind: "delete claim" | "recreate claim" | "delete composite"; readonly name: string }
  | { readonly kind: "claims" | "composites"; readonly mode: ServingMode }
  | { readonly kind: "expire" | "list partly" | "list expires" | "bookmark" }
  | { readonly kind: "define" | "delete definition" | "lose category" }
  | { readonly kind: "collector"; readonly mood: CollectorMood };

const name = fc.constantFrom(...CLAIM_NAMES);
const mode = fc.constantFrom<ServingMode>("served", "unavailable", "refused", "unserved");

const eventArbitrary: fc.Arbitrary<LifeEvent> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("claim" as const),
      name,
      complaint: fc.constantFrom(...COMPLAINTS),
      namesComposite: fc.boolean(),
      isBehind: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("composite" as const),
      name,
      complaint: fc.constantFrom("none" as const, "quota" as const),
      maker: fc.constantFrom("its claim", "its claim", "another claim", "nobody"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("delete claim", "recreate claim", "delete composite", "touch"),
      name,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("claims", "composites"), mode }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("expire", "list partly", "list expires", "bookmark"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("define", "define", "delete definition", "lose category"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("collector" as const),
      mood: fc.constantFrom(...COLLECTOR_MOODS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "restart collector",
        "ask for everything",
        "supersede",
        "set the clock back",
        "kill",
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      durationMs: fc.constantFrom(10, 200, 1_000, 11_000, 61_000, 125_000),
    }),
  },
);

/** A life: events in order. */
export const lifeArbitrary: fc.Arbitrary<readonly LifeEvent[]> = fc.array(eventArbitrary, {
  maxLength: 40,
  size: "max",
});
