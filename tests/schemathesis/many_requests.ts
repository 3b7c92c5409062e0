/**
 * The API against its own description, seed after seed, until 20,000 requests were answered. Run it as
 * `deno task test:schemathesis`; a number as its argument is the first seed.
 */
import { checkApi } from "./api_check.ts";
import { SCHEMATHESIS } from "./schemathesis_command.ts";

const REQUEST_COUNT_MIN = 20_000;
const EXAMPLE_COUNT = 500;
const FIRST_SEED = 1_000;

if (SCHEMATHESIS === null) {
  throw new Error("Schemathesis is missing: SCHEMATHESIS=$(tests/schemathesis/build)");
}
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
const firstSeed = Number(Deno.args[0] ?? FIRST_SEED);
let requestCount = 0;
for (let seed = firstSeed; requestCount < REQUEST_COUNT_MIN; seed++) {
  const figures = await checkApi({ command: SCHEMATHESIS, seed, exampleCount: EXAMPLE_COUNT });
  requestCount += figures.requestCount;
  print(`seed ${seed}: ${JSON.stringify(figures)}`);
}
print(`${requestCount} requests, nothing found`);
