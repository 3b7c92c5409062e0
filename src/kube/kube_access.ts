/**
 * PORT: the way to a Kubernetes API server: its address, its trust and our credentials. Makers stand
 * in `in_cluster_access.ts` and `kubeconfig_access.ts`; requests are `kube_client.ts`'s.
 */

/** How an API server is reached; all that may change over time is read anew when it is asked for. */
export interface KubeAccess {
  /** Address without a trailing slash; may have a path prefix. */
  readonly baseUrl: string;
  /**
   * For people and logs, without secrets: `service account`, `context "prod"`, or
   * `context "prod" through the proxy "http://proxy:3128"`.
   */
  readonly description: string;
  /**
   * What stands between us and the API server, as a part of a sentence and without secrets:
   * `the proxy at "http://proxy:3128"`. A connection that fails may have failed there. Missing or
   * `null` on the direct way.
   */
  readonly via?: string | null;
  /** A new HTTP client with the certificates as they are now; its maker closes it. */
  createHttpClient(): Promise<Deno.HttpClient>;
  /** The headers that say who asks, as they are now; asked for before each request. */
  readHeaders(): Promise<Readonly<Record<string, string>>>;
  /** After a 401: what was remembered of credentials is dropped. */
  forgetCredentials(): void;
}
