import { ContractWorld } from "./contract_world.ts";
import { defineFailureContract } from "./failure_contract.ts";
import { defineRightContract } from "./right_contract.ts";
import { StandInCluster } from "./stand_in_cluster.ts";
import { defineWatchContract, type TestContract } from "./watch_contract.ts";

for (const [watchList, form] of [["served", "streams"], ["refused", "pages"]] as const) {
  const testStandIn: TestContract = (name, run) =>
    Deno.test(`stand-in that ${form}: ${name}`, async () => {
      await using cluster = new StandInCluster({ watchList });
      await run(await ContractWorld.create(cluster, "contract.example.org"));
    });
  defineWatchContract(testStandIn, form);
  defineFailureContract(testStandIn, form);
  defineRightContract(testStandIn);
}
