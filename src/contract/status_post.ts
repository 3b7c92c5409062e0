/**
 * A plain status post: the body that every sender, however old, may send for one claim. Fields that
 * are not named here are ignored, so that newer senders can talk to older servers.
 */
import { z } from "zod";
import { PHASES } from "../claim/claim.ts";
import { describeInput } from "./describe_input.ts";
import { FIELD_LIMITS } from "./field_limits.ts";
import { createTextSchema } from "./text_schema.ts";

/** A cluster's name. */
export const clusterSchema = createTextSchema({
  lengthMin: 1,
  lengthMax: FIELD_LIMITS.clusterLengthMax,
  characters: "printable",
  isPathSegment: true,
  description: "Name of the cluster that the claim lives in",
  example: "production-eu",
});

/** One of the phases. */
export const phaseSchema = z.enum(PHASES, {
  error: ({ input }) => `Expected one of "${PHASES.join('", "')}", got ${describeInput(input)}`,
}).meta({ description: "What the claim is up to, in one word", example: "Ready" });

const TIME_EXPECTED = 'an RFC 3339 time with seconds and offset, such as "2026-01-31T12:00:00Z"';

/** RFC 3339 with an offset; in UTC its year is one of 0 to 9999, so that it can be written back. */
export const timeSchema = z.iso.datetime({
  offset: true,
  error: ({ input }) => `Expected ${TIME_EXPECTED}, got ${describeInput(input)}`,
}).refine(isWritable, {
  error: ({ input }) =>
    `Expected ${TIME_EXPECTED}, got a year out of range: ${describeInput(input)}`,
});

/** What a claim is called. */
export const claimRefSchema = createTextSchema({
  lengthMin: 1,
  lengthMax: FIELD_LIMITS.claimRefLengthMax,
  characters: "printable",
  description: "The claim: `namespace/name`, or `name` for a cluster-scoped object",
  example: "team-a/orders-db",
});

/** What is told of a claim. */
export const statusMessageSchema = createTextSchema({
  lengthMin: 1,
  lengthMax: FIELD_LIMITS.statusMessageLengthMax,
  characters: "any",
  description:
    "What to tell people about the claim; kept as it is, but lone surrogates become U+FFFD",
  example: "Ready: True, Synced: True",
});

const fields = {
  cluster: clusterSchema,
  claimRef: claimRefSchema,
  statusMessage: statusMessageSchema,
  group: createTextSchema({
    lengthMin: 0,
    lengthMax: FIELD_LIMITS.groupLengthMax,
    characters: "printable",
    description: "API group of the object, empty for the core group; only together with `kind`",
    example: "storage.example.org",
  }).optional(),
  kind: createTextSchema({
    lengthMin: 1,
    lengthMax: FIELD_LIMITS.kindLengthMax,
    characters: "printable",
    description: "Kind of the object; only together with `group`",
    example: "VolumeClaim",
  }).optional(),
  phase: phaseSchema.optional().meta({
    description: "What the claim is up to; read from `statusMessage` where it is left out",
  }),
  observedAt: timeSchema.optional().meta({
    description: "When the sender saw this state, RFC 3339 with offset; else the time of receipt",
    example: "2026-01-31T12:00:00Z",
  }),
};

/** The schema of a plain status post. */
export const statusPostSchema = z.object(fields, {
  error: ({ input }) => `Expected a JSON object, got ${describeInput(input)}`,
}).refine((post) => post.group === undefined || post.kind !== undefined, {
  path: ["kind"],
  error: 'Required together with "group", expected both or neither',
  when: isRecord,
}).refine((post) => post.kind === undefined || post.group !== undefined, {
  path: ["group"],
  error: 'Required together with "kind", expected both or neither',
  when: isRecord,
}).meta({
  id: "StatusPost",
  oneOf: [
    { required: ["group", "kind"] },
    {
      not: {
        anyOf: [
          { required: ["group"], properties: { group: {} } },
          { required: ["kind"], properties: { kind: {} } },
        ],
      },
    },
  ],
  description: "The newest status of one claim; unknown fields are ignored",
});

/** A plain status post that has been checked. */
export type StatusPost = z.infer<typeof statusPostSchema>;

function isWritable(time: string): boolean {
  const year = new Date(time).getUTCFullYear();
  // A text that is no time at all has been told of already.
  return Number.isNaN(year) || (year >= 0 && year <= 9999);
}

/** Lets a check of the whole run although single fields are wrong: all problems are told at once. */
function isRecord(payload: { readonly value: unknown }): boolean {
  return typeof payload.value === "object" && payload.value !== null;
}
