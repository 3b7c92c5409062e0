/**
 * Measures how long a start takes until it listens, and what it costs the processors: an empty Hono
 * server, the collector from its sources and packed, and an informer in the same ways, by turns. Run it as
 * `deno task bench:start`. On Linux.
 */
import { toLabKubeconfig } from "../testing/lab_kubeconfig.ts";
import { PackedProgram } from "../testing/packed_program.ts";
import { startIdleGitHub } from "./idle_github.ts";
import { print } from "./print_line.ts";
import { processorMsOf } from "./processor_time.ts";
import { peakMemoryOf } from "./resident_memory.ts";

const ROUND_COUNT = 15;
const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const EMPTY = new URL("empty_hono_server.ts", import.meta.url).pathname;

/** One start. */
interface Start {
  readonly ms: number;
  readonly processorMs: number;
  readonly peakMb: number;
}

const github = await startIdleGitHub();
const program = await PackedProgram.make();
const kubeconfig = `${program.folder}/kubeconfig`;
await Deno.writeTextFile(kubeconfig, toLabKubeconfig("http://127.0.0.1:9", { token: "token" }));
const server = {
  ...github.env,
  COLLECTOR_HOST: "127.0.0.1",
  COLLECTOR_PORT: "0",
  REGISTRY_REPO_OWNER: "acme",
  REGISTRY_REPO_NAME: "inventory",
  REGISTRY_FILE_PATH: "claims/registry.yaml",
};
const informer = {
  CLUSTER_NAME: "lab",
  COLLECTOR_URL: "http://127.0.0.1:9",
  CLAIM_GROUP: "storage.example.org",
  CLAIM_RESOURCE: "volumeclaims",
  INFORMER_PORT: "18099",
  KUBECONFIG: kubeconfig,
};
const source = ["run", "--quiet", "--allow-all", MAIN];
const ways: Readonly<Record<string, () => Promise<Start>>> = {
  "empty Hono server": () => start({ words: ["run", "--quiet", "--allow-all", EMPTY], env: {} }),
  "collector, sources": () => start({ words: [...source, "server"], env: server }),
  "collector, packed": () => start({ ...program.toOptions(["server"]), given: server }),
  "informer, sources": () => start({ words: [...source, "informer"], env: informer }),
  "informer, packed": () => start({ ...program.toOptions(["informer"]), given: informer }),
};

try {
  const starts: Record<string, Start[]> = {};
  for (let round = 0; round <= ROUND_COUNT; round++) {
    for (const [name, run] of Object.entries(ways)) {
      const one = await run();
      // The first round fills the caches.
      if (round > 0) (starts[name] ??= []).push(one);
    }
  }
  const empty = starts["empty Hono server"] ?? [];
  for (const [name, all] of Object.entries(starts)) {
    const of = (key: keyof Start) => Math.round(median(all.map((one) => one[key])));
    const ratio = median(all.map(({ ms }, round) => ms / (empty[round]?.ms ?? NaN)));
    print(
      `${name}: ${of("ms")} ms, ${ratio.toFixed(2)} times the empty server; ` +
        `${of("processorMs")} ms of processors, ${of("peakMb")} MB`,
    );
  }
  print(`bundle: ${await sizeOf(`${program.folder}/bundle`)}`);
} finally {
  await github.close();
  await program[Symbol.asyncDispose]();
}

/** Starts it, and ends it as soon as it says that it listens. */
async function start(
  { words, env, cwd, given = {} }: {
    readonly words: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly given?: Readonly<Record<string, string>>;
  },
): Promise<Start> {
  const startedAt = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: [...words],
    env: { DENO_NO_UPDATE_CHECK: "1", LOG_FORMAT: "json", ...env, ...given },
    ...(cwd === undefined ? {} : { cwd }),
    stdout: "piped",
  }).spawn();
  const decoder = new TextDecoder();
  let said = "";
  for await (const chunk of child.stdout) {
    said += decoder.decode(chunk, { stream: true });
    if (said.includes("Listening")) break;
  }
  const ms = performance.now() - startedAt;
  const [processorMs, peakMb] = await Promise.all([
    processorMsOf(child.pid),
    peakMemoryOf(child.pid),
  ]);
  child.kill("SIGKILL");
  await child.status;
  if (!said.includes("Listening")) throw new Error(`It did not listen: ${said}`);
  return { ms, processorMs, peakMb };
}

/** The size of all, and of what the Kubernetes library is in. */
async function sizeOf(folder: string): Promise<string> {
  const sizes = [];
  for await (const { name } of Deno.readDir(folder)) {
    sizes.push((await Deno.stat(`${folder}/${name}`)).size);
  }
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return `${sizes.length} files, ${(all / 1e6).toFixed(1)} MB, the largest ${
    (Math.max(...sizes) / 1e6).toFixed(1)
  } MB`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
