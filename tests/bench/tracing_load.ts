/**
 * Measures what traces cost: the real server with traces off, with each request traced, and with one
 * in a hundred, by turns. Run it as `deno task bench:tracing`.
 */
import { startIdleGitHub } from "./idle_github.ts";
import { post } from "./post_load.ts";
import { print } from "./print_line.ts";
import { memoryOf } from "./resident_memory.ts";
import { startServerChild } from "./server_child.ts";

const ROUND_COUNT = 7;
const POST_COUNT = 20_000;

const github = await startIdleGitHub();
let receivedBytes = 0;
await using receiver = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  async (request) => {
    receivedBytes += (await request.bytes()).length;
    return new Response(null, { headers: { "content-type": "application/x-protobuf" } });
  },
);
const env = { ...github.env, COLLECTOR_REQUESTS_PER_SECOND: "0" };
const traced = {
  ...env,
  OTEL_DENO: "true",
  OTEL_DENO_METRICS: "false",
  OTEL_DENO_CONSOLE: "ignore",
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.addr.port}`,
};
const sampled = {
  ...traced,
  OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
  OTEL_TRACES_SAMPLER_ARG: "0.01",
};

try {
  await using off = await startServerChild(env);
  await using all = await startServerChild(traced);
  await using some = await startServerChild(sampled);
  const ratios = { all: [] as number[], some: [] as number[] };
  for (let round = 0; round <= ROUND_COUNT; round++) {
    const measure = ({ port }: { readonly port: number }) =>
      post({ port, count: POST_COUNT, claimOf: (index) => index % 1_000 });
    const [without, withAll, withSome] = [
      await measure(off),
      await measure(all),
      await measure(some),
    ];
    // The first round only warms up.
    if (round === 0) continue;
    ratios.all.push(withAll / without);
    ratios.some.push(withSome / without);
    print(`off ${without} posts/s, all traced ${withAll}, one in a hundred ${withSome}`);
  }
  print(`medians of the ratios: all ${medianOf(ratios.all)}, some ${medianOf(ratios.some)}`);
  const memories = [await memoryOf(off.pid), await memoryOf(all.pid), await memoryOf(some.pid)];
  print(`memory: off ${memories[0]} MB, all ${memories[1]} MB, some ${memories[2]} MB`);
  print(`received: ${Math.round(receivedBytes / 1_000)} KB`);
} finally {
  await github.close();
}

function medianOf(ratios: readonly number[]): string {
  return (ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0).toFixed(2);
}
