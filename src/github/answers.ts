/** The parts of GitHub's answers that are used. Everything from outside is checked before it is. */
import { z } from "zod";

const sha = z.string().regex(/^[0-9a-f]{40}$/);

/** A Git ref. */
export const refAnswer = z.object({ object: z.object({ sha, type: z.literal("commit") }) });
/** A commit; `verification` is missing on servers that do not sign. */
export const commitAnswer = z.object({
  sha,
  message: z.string(),
  tree: z.object({ sha }),
  parents: z.array(z.object({ sha })),
  author: z.object({ name: z.string(), email: z.string() }),
  committer: z.object({ date: z.string() }),
  verification: z.object({ verified: z.boolean() }).optional(),
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
  created_at: z.string(),
  updated_at: z.string(),
  merge_commit_sha: z.string().nullish(),
  draft: z.boolean().optional(),
  auto_merge: z.object({}).nullish(),
  node_id: z.string(),
  user: z.object({ login: z.string() }).nullable(),
  head: z.object({ label: z.string(), sha, repo: z.object({ full_name: z.string() }).nullable() }),
  base: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }) }),
});
/** A list of pull requests. */
export const pullsAnswer = z.array(pullAnswer);
/** One pull request, with what GitHub knows of its mergeability. */
export const mergeabilityAnswer = pullAnswer.extend({ mergeable_state: z.string().optional() });
/** A page of comments. */
export const commentsAnswer = z.array(
  z.object({ body: z.string().nullish(), user: z.object({ login: z.string() }).nullable() }),
);
/** The checks of a commit. */
export const checkRunsAnswer = z.object({
  total_count: z.number(),
  check_runs: z.array(
    z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() }),
  ),
});
/** The statuses of a commit, summed up. */
export const combinedStatusAnswer = z.object({
  state: z.string(),
  statuses: z.array(z.object({ context: z.string(), state: z.string() })),
});
/** What merging answers. */
export const mergeAnswer = z.object({ merged: z.boolean().refine((isMerged) => isMerged) });

/** A pull request as lists give it. */
export type PullAnswer = z.infer<typeof pullAnswer>;
/** A commit. */
export type CommitAnswer = z.infer<typeof commitAnswer>;
/** One row of a tree. */
export type TreeRow = z.infer<typeof treeAnswer>["tree"][number];
