/** What the ledger was paid, against a recount of everything that a cluster holds, after every step. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Scope } from "../../src/claim/scope.ts";
import { BatchIntake, type ClusterBatch } from "../../src/collector/batch_intake.ts";
import {
  CLUSTER_BYTES,
  estimateKey,
  estimateRow,
  estimateScopes,
  estimateSync,
  SESSION_BYTES,
} from "../../src/collector/byte_estimate.ts";
import { ClusterClaims } from "../../src/collector/cluster_claims.ts";
import type { Session } from "../../src/collector/session.ts";
import { StoreLedger } from "../../src/collector/store_ledger.ts";
import { FIXED_LIMITS, type StoreLimits, UNLIMITED } from "../../src/collector/store_limits.ts";
import { toKeyText } from "../../src/collector/sync_progress.ts";
import { MIB, MINUTE_MS, OK, TYPE } from "./store_world.ts";
import { createBatch } from "./cluster_batch_sample.ts";

/** Keys have a namespace of their own, so that a scope of it tells whether a key is held. */
const NAMESPACES = Array.from({ length: 12 }, (_, index) => `ns-${index}`.padEnd(2_000, "x"));
const WITH_KIND: Scope = { ...TYPE, resource: "r0", namespace: null };
const WITHOUT_KIND: Scope = { ...WITH_KIND, resource: "r1", kind: null };
const LARGE: readonly Scope[] = Array.from({ length: 90 }, (_, index) => ({
  ...WITH_KIND,
  resource: `large-${index}`.padEnd(500, "x"),
}));
const SCOPES = [WITH_KIND, WITHOUT_KIND, ...LARGE.slice(0, 2)];

/** One cluster that pays into a ledger. */
class LedgerWorld {
  readonly ledger: StoreLedger;
  readonly cluster: ClusterClaims;
  readonly #intake: BatchIntake;
  readonly #told = new Map<string, readonly Scope[] | null>();
  now = Date.UTC(2026, 0, 31, 12);
  #sequence = 0;

  constructor(limits: Partial<StoreLimits>) {
    const all = { ...UNLIMITED, ...FIXED_LIMITS, ...limits };
    this.ledger = new StoreLedger(all);
    this.#intake = new BatchIntake(all);
    this.cluster = new ClusterClaims("prod", this.ledger);
    this.cluster.admit();
  }

  send(fields: Partial<ClusterBatch>, id = "session-0"): void {
    this.now += 1_000;
    const batch = createBatch({
      session: { id, startedAt: 0 },
      sequence: ++this.#sequence,
      ...fields,
    });
    this.#told.set(id, batch.scopes);
    this.#intake.apply(this.cluster, batch, this.now);
  }

  /** An item of a claim, for upserts, deletions and keys. */
  item(index: number, statusMessage = OK) {
    const claimRef = toClaimRef(index);
    const phase = "Ready" as const;
    const fixed = { type: TYPE, uid: null, phase, isOutdated: false, observedAt: this.now };
    return { ...fixed, claimRef, statusMessage };
  }

  /** Everything that is held counts as it is estimated, and nothing else does. */
  assertPaid(): void {
    const rows = [...this.cluster.rows()];
    const sessions = new Set(this.cluster.sessions);
    let bytes = CLUSTER_BYTES + rows.reduce((sum, row) => sum + estimateRow(row), 0);
    for (const session of sessions) bytes += SESSION_BYTES + this.#recount(session);
    assert.equal(this.ledger.bytes, bytes);
    for (const { owner } of rows) {
      if (owner === null || sessions.has(owner.session)) continue;
      assert.equal(recountSyncs(owner.session) + recountLists(owner.session), 0, "it is forgotten");
    }
  }

  #recount(session: Session): number {
    const told = session.isReduced ? [] : this.#told.get(session.id) ?? [];
    const unread = NAMESPACES.map((_, index) => index).filter((index) =>
      session.unread.isAnyIn(toProbe(index), Infinity)
    );
    return estimateScopes(told) + estimateScopes(session.silent) + recountSyncs(session) +
      unread.reduce((sum, index) => sum + estimateKey(toKey(index)), 0);
  }
}

function toClaimRef(index: number): string {
  return `${NAMESPACES[index]}/a`;
}

function toKey(index: number): string {
  return toKeyText({ claimRef: toClaimRef(index), type: TYPE });
}

function toProbe(index: number): Scope {
  return { ...WITH_KIND, namespace: NAMESPACES[index] ?? "" };
}

function recountLists({ scopes, silent }: Session): number {
  return estimateScopes(scopes) + estimateScopes(silent);
}

