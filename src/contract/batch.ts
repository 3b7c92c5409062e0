/**
 * What an informer sends, and what it is answered: the schemas of the batch endpoint, shared by both
 * sides. The envelope is good or bad as a whole; items are checked one by one, so that a bad one
 * costs nobody else. Unknown fields are ignored, so that newer informers can talk to older servers.
 */
import { z } from "zod";
import { BATCH_LIMITS } from "./batch_limits.ts";
import { describeInput } from "./describe_input.ts";
import { FIELD_LIMITS } from "./field_limits.ts";
import { claimRefSchema, phaseSchema, statusMessageSchema, timeSchema } from "./status_post.ts";
import { createTextSchema } from "./text_schema.ts";

const groupSchema = createTextSchema({
  lengthMin: 0,
  lengthMax: FIELD_LIMITS.groupLengthMax,
  characters: "printable",
  description: "API group of the object, empty for the core group",
  example: "storage.example.org",
});

const kindSchema = createTextSchema({
  lengthMin: 1,
  lengthMax: FIELD_LIMITS.kindLengthMax,
  characters: "printable",
  description: "Kind of the object",
  example: "VolumeClaim",
});

const uidSchema = createTextSchema({
  lengthMin: 1,
  lengthMax: FIELD_LIMITS.uidLengthMax,
  characters: "printable",
  description: "Tells an object from a later one of the same name",
  example: "0d7a9b52-6f0e-4a43-9d5e-2a7f6f0d5c11",
});

const observedAtSchema = timeSchema.meta({
  description: "When the informer saw this, RFC 3339 with offset",
  example: "2026-01-31T12:00:00Z",
});

const keyFields = { claimRef: claimRefSchema, group: groupSchema, kind: kindSchema };

/** Which claim an item is about. */
export const itemKeySchema = z.object(keyFields, { error: expectObject });

/** The newest status of one claim. */
export const upsertSchema = z.object({
  ...keyFields,
  uid: uidSchema.optional(),
  statusMessage: statusMessageSchema,
  phase: phaseSchema,
  observedAt: observedAtSchema,
  outdated: z.boolean({ error: expectBoolean }).optional().meta({
    description:
      "Whether the status has been of an older generation of the object for more than a minute",
  }),
}, { error: expectObject }).meta({
  id: "BatchUpsert",
  description: "The newest status of one claim",
});

/** A claim that does not exist any more. */
export const deletionSchema = z.object({
  ...keyFields,
  uid: uidSchema.optional(),
  observedAt: observedAtSchema,
}, { error: expectObject }).meta({
  id: "BatchDeletion",
  description: "A claim that does not exist any more",
});

/** Claims that an informer watches together. */
export const scopeSchema = z.object({
  group: groupSchema,
  resource: createTextSchema({
    lengthMin: 1,
    lengthMax: FIELD_LIMITS.groupLengthMax,
    characters: "printable",
    description: "Plural name of the resource",
    example: "volumeclaims",
  }),
  kind: kindSchema.optional(),
  namespace: createTextSchema({
    lengthMin: 1,
    lengthMax: FIELD_LIMITS.groupLengthMax,
    characters: "printable",
    description: "Left out for all namespaces",
    example: "team-a",
  }).optional(),
}, { error: expectObject }).meta({
  id: "BatchScope",
  description: "The claims of one resource, all of them or those of one namespace",
});

const idSchema = createTextSchema({
  lengthMin: 1,
  lengthMax: FIELD_LIMITS.uidLengthMax,
  characters: "printable",
  description: "A random id",
  example: "5b2f6c1e-3a55-4f57-8c1e-7d1f9f0a7b10",
});

const COUNT_EXPECTED = `a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`;

const countSchema = z.int({
  error: ({ input }) => `Expected ${COUNT_EXPECTED}, got ${describeInput(input)}`,
}).min(1, { error: `Expected ${COUNT_EXPECTED}, got a smaller one` }).max(Number.MAX_SAFE_INTEGER);

