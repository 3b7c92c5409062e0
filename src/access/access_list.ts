/**
 * Files that say who may speak for which cluster: a mapping of cluster names, or `*`, to what proves
 * it, one or several. YAML or JSON. Every problem is told with its cluster, and nothing of a value.
 */
import { FAILSAFE_SCHEMA, load, YAMLException } from "js-yaml";
import { clusterSchema } from "../contract/status_post.ts";
import { FIELD_LIMITS } from "../contract/field_limits.ts";
import { quote } from "../runtime/visible_text.ts";
import { describeYamlProblem } from "../runtime/yaml_problem.ts";

/** Stands for all clusters, and for the right to operate. */
export const EVERY_CLUSTER = "*";

/** Most clusters of a file, and most proofs of one. */
export const CLUSTER_COUNT_MAX = 10_000;
export const PROOF_COUNT_MAX = 100;

/** Longest file, in characters. */
export const LIST_LENGTH_MAX = 1_048_576;

const NESTING_MAX = 10;

/** Thrown for a file that cannot be used; the message completes "the file ...". */
export class AccessListError extends Error {
  override readonly name = "AccessListError";
}

/** What one cluster's proofs are, in the order of the file. */
export interface ListedCluster {
  readonly cluster: string;
  readonly proofs: readonly unknown[];
}

/** Takes a file apart; throws `AccessListError`. */
export function parseAccessList(text: string): readonly ListedCluster[] {
  if (text.length > LIST_LENGTH_MAX) {
    throw new AccessListError(`is longer than ${LIST_LENGTH_MAX} characters`);
  }
  const document = parseYaml(text);
  const isMapping = typeof document === "object" && document !== null && !Array.isArray(document);
  if (!isMapping || Object.keys(document).length === 0) {
    throw new AccessListError("is no mapping: expected cluster names, each with what proves it");
  }
  const clusters = Object.entries(document);
  if (clusters.length > CLUSTER_COUNT_MAX) {
    throw new AccessListError(`names more than ${CLUSTER_COUNT_MAX} clusters`);
  }
  return clusters.map(([cluster, value]) => ({
    cluster: checkCluster(cluster),
    proofs: checkProofs(Array.isArray(value) ? value : [value], cluster),
  }));
}

/** Says of a cluster what is wrong with it. */
export function failCluster(cluster: string, problem: string): AccessListError {
  return new AccessListError(`names ${quote(cluster, 100)} ${problem}`);
}

function parseYaml(text: string): unknown {
  try {
    // Nothing but texts: a digest of digits alone would be a number otherwise.
    return load(text, { schema: FAILSAFE_SCHEMA, maxDepth: NESTING_MAX });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new AccessListError(`is not YAML: ${describeYamlProblem(error)}`);
  }
}

function checkCluster(cluster: string): string {
  if (clusterSchema.safeParse(cluster).success) return cluster;
  throw failCluster(
    cluster,
    `as a cluster: expected at most ${FIELD_LIMITS.clusterLengthMax} printable characters, neither ` +
      '"." nor ".."',
  );
}

function checkProofs(proofs: readonly unknown[], cluster: string): readonly unknown[] {
  if (proofs.length > 0 && proofs.length <= PROOF_COUNT_MAX) return proofs;
  throw failCluster(cluster, `with ${proofs.length} entries: expected 1 to ${PROOF_COUNT_MAX}`);
}
