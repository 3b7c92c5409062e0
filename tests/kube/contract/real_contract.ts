/** Runs the watcher's contract against a real API server, which the tests share. */
import { RealApiServer } from "../../testing/kubernetes/real_api_server.ts";
import { testReal } from "../../testing/kubernetes/real_binaries.ts";
import { ContractWorld } from "./contract_world.ts";
import { defineFailureContract } from "./failure_contract.ts";
import { defineRightContract } from "./right_contract.ts";
import { RealCluster } from "./real_cluster.ts";
import { defineWatchContract, type ListForm, type TestContract } from "./watch_contract.ts";

/** Defines all tests of the contract for a server with these flags. */
export function defineRealContract(form: ListForm, flags: readonly string[]): void {
  let shared: Promise<RealApiServer> | undefined;
  let testCount = 0;
  Deno.test.afterAll(async () => {
    await (await shared)?.[Symbol.asyncDispose]();
  });
  const test: TestContract = (name, run) =>
    testReal(`real API server that ${form}: ${name}`, async () => {
      const server = await (shared ??= RealApiServer.start({ flags }));
      testCount += 1;
      await using cluster = await RealCluster.open(server, `informer-${testCount}`);
      await run(await ContractWorld.create(cluster, `contract-${testCount}.example.org`));
    });
  defineWatchContract(test, form);
  defineFailureContract(test, form);
  // These take longest, and how the server lists has no part in them.
  if (form === "streams") defineRightContract(test);
}
