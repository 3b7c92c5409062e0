/**
 * A plan as it goes over the wire: what the collector answers, what the command line reads and
 * writes again. Unknown fields are ignored, so that an older program reads a newer collector.
 */
import { z } from "zod";

/** The pull request of ours that is open. */
export const pullRequestSchema = z.object({
  number: z.int().meta({ description: "Its number", example: 17 }),
  url: z.string().meta({
    description: "Where people see it",
    example: "https://github.com/acme/registry/pull/17",
  }),
  isVerified: z.boolean().nullable().meta({
    description: "Whether GitHub says that its commit is verified; null where it does not say",
  }),
  createdAt: z.iso.datetime().meta({
    description: "When it was opened",
    example: "2026-01-31T12:00:00.000Z",
  }),
}).meta({ description: "The open pull request" });

/** Things of one sort that could not be joined to the other side. */
export const unjoinedListSchema = z.object({
  count: z.int().min(0).meta({ description: "How many there are", example: 1 }),
  first: z.array(z.object({
    name: z.string().meta({
      description: "Which entry or claim",
      example: "production-eu team-a/orders-db",
    }),
    reason: z.string().meta({ description: "Why", example: "no cluster reports a claim for it" }),
  })).meta({ description: "The first 100 of them" }),
}).meta({ id: "UnjoinedList", description: "Entries or claims that were left alone" });

/** A change that is kept back. */
export const heldChangeSchema = z.object({
  code: z.string().meta({ description: "Why, by a stable code", example: "settling" }),
  message: z.string().meta({ description: "What is kept back and why" }),
  until: z.iso.datetime().nullable().meta({
    description: "Until when at most; null where something else must happen",
    example: "2026-01-31T12:00:00.000Z",
  }),
  id: z.string().nullable().meta({
    description: "What it is confirmed by; null where it cannot be confirmed",
    example: "9f86d081884c7d65",
  }),
}).meta({ id: "HeldChange", description: "A change that is kept back" });

/** The schema of a plan. */
export const planDocumentSchema = z.object({
  message: z.string().meta({
    description: "What a pass would do now, or why nothing",
    example: "Would open a pull request: 1 changed",
  }),
  changeCount: z.int().min(0).meta({
    description: "How many entries differ from the base branch",
    example: 1,
  }),
  filePath: z.string().meta({
    description: "Path of the registry file in its repository",
    example: "claims/registry.yaml",
  }),
  diff: z.string().meta({
    description:
      "Unified diff of the registry file against the base branch, as `git apply` takes " +
      "it; empty where nothing differs",
    example: "diff --git a/claims/registry.yaml b/claims/registry.yaml\n" +
      "--- a/claims/registry.yaml\n+++ b/claims/registry.yaml\n" +
      '@@ -6 +6 @@\n-    statusMessage: "Ready: False (Creating), Synced: True"\n' +
      '+    statusMessage: "Ready: True, Synced: True"\n',
  }),
  title: z.string().meta({
    description: "Title of the pull request",
    example: "chore(registry): update claim status",
  }),
  body: z.string().meta({
    description: "Text of the pull request; empty where nothing would be proposed",
    example: "Brings 1 entry of 12 in `claims/registry.yaml` up to date",
  }),
  commitMessage: z.string().meta({
    description: "Message of the one commit; empty where nothing would be proposed",
    example: "chore(registry): update claim status\n\n1 entry changed: 1 Ready.",
  }),
  held: z.array(heldChangeSchema).meta({ description: "What would not be written yet, and why" }),
  pullRequest: pullRequestSchema.nullable(),
  unmatchedEntries: unjoinedListSchema,
  unregisteredClaims: unjoinedListSchema,
  ambiguousEntries: unjoinedListSchema,
}).meta({ id: "Plan", description: "What a pass would do now" });

/** A plan as the API shows it. */
export type PlanDocument = z.infer<typeof planDocumentSchema>;

/** Reads the answer of a collector; `undefined` for a text that is no plan. */
export function parsePlanDocument(text: string): PlanDocument | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return planDocumentSchema.safeParse(value).data;
}