/** Synchronisations under way with the keys that they hold, and those that have ended. */
function recountSyncs(session: Session): number {
  let bytes = 0;
  for (const sync of session.running) {
    bytes += estimateSync(sync.scope) + recountKinds(sync);
    const isAnyNamed = sync.isNamed({ claimRef: "none", type: TYPE });
    if (isAnyNamed) continue; // It has lost the names.
    for (const index of NAMESPACES.keys()) {
      const isNamed = sync.isNamed({ claimRef: toClaimRef(index), type: TYPE });
      if (isNamed) bytes += estimateKey(toKey(index));
    }
  }
  for (const scope of SCOPES) {
    const ended = session.findSynchronised(scope);
    if (ended !== undefined) bytes += estimateSync(ended.scope) + recountKinds(ended);
  }
  return bytes;
}

/** Kinds that were found; the one that a scope says belongs to the scope. */
function recountKinds(
  { scope, kinds }: { readonly scope: Scope; readonly kinds: readonly string[] },
): number {
  if (scope.kind !== null) return 0;
  return kinds.reduce((sum, kind) => sum + estimateKey(kind), 0);
}

Deno.test("an ended synchronisation does not pay for the names that it no longer holds", () => {
  const world = new LedgerWorld({});
  const refused = [0, 1, 2].map((index) => world.item(index));
  for (const scope of SCOPES) {
    world.send({ sync: { id: "one", scope, part: 1, last: false }, refused });
    world.assertPaid();
    world.send({ sync: { id: "one", scope, part: 2, last: true }, upserts: [world.item(3)] });
    world.assertPaid();
  }
});

Deno.test("names that are forgotten for lack of room are paid back", () => {
  const world = new LedgerWorld({ memoryBudgetMb: 90_000 / MIB });
  const sync = { id: "one", scope: WITH_KIND, part: 1, last: false };
  const scopes = LARGE.slice(0, 50);
  world.send({ scopes, sync, refused: [0, 1].map((index) => world.item(index)) });
  world.assertPaid();
  const refused = NAMESPACES.map((_, index) => world.item(index));
  world.send({ scopes, sync: { ...sync, part: 2 }, refused });
  const [session] = world.cluster.sessions;
  assert.deepEqual([...session?.running ?? []].map((one) => one.isNamed(world.item(0))), [true]);
  assert.ok(!session?.isReduced);
  world.assertPaid();
});

Deno.test("a session that was forgotten holds nothing, although rows name it", () => {
  const world = new LedgerWorld({ memoryBudgetMb: 45_000 / MIB });
  const sync = { id: "one", scope: WITH_KIND, part: 1, last: true };
  world.send({ scopes: SCOPES, silent: SCOPES, sync, upserts: [world.item(0)] });
  world.now += 4 * MINUTE_MS;
  world.send({}, "session-1");
  assert.deepEqual([...world.cluster.sessions].map(({ id }) => id), ["session-1"]);
  world.assertPaid();
});

const indexesArbitrary = fc.uniqueArray(fc.nat(NAMESPACES.length - 1), { maxLength: 6 });
const deedArbitrary = fc.record({
  session: fc.nat(2),
  waitMs: fc.constantFrom(0, 0, 0, 4 * MINUTE_MS, 25 * 60 * MINUTE_MS),
  upserts: indexesArbitrary,
  deletions: indexesArbitrary,
  refused: indexesArbitrary,
  messageLength: fc.constantFrom(1, 200, 8_000),
  sync: fc.option(fc.record({
    id: fc.constantFrom("one", "two"),
    scope: fc.constantFrom(...SCOPES),
    part: fc.integer({ min: 1, max: 3 }),
    last: fc.boolean(),
  })),
  scopes: fc.option(fc.constantFrom([], SCOPES, SCOPES.slice(0, 1), LARGE)),
  silent: fc.constantFrom<readonly Scope[]>([], SCOPES, LARGE),
});

Deno.test("whatever a cluster sends, the ledger was paid for exactly what is held", () => {
  const budgetArbitrary = fc.constantFrom(60_000, 150_000, 10_000_000);
  const deedsArbitrary = fc.array(deedArbitrary, { minLength: 5, maxLength: 40 });
  fc.assert(
    fc.property(budgetArbitrary, deedsArbitrary, (bytesMax, deeds) => {
      const world = new LedgerWorld({ memoryBudgetMb: bytesMax / MIB, claimsMax: 8 });
      for (
        const { session, waitMs, upserts, deletions, refused, messageLength, ...deed } of deeds
      ) {
        world.now += waitMs;
        world.send({
          ...deed,
          upserts: upserts.map((index) => world.item(index, "x".repeat(messageLength))),
          deletions: deletions.map((index) => world.item(index)),
          refused: refused.map((index) => world.item(index)),
        }, `session-${session}`);
        world.assertPaid();
      }
      world.cluster.clear();
      assert.equal(world.ledger.bytes, 0);
    }),
    { seed: 20_260_131, numRuns: Number(Deno.env.get("PROPERTY_RUNS") ?? 60) },
  );
});
