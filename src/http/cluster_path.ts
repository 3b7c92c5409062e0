/**
 * The name of a cluster as a part of a path. One that is not percent-encoded UTF-8 is refused: the
 * library would take it as it stands, and so the same name could be written in two ways.
 */
import type { Context, Next } from "@hono/hono";
import { z } from "zod";
import { quoteInput } from "../contract/describe_input.ts";
import { clusterSchema } from "../contract/status_post.ts";
import type { AppEnv } from "./app_deps.ts";
import { type ErrorExample, toInvalid } from "./error_examples.ts";
import { respondError } from "./error_response.ts";
import { toPathAndQuery } from "./url_path.ts";

/** The schema of the parameters of a path that names a cluster. */
export const clusterParams = z.object({
  cluster: clusterSchema.meta({
    description: "Name of the cluster, percent-encoded",
    example: "production-eu",
  }),
});

/** What a name that cannot be decoded is answered, for the API description. */
export const CLUSTER_PATH_EXAMPLE: ErrorExample = toInvalid(
  "cluster",
  'Expected a name in percent-encoded UTF-8, got "%FF"',
);

/** Where the name stands in `/api/v1/status/{cluster}` and `/api/v1/clusters/{cluster}`. */
const SEGMENT = 4;

/** Answers 400 to a path whose cluster cannot be decoded. */
export async function checkClusterPath(c: Context<AppEnv>, next: Next): Promise<Response | void> {
  const [path = ""] = toPathAndQuery(c.req.url).split(/[?#]/, 1);
  const segment = path.split("/")[SEGMENT] ?? "";
  if (isEncoded(segment)) return await next();
  const message = `Expected a name in percent-encoded UTF-8, got ${quoteInput(segment)}`;
  return respondError(c, {
    status: 400,
    error: 'Cannot accept the request: invalid values for "cluster"',
    details: [{ field: "cluster", message }],
  });
}

function isEncoded(segment: string): boolean {
  try {
    decodeURIComponent(segment);
    return true;
  } catch {
    return false;
  }
}
