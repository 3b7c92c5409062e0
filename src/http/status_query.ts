/** The query parameters of a status list: which rows are wanted, and which page of them. */
import { z } from "@hono/zod-openapi";
import { SHOWN_PHASES } from "../claim/claim.ts";
import { describeInput } from "../contract/describe_input.ts";
import { PAGE_TOKEN, parsePageToken } from "./page.ts";

/** Most statuses of one page. */
export const PAGE_LIMIT_MAX = 10_000;

const WHOLE_NUMBER = /^[1-9][0-9]{0,4}$/;

/** The schema of the query parameters; others are ignored. */
export const statusQuerySchema = z.object({
  phase: z.enum(SHOWN_PHASES, {
    error: ({ input }) =>
      `Expected one of "${SHOWN_PHASES.join('", "')}", got ${describeInput(input)}`,
  }).optional().meta({
    description: "Only claims that are shown in this phase",
    example: "Error",
  }),
  limit: z.string({ error: describeLimitProblem })
    .refine(isLimit, { error: describeLimitProblem })
    .transform(Number).optional().openapi({
      type: "integer",
      minimum: 1,
      maximum: PAGE_LIMIT_MAX,
      description: "Most statuses of the answer; all where it is left out",
      example: 500,
    }),
  continue: z.string({ error: describeTokenProblem }).transform((token, context) => {
    const key = parsePageToken(token);
    if (key !== undefined) return key;
    context.addIssue(describeTokenProblem({ input: token }));
    return z.NEVER;
  }).optional().openapi({
    type: "string",
    ...PAGE_TOKEN,
    description: "Where the next page starts: taken from the `Link` header of the page before",
    example: "cHJvZHVjdGlvbi1ldQp0ZWFtLWEvb3JkZXJzLWRi",
  }),
});

/** Checked query parameters. */
export type StatusQuery = z.output<typeof statusQuerySchema>;

function isLimit(text: string): boolean {
  return WHOLE_NUMBER.test(text) && Number(text) <= PAGE_LIMIT_MAX;
}

function describeLimitProblem({ input }: { readonly input?: unknown }): string {
  return `Expected a whole number of 1 to ${PAGE_LIMIT_MAX}, got ${describeInput(input)}`;
}

function describeTokenProblem({ input }: { readonly input?: unknown }): string {
  return `Expected the value from the "Link" header of a page, got ${describeInput(input)}`;
}
