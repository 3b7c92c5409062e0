/**
 * The real server is killed with SIGKILL around every call that it makes to GitHub, then started
 * again: the next start converges. CI runs a sample that a seed picks; `KILL_ALL=1` runs all.
 */
import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";
import { ServerProcess } from "../testing/server_process.ts";

const BROKEN = "Ready: False, Synced: True - volume is lost";
const SAMPLE_SIZE = 6;
const SAMPLE_SEED = 20260301;

/** One life: the server is killed at a call, and another one finishes what it began. */
async function liveOnce(
  kill: { readonly at: number; readonly phase: "before" | "after" } | undefined,
): Promise<number> {
  const github = createGitHubDouble({
    owner: "acme",
    repo: "inventory",
    files: { "claims/registry.yaml": registryOf("db") },
  });
  const socket = await github.listen();
  const env = { GITHUB_API_URL: socket.url, GITHUB_TOKEN: defaultToken };
  try {
    // Set before the start: the first calls come before the server has said that it listens.
    const started = Promise.withResolvers<ServerProcess>();
    const stop = github.onCall(async (call, phase) => {
      if (kill === undefined || call.index !== kill.at || phase !== kill.phase) return;
      (await started.promise).kill("SIGKILL");
    });
    await using first = await ServerProcess.start({ env });
    started.resolve(first);
    await first.post("team/db", BROKEN).catch((error: unknown) => {
      // Killed before the post was taken: the second server hears of it.
      assert.ok(kill !== undefined, String(error));
    });
    if (kill === undefined) {
      await first.waitForLog(({ message }) => String(message).includes("already says"));
      return github.calls.length;
    }
    await first.ended;
    stop();
    await using second = await ServerProcess.start({ env });
    await second.post("team/db", BROKEN);
    await second.waitForLog(({ message }) => String(message).includes("already says"));
    const place = `killed ${kill.phase} call ${kill.at}`;
    const open = github.pulls().filter(({ state }) => state === "open");
    assert.equal(open.length, 1, place);
    assert.equal(github.pulls().length, 1, place);
    assert.equal(github.branches().length, 2, place);
    const branch = github.branches().find((name) => name !== "main") ?? "";
    assert.equal(github.log(branch).length, 2, place);
    const text = github.readFile({ branch, path: "claims/registry.yaml" });
    assert.match(text ?? "", /volume is lost/, place);
    return github.calls.length;
  } finally {
    await socket.close();
  }
}

Deno.test("killed between any two calls to GitHub, the next start converges", async () => {
  const count = await liveOnce(undefined);
  const all = Array.from({ length: count }, (_, at) => [
    { at, phase: "before" as const },
    { at, phase: "after" as const },
  ]).flat();
  const chosen = Deno.env.get("KILL_ALL") === "1" ? all : sample(all);
  for (const kill of chosen) await liveOnce(kill);
});

/** Picks by a small seeded generator, so that each run kills at the same places. */
function sample<Item>(items: readonly Item[]): readonly Item[] {
  let state = SAMPLE_SEED;
  const rest = [...items];
  const chosen: Item[] = [];
  while (chosen.length < SAMPLE_SIZE && rest.length > 0) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    chosen.push(...rest.splice(state % rest.length, 1));
  }
  return chosen;
}
