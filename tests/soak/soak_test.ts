/**
 * Server and informers at many times the usual rate, restarted in between: no claim is lost, there is
 * one pull request, memory stays. A sample of seconds; `SOAK_MINUTES` asks for the real size, and
 * tells what it sees. Memory is read as Linux tells it.
 */
import assert from "node:assert/strict";
import { print } from "../bench/print_line.ts";
import { runSoak } from "./soak_run.ts";
import { SAMPLE_SIZE, toLongSize } from "./soak_size.ts";

const MINUTES = Deno.env.get("SOAK_MINUTES");
const SEED = Number(Deno.env.get("SOAK_SEED") ?? 20_261_130);

Deno.test({
  name: "after restarts of everything at a high rate, collector and registry tell the truth",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const isLong = MINUTES !== undefined;
    const size = isLong ? toLongSize(Number(MINUTES)) : SAMPLE_SIZE;
    const problems = await runSoak({ size, seed: SEED, print: isLong ? print : () => {} });
    assert.deepEqual(problems, []);
  },
});
