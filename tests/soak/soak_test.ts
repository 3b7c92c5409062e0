/**
 * Server and informers at many times the usual rate, restarted in between: no claim is lost, there is
 * one pull request, memory stays. A sample of seconds; `SOAK_MINUTES` asks for the real size, and
 * tells what it sees.
 */
import assert from "node:assert/strict";
import { print } from "../bench/print_line.ts";
import { runSoak } from "./soak_run.ts";
import { SAMPLE_SIZE, toLongSize } from "./soak_size.ts";

const MINUTES = Deno.env.get("SOAK_MINUTES");
const SEED = Number(Deno.env.get("SOAK_SEED") ?? 20_261_130);
const IS_LINUX = Deno.build.os === "linux";
const NAME = "after restarts of everything at a high rate, collector and registry tell the truth";

Deno.test({
  name: IS_LINUX ? NAME : `${NAME} (ignored: memory is read as Linux tells it)`,
  ignore: !IS_LINUX,
  fn: async () => {
    const isLong = MINUTES !== undefined;
    assert.ok(!isLong || Number(MINUTES) > 0, `SOAK_MINUTES is "${MINUTES}"`);
    const size = isLong ? toLongSize(Number(MINUTES)) : SAMPLE_SIZE;
    const problems = await runSoak({ size, seed: SEED, print: isLong ? print : () => {} });
    assert.deepEqual(problems, []);
  },
});
