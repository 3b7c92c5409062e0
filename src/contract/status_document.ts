/**
 * What a collector tells of itself, as the command line reads it and writes it again: statuses,
 * clusters, readiness and the last pass. Only what is needed is checked. Everything else is kept as
 * it came, so that an older program shows a newer collector in full.
 */
import { z } from "zod";

const time = z.iso.datetime({ offset: true });

const statusSchema = z.looseObject({
  cluster: z.string(),
  claimRef: z.string(),
  group: z.string().optional(),
  kind: z.string().optional(),
  uid: z.string().optional(),
  statusMessage: z.string(),
  phase: z.string().default("Unknown"),
  lastPhase: z.string().optional(),
  observedAt: time.optional(),
  receivedAt: time,
  changedAt: time.optional(),
});

const clusterSchema = z.looseObject({
  cluster: z.string(),
  lastContact: time,
  stale: z.boolean(),
  claims: z.int(),
  phases: z.record(z.string(), z.int()),
  sessions: z.array(z.looseObject({
    stale: z.boolean(),
    synchronised: z.boolean(),
    silent: z.array(z.looseObject({
      group: z.string(),
      resource: z.string(),
      namespace: z.string().optional(),
    })),
  })),
});

const readinessSchema = z.looseObject({
  status: z.string(),
  reasons: z.array(z.looseObject({ code: z.string(), message: z.string() })).optional(),
});

const countSchema = z.looseObject({ count: z.int() });

const passSchema = z.looseObject({
  finishedAt: time,
  outcome: z.string(),
  message: z.string(),
  unmatchedEntries: countSchema,
  unregisteredClaims: countSchema,
  ambiguousEntries: countSchema,
  awaitedClusters: z.array(z.string()),
  oldestChangeAt: time.nullish(),
  error: z.looseObject({ message: z.string() }).nullable(),
});

const reconciliationSchema = z.looseObject({
  running: z.boolean(),
  lastPass: passSchema.nullable(),
  lastSuccessAt: time.nullish(),
  pullRequest: z.looseObject({ number: z.int(), url: z.string(), createdAt: time.optional() })
    .nullable(),
  held: z.array(z.looseObject({
    code: z.string(),
    message: z.string(),
    until: time.nullable(),
    id: z.string().nullable(),
  })),
  nextPassAt: time.nullable(),
});

/** The newest status of one claim. */
export type ShownStatus = z.infer<typeof statusSchema>;
/** A cluster that has reported. */
export type ShownCluster = z.infer<typeof clusterSchema>;
/** What the collector says is wrong. */
export type ShownReadiness = z.infer<typeof readinessSchema>;
/** The last pass, the open pull request, and what is held back. */
export type ShownReconciliation = z.infer<typeof reconciliationSchema>;

/** All that a collector tells; `null` where it is too old for that, or the asker may not see it. */
export interface StatusDocument {
  readonly statuses: readonly ShownStatus[];
  readonly clusters: readonly ShownCluster[] | null;
  readonly readiness: ShownReadiness | null;
  readonly reconciliation: ShownReconciliation | null;
}

/** Reads a page of statuses; `undefined` for a text that is none. */
export const parseStatuses = createParser(z.array(statusSchema));
/** Reads the clusters; `undefined` for a text that is no list of them. */
export const parseClusters = createParser(z.array(clusterSchema));
/** Reads what `/readyz` answers; `undefined` for any other text. */
export const parseReadiness = createParser(readinessSchema);
/** Reads what `/api/v1/reconcile` answers; `undefined` for any other text. */
export const parseReconciliation = createParser(reconciliationSchema);

function createParser<T>(schema: z.ZodType<T>): (text: string) => T | undefined {
  return (text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return undefined;
    }
    return schema.safeParse(value).data;
  };
}
