/** A GitHub that hardly anything happens to, and what a server needs to know of it. */
import { registryOf } from "../testing/collector_world.ts";
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";

/** A repository with one entry, and settings of a collector that passes once an hour. */
export async function startIdleGitHub(): Promise<
  { readonly env: Readonly<Record<string, string>>; readonly close: () => Promise<void> }
> {
  const github = createGitHubDouble({
    owner: "acme",
    repo: "inventory",
    files: { "claims/registry.yaml": registryOf("db") },
  });
  const socket = await github.listen();
  return {
    env: {
      GITHUB_API_URL: socket.url,
      GITHUB_TOKEN: defaultToken,
      COLLECTOR_RECONCILE_INTERVAL: "1h",
    },
    close: () => socket.close(),
  };
}
