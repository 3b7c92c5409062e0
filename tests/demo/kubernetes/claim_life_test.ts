import { deepEqual, equal, ok, throws } from "node:assert/strict";
import {
  createClaims,
  FULL_LIFE,
  type LifeState,
  toLifeObjects,
} from "../../../demo/kubernetes/claim_life.ts";
import { isRecord, type KubernetesObject } from "../../../demo/kubernetes/kubernetes_object.ts";
import { hasRecordedData, readRecordedData } from "./recorded_data.ts";
import { startWithClaims, watchClaims } from "./stand_in_client.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const DATABASE = { kind: "DatabaseClaim", claimRef: "shop/orders-db", now: NOW } as const;

const CAUSE = 'cannot compose resources: no matches for kind "Backup"';

for (
  const [state, claim, composite] of [
    [{ kind: "new" }, [], undefined],
    [{ kind: "ready" }, ["Synced True ReconcileSuccess", "Ready True Available"], [
      "Synced True ReconcileSuccess",
      "Responsive True WatchCircuitClosed",
      "Ready True Available",
    ]],
    [{ kind: "creating", unready: ["disk", "alert", "backup", "volume", "user"] }, [
      "Synced True ReconcileSuccess",
      "Ready False Waiting: Claim is waiting for composite resource to become Ready",
    ], [
      "Synced True ReconcileSuccess",
      "Responsive True WatchCircuitClosed",
      "Ready False Creating: Unready resources: disk, alert, backup, and 2 more",
    ]],
    [{ kind: "waiting", cause: CAUSE }, [
      "Synced True ReconcileSuccess",
      "Ready False Waiting: Claim is waiting for composite resource to become Ready",
    ], [`Synced False ReconcileError: ${CAUSE}`, "Responsive True WatchCircuitClosed"]],
    [{ kind: "failed", cause: CAUSE }, ["Synced True ReconcileSuccess", "Ready True Available"], [
      `Synced False ReconcileError: ${CAUSE}`,
      "Responsive True WatchCircuitClosed",
      "Ready True Available",
    ]],
    [{ kind: "paused" }, [
      "Synced False ReconcilePaused: " +
      "Reconciliation (including deletion) is paused via the pause annotation",
      "Ready True Available",
    ], [
      "Synced True ReconcileSuccess",
      "Responsive True WatchCircuitClosed",
      "Ready True Available",
    ]],
    [{ kind: "deleting" }, ["Synced True ReconcileSuccess", "Ready False Deleting"], [
      "Synced True ReconcileSuccess",
      "Responsive True WatchCircuitClosed",
      "Ready False Deleting",
    ]],
  ] as const satisfies readonly (readonly [
    LifeState,
    readonly string[],
    readonly string[] | undefined,
  ])[]
) {
  Deno.test(`claim and composite say what Crossplane says when the claim is ${state.kind}`, () => {
    const objects = toLifeObjects({ ...DATABASE, state });
    deepEqual(objects.map(tellConditions), composite === undefined ? [claim] : [claim, composite]);
  });
}

Deno.test("a claim names its composite, and the composite its claim", () => {
  const [claim, composite] = toLifeObjects({ ...DATABASE, state: { kind: "ready" } });
  const apiVersion = "platform.example.org/v1alpha1";
  const name = composite?.metadata.name;
  ok(name !== undefined && /^orders-db-[a-z0-9]{5}$/.test(name));
  deepEqual(readSpec(claim)["resourceRef"], { apiVersion, kind: "XDatabaseClaim", name });
  deepEqual(readSpec(composite)["claimRef"], {
    apiVersion,
    kind: "DatabaseClaim",
    name: "orders-db",
    namespace: "shop",
  });
  equal(composite?.metadata.namespace, undefined);
});

Deno.test("a composite without a claim stands for itself, and tells its own troubles", () => {
  const state: LifeState = { kind: "failed", cause: CAUSE };
  const project = { kind: "HarborProject", claimRef: "shop", now: NOW, state } as const;
  const [object, ...others] = toLifeObjects(project);
  deepEqual(others, []);
  deepEqual([object?.metadata.name, object?.metadata.namespace], ["shop", undefined]);
  equal(tellConditions(object)[0], `Synced False ReconcileError: ${CAUSE}`);
});

