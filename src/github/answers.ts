/** The parts of GitHub's answers that are used. Everything from outside is checked before it is. */
import { z } from "zod";

const sha = z.string().regex(/^[0-9a-f]{40}$/);

/** A Git ref. */
export const refAnswer = z.object({ object: z.object({ sha, type: z.literal("commit") }) });
/** A commit. */
export const commitAnswer = z.object({
  sha,
  message: z.string(),
  tree: z.object({ sha }),
  parents: z.array(z.object({ sha })),
});
/** A tree; paths are relative to it. */
export const treeAnswer = z.object({
  sha,
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      sha,
      size: z.number().optional(),
    }),
  ),
  truncated: z.boolean().optional(),
});
/** A blob with its content. */
export const blobAnswer = z.object({
  sha,
  size: z.number().int().nonnegative(),
  content: z.string(),
  encoding: z.literal("base64"),
});
/** Any object that was created. */
export const createdAnswer = z.object({ sha });
/** A comparison of two commits. */
export const compareAnswer = z.object({ status: z.string() });
/** A pull request as lists give it. */
export const pullAnswer = z.object({
  number: z.number().int().positive(),
  html_url: z.string(),
  state: z.enum(["open", "closed"]),
  title: z.string(),
  body: z.string().nullable(),
  merged_at: z.string().nullable(),
  updated_at: z.string(),
  merge_commit_sha: z.string().nullish(),
  head: z.object({ label: z.string() }),
  base: z.object({ ref: z.string() }),
});
/** A list of pull requests. */
export const pullsAnswer = z.array(pullAnswer);
/** One pull request, with what GitHub knows of its mergeability. */
export const mergeabilityAnswer = z.object({ mergeable_state: z.string().optional() });

/** A pull request as lists give it. */
export type PullAnswer = z.infer<typeof pullAnswer>;
/** A commit. */
export type CommitAnswer = z.infer<typeof commitAnswer>;
/** One row of a tree. */
export type TreeRow = z.infer<typeof treeAnswer>["tree"][number];
