/**
 * Measures a whole pass over a registry of 100,000 entries with 1 % changed, in the real server:
 * how long it takes, how much memory, and how /healthz answers meanwhile. `deno task bench:large`.
 */
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";
import { createRegistryText } from "./registry_text.ts";
import { peakMemoryOf } from "./resident_memory.ts";
import { type ServerChild, startServerChild } from "./server_child.ts";
import { print } from "./print_line.ts";

const ENTRY_COUNT = Number(Deno.args[0] ?? 100_000);
const CHANGED_SHARE = 0.01;

const registry = createRegistryText(
  Array.from({ length: ENTRY_COUNT }, (_, index) => ({
    name: `claim-${index}`,
    namespace: `team-${index % 50}`,
    template: "volumeclaim",
  })),
);
print(`registry: ${ENTRY_COUNT} entries, ${(registry.length / 1e6).toFixed(1)} MB`);
const github = createGitHubDouble({
  owner: "acme",
  repo: "inventory",
  files: { "claims/registry.yaml": registry },
});
const socket = await github.listen();
try {
  await using server = await startServerChild({
    GITHUB_API_URL: socket.url,
    GITHUB_TOKEN: defaultToken,
    COLLECTOR_RECONCILE_INTERVAL: "1h",
  });
  await server.waitFor("Pass:");
  await postChanges(server);
  const stop = new AbortController();
  const probing = probe(server, stop.signal);
  const startedAt = performance.now();
  const response = await fetch(`http://127.0.0.1:${server.port}/api/v1/reconcile`, {
    method: "POST",
  });
  const { outcome, changeCount } = await response.json();
  const passMs = Math.round(performance.now() - startedAt);
  stop.abort();
  const { count, longestMs } = await probing;
  print(`pass: ${outcome}, ${changeCount} changes, ${passMs} ms`);
  print(`/healthz meanwhile: ${count} answers, the longest in ${Math.round(longestMs)} ms`);
  print(`peak memory: ${await peakMemoryOf(server.pid)} MB`);
} finally {
  await socket.close();
}

async function postChanges(server: ServerChild): Promise<void> {
  const step = Math.round(1 / CHANGED_SHARE);
  for (let index = 0; index < ENTRY_COUNT; index += step) {
    const response = await fetch(`http://127.0.0.1:${server.port}/api/v1/status`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        cluster: "lab",
        claimRef: `team-${index % 50}/claim-${index}`,
        statusMessage: "Ready: True, Synced: True",
      }),
    });
    await response.body?.cancel();
  }
}

async function probe(
  server: ServerChild,
  signal: AbortSignal,
): Promise<{ readonly count: number; readonly longestMs: number }> {
  let count = 0;
  let longestMs = 0;
  while (!signal.aborted) {
    const startedAt = performance.now();
    const response = await fetch(`http://127.0.0.1:${server.port}/healthz`);
    await response.body?.cancel();
    longestMs = Math.max(longestMs, performance.now() - startedAt);
    count += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { count, longestMs };
}
