/** Runs the watcher's contract against a real API server, which the tests share. */
import { shareRealServer } from "../../testing/kubernetes/shared_server.ts";
import { ContractWorld } from "./contract_world.ts";
import { defineFailureContract } from "./failure_contract.ts";
import { RealCluster } from "./real_cluster.ts";
import { defineRightContract } from "./right_contract.ts";
import { defineWatchContract, type ListForm, type TestContract } from "./watch_contract.ts";

/** Defines all tests of the contract for a server with these flags. */
export function defineRealContract(form: ListForm, flags: readonly string[]): void {
  const testShared = shareRealServer({ flags });
  const test: TestContract = (name, run) =>
    testShared(`real API server that ${form}: ${name}`, async (server, uniqueName) => {
      await using cluster = await RealCluster.open(server, uniqueName);
      await run(await ContractWorld.create(cluster, `${uniqueName}.example.org`));
    });
  defineWatchContract(test, form);
  defineFailureContract(test, form);
  // These take longest, and how the server lists has no part in them.
  if (form === "streams") defineRightContract(test);
}