Deno.test("a paused claim is annotated, and a deleted one has its time", () => {
  const [paused] = toLifeObjects({ ...DATABASE, state: { kind: "paused" } });
  deepEqual(paused?.metadata.annotations, { "crossplane.io/paused": "true" });
  for (const { metadata } of toLifeObjects({ ...DATABASE, state: { kind: "deleting" } })) {
    equal(metadata.deletionTimestamp, "2026-01-01T00:00:00Z");
    equal(metadata.finalizers?.length, 1);
  }
});

Deno.test("conditions are observed of the generation that the stand-in gives the object", async () => {
  await using standIn = startWithClaims([]);
  for (const state of FULL_LIFE) {
    for (const object of toLifeObjects({ ...DATABASE, state })) {
      const { metadata, status } = standIn.apply(object);
      for (const { observedGeneration } of readConditions(status)) {
        equal(observedGeneration, metadata.generation);
      }
    }
  }
});

Deno.test("a claim can live through all states in the stand-in", async () => {
  await using standIn = startWithClaims([]);
  await using watch = await watchClaims(standIn, `resourceVersion=${standIn.revision}`);
  for (const state of FULL_LIFE) {
    standIn.load(toLifeObjects({ kind: "VolumeClaim", claimRef: "shop/data", now: NOW, state }));
  }
  const [claim] = toLifeObjects({
    kind: "VolumeClaim",
    claimRef: "shop/data",
    now: NOW,
    state: { kind: "deleting" },
  });
  ok(claim !== undefined && standIn.remove(claim));
  // Creating after waiting, and failed after ready, change only the composite.
  deepEqual(await watch.take(7), [
    "ADDED data",
    ..."MODIFIED data,".repeat(5).split(",").slice(0, 5),
    "DELETED data",
  ]);
});

Deno.test("many claims are spread over namespaces, each with about 3 kB", () => {
  const state: LifeState = { kind: "ready" };
  const claims = [...createClaims({ kind: "VolumeClaim", count: 25, state, now: NOW })];
  equal(new Set(claims.map(({ metadata }) => metadata.namespace)).size, 10);
  equal(new Set(claims.map(({ metadata }) => metadata.name)).size, 25);
  for (const claim of claims) {
    const { length } = JSON.stringify(claim);
    ok(length > 2_700 && length < 3_500, `${length} characters`);
  }
  const [small] = createClaims({
    kind: "NamespaceClaim",
    count: 1,
    state,
    now: NOW,
    detail: "short",
  });
  equal(small?.metadata.namespace, undefined);
  ok(JSON.stringify(small).length < 1_000);
});

Deno.test("nobody can order a kind that the platform does not have", () => {
  throws(
    () => toLifeObjects({ ...DATABASE, kind: "Widget", state: { kind: "ready" } }),
    /"Widget"/,
  );
});

Deno.test({
  name: "every condition was seen of a real Crossplane",
  ignore: !hasRecordedData,
  fn: async () => {
    const seen = new Set<string>();
    for (const kind of ["claims", "composites"]) {
      const text = await readRecordedData(`crossplane-watch-${kind}.jsonl`);
      for (const line of text.trimEnd().split("\n")) {
        tellConditions(JSON.parse(line).object).map(toFact).forEach((fact) => seen.add(fact));
      }
    }
    const told = FULL_LIFE.flatMap((state) => toLifeObjects({ ...DATABASE, state }))
      .flatMap(tellConditions).map(toFact);
    deepEqual([...new Set(told)].filter((fact) => !seen.has(fact)), []);
  },
});

/** `Type Status Reason`, with the message where there is one. */
function tellConditions(object: KubernetesObject | undefined): readonly string[] {
  return readConditions(object?.status).map(({ type, status, reason, message }) =>
    `${type} ${status} ${reason}${message === undefined ? "" : `: ${message}`}`
  );
}

function toFact(told: string): string {
  return told.split(": ", 1).join("");
}

function readConditions(status: unknown): readonly Readonly<Record<string, unknown>>[] {
  const conditions = isRecord(status) ? status["conditions"] : [];
  return Array.isArray(conditions) ? conditions : [];
}

function readSpec(object: KubernetesObject | undefined): Readonly<Record<string, unknown>> {
  return isRecord(object?.spec) ? object.spec : {};
}
