/**
 * The real server is killed with SIGKILL around every call that it makes to GitHub, then started
 * again: the next start converges, whether it was opening, updating or clearing up after a merge.
 * CI runs a sample that a seed picks; `KILL_ALL=1` runs all.
 */
import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import {
  createGitHubDouble,
  defaultToken,
  type GitHubDouble,
} from "../testing/github/github_double.ts";
import { ServerProcess } from "../testing/server_process.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False, Synced: True - volume is lost";
const REGISTRY_PATH = "claims/registry.yaml";
const SAMPLE_SIZE = 6;
const SAMPLE_SEED = 20260301;
/** Passes that a step may take, asked for one after the other. */
const PASS_MAX = 4;

interface Kill {
  readonly at: number;
  readonly phase: "before" | "after";
}

/** A step of the life: what happens, and by what the repository shows that it is worked on. */
interface Step {
  readonly post?: readonly [string, string];
  readonly act?: (github: GitHubDouble) => void;
  readonly isDone: (github: GitHubDouble) => boolean;
}

const STEPS: readonly Step[] = [
  { post: ["team/db", BROKEN], isDone: (github) => countProposed(github) === 1 },
  { post: ["team/web", READY], isDone: (github) => countProposed(github) === 2 },
  {
    act: (github) => void github.mergePull({ number: 1, method: "squash" }),
    isDone: (github) => github.branches().length === 1,
  },
];

/** Messages in the open proposal; none without one. */
function countProposed(github: GitHubDouble): number {
  const branch = github.branches().find((name) => name !== "main");
  if (branch === undefined || github.pulls().at(-1)?.state !== "open") return 0;
  const text = github.readFile({ branch, path: REGISTRY_PATH }) ?? "";
  return [...text.matchAll(/statusMessage: /g)].length;
}

/** One life: the server is killed at a call, and another one finishes what it began. */
async function liveOnce(kill: Kill | undefined): Promise<number> {
  const github = createGitHubDouble({
    owner: "acme",
    repo: "inventory",
    files: { [REGISTRY_PATH]: registryOf("db", "web") },
  });
  const socket = await github.listen();
  // Passes are asked for, so that each life makes the same calls.
  const env = {
    GITHUB_API_URL: socket.url,
    GITHUB_TOKEN: defaultToken,
    COLLECTOR_RECONCILE_INTERVAL: "1h",
  };
  try {
    // Set before the start: the first calls come before the server has said that it listens.
    const started = Promise.withResolvers<ServerProcess>();
    github.onCall(async (call, phase) => {
      if (kill === undefined || call.index !== kill.at || phase !== kill.phase) return;
      (await started.promise).kill("SIGKILL");
    });
    await using first = await ServerProcess.start({ env });
    started.resolve(first);
    const place = kill === undefined ? "not killed" : `killed ${kill.phase} call ${kill.at}`;
    const done = await liveOn(first, { github, from: 0 });
    if (kill === undefined) {
      assert.equal(done, STEPS.length, "the life is whole");
    } else {
      assert.equal((await first.ended).signal, "SIGKILL", place);
      await using second = await ServerProcess.start({ env });
      for (const { post } of STEPS.slice(0, done + 1)) if (post) await second.post(...post);
      assert.equal(await liveOn(second, { github, from: done }), STEPS.length, place);
    }
    assertDone(github, place);
    return github.calls.length;
  } finally {
    await socket.close();
  }
}

/** Takes the steps that are left; answers how many are done by the end or the server's death. */
async function liveOn(
  server: ServerProcess,
  life: { readonly github: GitHubDouble; readonly from: number },
): Promise<number> {
  const { github, from } = life;
  for (const [at, { post, act, isDone }] of [...STEPS.entries()].slice(from)) {
    if (github.pulls().every(({ merged }) => !merged)) act?.(github);
    try {
      if (post !== undefined) await server.post(...post);
      for (let count = 0; count < PASS_MAX && !isDone(github); count++) await askForPass(server);
    } catch (error) {
      // Killed before an answer: another server has to hear of it.
      assert.ok(error instanceof TypeError, String(error));
      return at;
    }
    if (!isDone(github)) return at;
  }
  return STEPS.length;
}

async function askForPass({ url }: ServerProcess): Promise<void> {
  const response = await fetch(`${url}/api/v1/reconcile`, { method: "POST" });
  await response.body?.cancel();
}

function assertDone(github: GitHubDouble, place: string): void {
  assert.equal(github.pulls().length, 1, place);
  assert.ok(github.pulls()[0]?.merged, place);
  assert.deepEqual(github.branches(), ["main"], place);
  assert.equal(github.log("main").length, 2, place);
  const text = github.readFile({ path: REGISTRY_PATH }) ?? "";
  assert.match(text, /volume is lost/, place);
  assert.match(text, /"Ready: True, Synced: True"/, place);
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
