import { checkApi } from "./api_check.ts";
import { SCHEMATHESIS } from "./schemathesis_command.ts";

const SEED = 7;
const EXAMPLE_COUNT = 40;
const NOTICE = "needs Schemathesis: SCHEMATHESIS=$(tests/schemathesis/build)";

const isIgnored = SCHEMATHESIS === null && Deno.env.get("CI") !== "true";

Deno.test({
  name: `the API is as it is described${isIgnored ? ` (${NOTICE})` : ""}`,
  ignore: isIgnored,
  fn: async () => {
    if (SCHEMATHESIS === null) throw new Error(`Schemathesis is missing; this test ${NOTICE}`);
    await checkApi({ command: SCHEMATHESIS, seed: SEED, exampleCount: EXAMPLE_COUNT });
  },
});
