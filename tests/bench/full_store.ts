/**
 * Measures the resident memory of the real server when its budget is full: with ordinary claims, with
 * the longest messages there are, and when known claims grow beyond the budget. Run it as `deno run --allow-all tests/bench/full_store.ts`.
 */
import { startIdleGitHub } from "./idle_github.ts";
import { memoryOf } from "./resident_memory.ts";
import { startServerChild } from "./server_child.ts";
import { print } from "./print_line.ts";

const CLUSTER_COUNT = 10;
const ORDINARY = "Ready: True, Synced: True";
const LONG = "Ready: False (Creating), Synced: True - ".padEnd(300, "a sentence of an API ");
const CJK = "統".repeat(8_192);
const EMOJI = "😀".repeat(8_192);

const { env, close } = await startIdleGitHub();

/** A server with one informer for each cluster. */
class Load {
  readonly #sequences = new Map<string, number>();
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends a batch; gives how many of its items were rejected. */
  async send(cluster: string, fields: Record<string, unknown>): Promise<number> {
    const sequence = (this.#sequences.get(cluster) ?? 0) + 1;
    this.#sequences.set(cluster, sequence);
    const session = { id: "bench", startedAt: "2026-01-31T11:00:00Z" };
    const response = await fetch(
      `http://127.0.0.1:${this.#port}/api/v1/clusters/${cluster}/batch`,
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ protocol: 1, session, sequence, ...fields }),
      },
    );
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text).rejected.length;
  }

  /** Tells of claims from `from` on, one cluster after the other, until some find no room. */
  async fill(
    options: { readonly message: string; readonly claimCountMax: number },
  ): Promise<number> {
    const batchSize = Math.max(
      1,
      Math.min(500, Math.floor(3_000_000 / options.message.length / 4)),
    );
    let count = 0;
    while (count < options.claimCountMax) {
      const upserts = Array.from(
        { length: batchSize },
        (_, index) => toUpsert(count + index, options),
      );
      const rejected = await this.send(`cluster-${(count / batchSize) % CLUSTER_COUNT}`, {
        upserts,
      });
      count += batchSize - rejected;
      if (rejected > 0) break;
    }
    return count;
  }
}

function toUpsert(index: number, { message }: { readonly message: string }) {
  return {
    claimRef: `team-${index % 50}/claim-${index}`,
    group: "storage.example.org",
    kind: "VolumeClaim",
    uid: crypto.randomUUID(),
    statusMessage: message,
    phase: "Ready",
    observedAt: new Date().toISOString(),
  };
}

async function measure(
  name: string,
  run: (load: Load) => Promise<string>,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  await using server = await startServerChild({ ...env, ...more });
  const idle = await memoryOf(server.pid);
  const told = await run(new Load(server.port));
  const full = await memoryOf(server.pid);
  // Time for what waits to be collected, while heartbeats go on.
  const load = new Load(server.port);
  for (let second = 0; second < 5; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await load.send("later", {}).catch(() => 0);
  }
  print(
    `${name}: ${told}; idle ${idle} MB, full ${full} MB, 5 s later ${await memoryOf(
      server.pid,
    )} MB`,
  );
}

try {
  const many = { COLLECTOR_CLAIMS_MAX: "10000000", COLLECTOR_CLAIMS_PER_CLUSTER_MAX: "1000000" };
  await measure("100,000 ordinary claims of 10 clusters", async (load) => {
    return `${await load.fill({ message: ORDINARY, claimCountMax: 100_000 })} claims`;
  });
  await measure("250,000 ordinary claims", async (load) => {
    return `${await load.fill({ message: ORDINARY, claimCountMax: 250_000 })} claims`;
  });
  for (
    const [name, message] of [
      ["ordinary messages", ORDINARY],
      ["messages of 300 characters", LONG],
      ["8,192 CJK", CJK],
      ["8,192 emoji", EMOJI],
    ] as const
  ) {
    await measure(`budget full of ${name}`, async (load) => {
      return `${await load.fill({ message, claimCountMax: 1_000_000 })} claims`;
    }, many);
  }
  const grow = async (load: Load) => {
    const batchSize = 500;
    for (let index = 0; index < 100_000; index += batchSize) {
      const upserts = Array.from(
        { length: batchSize },
        (_, each) => toUpsert(index + each, { message: "x" }),
      );
      await load.send("cluster-0", { upserts });
    }
    for (let index = 0; index < 100_000; index += 60) {
      const upserts = Array.from(
        { length: 60 },
        (_, each) => toUpsert(index + each, { message: EMOJI }),
      );
      await load.send("cluster-0", { upserts });
    }
    return "100000 claims";
  };
  await measure("100,000 known claims that grow to 8,192 emoji", grow);
  const small = { DENO_V8_FLAGS: "--max-old-space-size=640" };
  await measure("the same with a heap of 640 MB", grow, small);
} finally {
  await close();
}
