/** The file that tells `kubectl` and informers how to reach the demo's clusters. */

/** What all clusters share, and where each of them is. */
export interface KubeconfigFacts {
  /** Address of the API server, by cluster; the first one is the current context. */
  readonly urls: ReadonlyMap<string, string>;
  /** Certificate of the private authority behind them, in PEM. */
  readonly ca: string;
  readonly token: string;
}

/** The text of a kubeconfig with one context for each cluster, called like it. */
export function toKubeconfig({ urls, ca, token }: KubeconfigFacts): string {
  const names = [...urls.keys()];
  const authority = new TextEncoder().encode(ca).toBase64();
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": names[0],
    clusters: [...urls].map(([name, server]) => ({
      name,
      cluster: { server, "certificate-authority-data": authority },
    })),
    users: [{ name: "demo", user: { token } }],
    contexts: names.map((name) => ({ name, context: { cluster: name, user: "demo" } })),
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
