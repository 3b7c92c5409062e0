/** A kubeconfig of one cluster, `lab`, as JSON, which is YAML, too. */

/** Its text; `user` says how one signs in, by default not at all. */
export function toLabKubeconfig(
  server: string,
  user: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "lab",
    contexts: [{ name: "lab", context: { cluster: "lab", user: "lab" } }],
    clusters: [{ name: "lab", cluster: { server } }],
    users: [{ name: "lab", user }],
  });
}
