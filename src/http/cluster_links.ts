/** What can be asked of a cluster that has just reported, as links of the API description. */

/** One link: the operation, and where its cluster is taken from. */
interface LinkSpec {
  readonly operationId: string;
  readonly parameters: { readonly cluster: string };
  readonly description: string;
}

/** The links of an answer; `cluster` is a runtime expression such as `$request.path.cluster`. */
export function describeClusterLinks(cluster: string): Record<string, LinkSpec> {
  return {
    statuses: {
      operationId: "listStatusesOfCluster",
      parameters: { cluster },
      description: "What is known of the cluster's claims now",
    },
    forget: {
      operationId: "forgetCluster",
      parameters: { cluster },
      description: "Forgets the cluster again",
    },
  };
}
