/**
 * Measures what it costs to cut off the slow: the same app behind our listener and behind
 * `Deno.serve`, by turns. Run it as `deno task bench:transport`.
 */
import { post } from "./post_load.ts";
import { print } from "./print_line.ts";

const ROUND_COUNT = 7;
const POST_COUNT = 20_000;

interface Child {
  readonly port: number;
  readonly process: Deno.ChildProcess;
}

async function start(way: "node" | "deno"): Promise<Child> {
  const entry = new URL("transport_child.ts", import.meta.url).href;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", entry, way],
    stdout: "piped",
  }).spawn();
  const reader = process.stdout.getReader();
  const { value } = await reader.read();
  return { port: Number(new TextDecoder().decode(value)), process };
}

const [node, deno] = [await start("node"), await start("deno")];
const ratios: number[] = [];
for (let round = 0; round <= ROUND_COUNT; round++) {
  const measure = ({ port }: Child) => post({ port, count: POST_COUNT, claimOf: () => 0 });
  const [ours, theirs] = [await measure(node), await measure(deno)];
  // The first round only warms up.
  if (round === 0) continue;
  ratios.push(ours / theirs);
  print(`ours ${ours} posts/s, Deno.serve ${theirs} posts/s`);
}
const median = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0;
print(`median of the ratios: ${median.toFixed(2)}`);
for (const { process } of [node, deno]) {
  process.kill();
  await process.status;
}
