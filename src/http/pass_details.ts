/** What `/readyz?verbose` says beside the readiness: how the last pass ended, and when one is due. */
import { z } from "@hono/zod-openapi";
import type { ReconcileStatus } from "../collector/reconcile_loop.ts";
import { passReportSchema } from "./pass_report_body.ts";

/** In the words of the answer; whole seconds are enough. */
export const passDetailsSchema = z.object({
  lastPass: z.object({
    outcome: passReportSchema.shape.outcome,
    message: passReportSchema.shape.message,
    endedSecondsAgo: z.int().meta({ description: "How long ago it ended", example: 42 }),
    durationSeconds: z.number().meta({ description: "How long it took", example: 1.25 }),
  }).nullable().meta({ description: "Only where it was asked for; null before the first" }),
  lastSuccessSecondsAgo: z.int().nullable().meta({
    description:
      "Only where it was asked for: how long ago a pass ended that neither failed nor waited",
    example: 42,
  }),
  runningSeconds: z.int().nullable().meta({
    description: "Only where it was asked for: for how long a pass has been running; null for none",
  }),
  nextPassInSeconds: z.int().nullable().meta({
    description: "Only where it was asked for: when the next pass is due; null while one runs",
    example: 258,
  }),
});

/** Words where the loop stands at `now`, in Unix milliseconds. */
export function toPassDetails(
  { last, lastSuccessAt, runningSince, nextAt }: ReconcileStatus,
  now: number,
): z.infer<typeof passDetailsSchema> {
  return {
    lastPass: last === null ? null : {
      outcome: last.outcome,
      message: last.message,
      endedSecondsAgo: toSeconds(now - last.finishedAt),
      durationSeconds: Math.max(0, last.finishedAt - last.startedAt) / 1_000,
    },
    lastSuccessSecondsAgo: lastSuccessAt === null ? null : toSeconds(now - lastSuccessAt),
    runningSeconds: runningSince === null ? null : toSeconds(now - runningSince),
    nextPassInSeconds: nextAt === null ? null : toSeconds(nextAt - now),
  };
}

function toSeconds(durationMs: number): number {
  return Math.max(0, Math.floor(durationMs / 1_000));
}
