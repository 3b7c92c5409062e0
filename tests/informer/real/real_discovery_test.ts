/** The whole informer finds by itself what is to be told, in a real API server. */
import assert from "node:assert/strict";
import {
  DEFINITIONS,
  type RealDefinition,
} from "../../testing/kubernetes/real_resource_builder.ts";
import { shareRealServer } from "../../testing/kubernetes/shared_server.ts";
import { DiscoveredClaims } from "./discovered_claims.ts";
import { RealInformerWorld } from "./real_informer_world.ts";

const testShared = shareRealServer();

function define(
  { group, name, category, ...more }:
    & { readonly group: string; readonly name: string; readonly category?: string }
    & Partial<RealDefinition>,
): RealDefinition {
  const kind = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  const categories = category === undefined ? [] : [category];
  return { group, plural: `${name}s`, kind, versions: ["v1"], categories, ...more };
}

testShared("claims and composites come and go with their definitions", async (server, account) => {
  const [group, other] = [`${account}.example.org`, `other.${account}.example.org`];
  const claims = new DiscoveredClaims(server.client, null);
  const volumes = await claims.add(define({ group, name: "volume", category: "claim" }), {
    told: true,
  });
  const buckets = define({ group, name: "bucket", category: "composite", scope: "Cluster" });
  const bucketResource = await claims.add(buckets, { told: true });
  const claimRef = { apiVersion: `${group}/v1`, kind: "Volume", namespace: "default", name: "a" };
  await claims.put(buckets, { name: "made-by-a-claim", spec: { claimRef } });
  const plain = await claims.add(define({ group, name: "secretary" }), { told: false });
  await using world = await RealInformerWorld.watch(server, { account, claims });
  await world.untilEqual();
  assert.deepEqual([...world.collector.living.keys()].sort(), ["buckets", "default/volumes"]);
  await world.untilHealthy();

  const versions = ["v1alpha1", "v2"];
  const database = define({ group: other, name: "database", category: "claim", versions });
  const databases = await claims.add(database, { told: true });
  await world.untilEqual();
  assert.ok(world.collector.living.has("default/databases"));

  await claims.remove(volumes);
  await world.untilEqual();
  assert.deepEqual([...world.collector.living.keys()].sort(), ["buckets", "default/databases"]);
  await world.untilHealthy();
  for (const resource of [bucketResource, databases, plain]) await claims.remove(resource);
});

testShared("a group's claims are found, and those of others are not", async (server, account) => {
  const [group, other] = [`${account}.example.org`, `other.${account}.example.org`];
  const claims = new DiscoveredClaims(server.client, group);
  await using world = await RealInformerWorld.watch(server, { account, claims });
  await world.until(() => world.reasons.includes("nothing-discovered"));
  await claims.add(define({ group: other, name: "volume", category: "claim" }), { told: false });
  await claims.add(define({ group, name: "disk", category: "claim" }), { told: true });
  await world.untilEqual();
  assert.deepEqual([...world.collector.living.keys()], ["default/disks"]);
  await world.untilHealthy();
});

testShared(
  "a resource that becomes a claim later is told from then on",
  async (server, account) => {
    const group = `${account}.example.org`;
    const claims = new DiscoveredClaims(server.client, group);
    const definition = define({ group, name: "volume" });
    await claims.add(definition, { told: true });
    await using world = await RealInformerWorld.watch(server, { account, claims });
    await world.until(() => world.reasons.includes("nothing-discovered"));
    assert.equal(world.collector.living.size, 0);
    const name = `${definition.plural}.${group}`;
    const names = { plural: "volumes", kind: "Volume", categories: ["claim"] };
    await server.client.patch(DEFINITIONS, { name }, { spec: { names } });
    await world.untilEqual();
    await world.untilHealthy();
  },
);
