/** Claims and composites as Crossplane makes them, recorded, in a real API server. */
import assert from "node:assert/strict";
import { hasRecordedData, readRecordedData } from "../../demo/kubernetes/recorded_data.ts";
import type { JsonObject } from "../../testing/kubernetes/real_api_client.ts";
import type { RealApiServer } from "../../testing/kubernetes/real_api_server.ts";
import {
  DEFINITIONS,
  RealResourceBuilder,
} from "../../testing/kubernetes/real_resource_builder.ts";
import { shareRealServer } from "../../testing/kubernetes/shared_server.ts";
import { isEqual, RealInformerWorld } from "./real_informer_world.ts";
import { RecordedClaims, type RecordedObject } from "./recorded_claims.ts";

const OWN = new URL("../../testdata/digest/objects.json", import.meta.url);
const PLURALS = new Map([["VolumeClaim", "volumeclaims"], ["XVolumeClaim", "xvolumeclaims"]]);
/** Nobody waits longer for a kind of composite that is needed for the first time. */
const SETTLE_MS = 10_000;
/** A kind of composites that no claim names any more is watched for so long. */
const IDLE_MS = 60_000;

const testShared = shareRealServer();

testShared("recorded claims are told with what their composites say", async (server, account) => {
  const builder = new RealResourceBuilder(server.client);
  const group = "storage.example.org";
  const versions = ["v1alpha1"];
  for (const [kind, plural] of PLURALS) {
    const scope = kind.startsWith("X") ? "Cluster" : "Namespaced";
    await builder.define({ group, plural, kind, versions, scope });
  }
  await builder.addNamespace("team-a");
  const objects = JSON.parse(await Deno.readTextFile(OWN));
  await assertLife(server, { account, group, objects: objects.items ?? objects });
});

if (hasRecordedData) {
  testShared(
    "what a real Crossplane made is told with what its composites say",
    async (server, account) => {
      const builder = new RealResourceBuilder(server.client);
      const group = "resources.example.org";
      const definitions = JSON.parse(await readRecordedData("crossplane-crds.json"));
      for (const { metadata: { name }, spec } of definitions.items) {
        await server.client.create(DEFINITIONS, { metadata: { name }, spec });
      }
      for (const plural of PLURALS.values()) {
        await builder.untilServed({ group, version: "v1alpha1", plural });
      }
      const { items } = JSON.parse(await readRecordedData("crossplane-objects.json"));
      await assertLife(server, { account, group, objects: items });
    },
  );
}

/** Claims alone, then with their composites, then one of them with the composite of another. */
async function assertLife(
  server: RealApiServer,
  { account, group, objects }: {
    readonly account: string;
    readonly group: string;
    readonly objects: readonly RecordedObject[];
  },
): Promise<void> {
  const claims = new RecordedClaims(server.client, {
    group,
    version: "v1alpha1",
    plurals: PLURALS,
  });
  assert.ok(await claims.put(objects) > 10);
  await using world = await RealInformerWorld.watch(server, { account, claims });
  const alone = await claims.readAlone();
  await world.until(() => world.informer.describe().counts.refusedCompositeKinds === 1);
  world.clock.jump(SETTLE_MS);
  await world.until(() => isEqual(world.collector.living, alone));
  await world.builder.grant(claims.composites, { account });
  assert.ok(!isEqual(alone, await claims.read()), "composites say more");
  world.retryNow();
  await world.untilEqual();
  const [first, second] = objects.filter(({ kind, spec }) =>
    kind === "VolumeClaim" && toCompositeName(spec) !== null
  );
  assert.ok(first && second);
  await claims.linkTo(first, toCompositeName(second["spec"]) ?? "");
  await world.untilEqual();
  await world.untilHealthy();
  await claims.removeAll();
  await world.untilEqual();
  world.clock.jump(IDLE_MS);
  await world.until(() => world.informer.describe().counts.compositeKinds === 0);
}

function toCompositeName(spec: unknown): string | null {
  const { resourceRef } = Object(spec) as { resourceRef?: JsonObject };
  return typeof resourceRef?.["name"] === "string" ? resourceRef["name"] : null;
}
