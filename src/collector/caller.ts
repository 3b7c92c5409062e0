/** Who asks the collector for something, and for which clusters that counts. */

/** Somebody whose credential was accepted, or anybody where none are configured. */
export interface Caller {
  /** Tells this credential from all others, also when it is renewed; neither secret nor for logs. */
  readonly id: string;
  /** For logs, without anything secret: `token 3 of "prod"`. */
  readonly name: string;
  /** The clusters that the caller speaks for and may look at; `all` may also operate. */
  readonly clusters: ReadonlySet<string> | "all";
}

/** Whoever comes to a collector without credentials. */
export const ANYBODY: Caller = { id: "anybody", name: "anybody", clusters: "all" };

/** Whether the caller may tell and see the claims of a cluster. */
export function speaksFor({ clusters }: Caller, cluster: string): boolean {
  return clusters === "all" || clusters.has(cluster);
}

/** Whether the caller may run and confirm passes and forget clusters. */
export function isOperator({ clusters }: Caller): boolean {
  return clusters === "all";
}
