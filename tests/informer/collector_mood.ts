/** Ways in which a collector, or what stands before it, may behave for a while. */
import type { BatchAnswer } from "../../src/contract/batch.ts";
import type { Batch } from "../../src/informer/collector_client.ts";
import { FAILURES, type Reaction } from "./collector_double.ts";

/** All of them; an old one takes single posts only. */
export const COLLECTOR_MOODS = [
  "takes all",
  "answer lost",
  "connection lost",
  "busy",
  "busy for 20 s",
  "forbidden",
  "not found",
  "takes two at most",
  "refuses poison",
  "slow",
  "slow to hear",
  "slow, answer lost",
  "never answers",
  "refuses everything",
  "old",
] as const;

/** One of them. */
export type CollectorMood = typeof COLLECTOR_MOODS[number];

/** What becomes of batches; `wait` lets a while pass. */
export function toReaction(
  mood: Exclude<CollectorMood, "old">,
  wait: (durationMs: number) => Promise<void>,
): Reaction<Batch, BatchAnswer> {
  const reactions: Readonly<Record<typeof mood, Reaction<Batch, BatchAnswer>>> = {
    "takes all": (_batch, apply) => apply(),
    "answer lost": (_batch, apply) => apply() && FAILURES.lost,
    "connection lost": () => FAILURES.lost,
    "busy": () => FAILURES.busy,
    "busy for 20 s": () => ({ ...FAILURES.busy, retryAfterMs: 20_000 }),
    "forbidden": () => FAILURES.forbidden,
    "not found": () => FAILURES.notFound,
    "takes two at most": (batch, apply) => countItems(batch) > 2 ? FAILURES.tooLarge : apply(),
    "refuses poison": (batch, apply) =>
      JSON.stringify(batch).includes("poison") ? FAILURES.bad : apply(),
    "slow": async (_batch, apply) => {
      const answer = apply();
      await wait(3_000);
      return answer;
    },
    "slow to hear": async (_batch, apply) => {
      await wait(3_000);
      return apply();
    },
    "slow, answer lost": async (_batch, apply) => {
      apply();
      await wait(3_000);
      return FAILURES.lost;
    },
    "never answers": async () => {
      await wait(30_000);
      return FAILURES.lost;
    },
    "refuses everything": () => FAILURES.bad,
  };
  return reactions[mood];
}

function countItems({ upserts, deletions }: Batch): number {
  return upserts.length + deletions.length;
}