const scopeListSchema = z.array(scopeSchema, { error: expectArray })
  .max(BATCH_LIMITS.scopeCountMax, {
    error: `Expected at most ${BATCH_LIMITS.scopeCountMax} scopes`,
  }).optional();

const itemListSchema = z.array(z.unknown(), { error: expectArray })
  .max(BATCH_LIMITS.itemCountMax, { error: `Expected at most ${BATCH_LIMITS.itemCountMax} items` })
  .default([]);

/** Everything of a batch but its items, which are left unread here. */
export const batchEnvelopeSchema = z.object({
  protocol: z.int({
    error: ({ input }) => `Expected a protocol number, got ${describeInput(input)}`,
  }),
  session: z.object({
    id: idSchema,
    startedAt: timeSchema.meta({ description: "When it started, by its own clock" }),
  }, { error: expectObject }).meta({ description: "The run of the informer that sends this" }),
  sequence: countSchema.meta({
    description: "Rises with each request of the session; what is not higher is not applied",
  }),
  sync: z.object({
    id: idSchema,
    scope: scopeSchema,
    part: countSchema.meta({ description: "Counts the parts, from 1" }),
    last: z.boolean({ error: expectBoolean }).meta({ description: "Whether no part follows" }),
  }, { error: expectObject }).optional().meta({
    description: "This batch is a part of a full synchronisation of one scope. At the last part, " +
      "claims of the scope that no part named are gone",
  }),
  silent: scopeListSchema.meta({
    description: "Scopes without contact to the API server for two minutes: their claims are stale",
  }),
  scopes: scopeListSchema.meta({
    description: "All scopes that the informer watches; the cluster counts as synchronised when " +
      "each of them is",
  }),
  upserts: itemListSchema,
  deletions: itemListSchema,
}, { error: expectObject });

/** What a batch is answered. */
export const batchAnswerSchema = z.object({
  protocol: z.int().meta({ description: "The newest protocol that the server speaks", example: 1 }),
  instance: z.string().min(1).meta({
    description: "Random id of the server process: a new one knows nothing yet",
    example: "c4f7e6f2-0d5a-4d8a-8e0e-3c1a0d2b9f11",
  }),
  accepted: z.int().min(0).meta({
    description: "How many items were applied; the rest is rejected, skipped or known already",
    example: 300,
  }),
  rejected: z.array(z.object({
    index: z.int().min(0).meta({ description: "Counts the upserts, then the deletions" }),
    error: z.string().meta({ description: "What is wrong with it" }),
  })).meta({
    description: "Items that could not be read, and new claims without room, and why",
  }),
  resync: z.boolean().optional().meta({
    description: "The server does not know everything: synchronise all scopes",
  }),
  superseded: z.boolean().optional().meta({
    description: "A newer session speaks for some of the claims; their items were skipped",
  }),
}).meta({ id: "BatchAnswer", description: "What became of a batch" });

/** A batch before its items are checked. */
export type BatchEnvelope = z.infer<typeof batchEnvelopeSchema>;
/** A checked upsert as it stands on the wire. */
export type BatchUpsert = z.infer<typeof upsertSchema>;
/** A checked deletion as it stands on the wire. */
export type BatchDeletion = z.infer<typeof deletionSchema>;
/** A scope as it stands on the wire. */
export type BatchScope = z.infer<typeof scopeSchema>;
/** The answer to a batch. */
export type BatchAnswer = z.infer<typeof batchAnswerSchema>;

function expectObject({ input }: { readonly input?: unknown }): string {
  return `Expected a JSON object, got ${describeInput(input)}`;
}

function expectArray({ input }: { readonly input?: unknown }): string {
  return `Expected an array, got ${describeInput(input)}`;
}

function expectBoolean({ input }: { readonly input?: unknown }): string {
  return `Expected true or false, got ${describeInput(input)}`;
}
