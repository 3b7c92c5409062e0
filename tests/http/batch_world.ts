/** Informers in the hands of a test: sessions that send batches to the app, and what it shows then. */
import assert from "node:assert/strict";
import type { BatchAnswer } from "../../src/contract/batch.ts";
import { createTestApp, type TestApp, type TestAppOptions } from "./test_app.ts";

export const GROUP = "storage.example.org";
export const SCOPE = { group: GROUP, resource: "volumeclaims", kind: "VolumeClaim" };
export const OK = "Ready: True, Synced: True";
export const BAD = "Ready: True, Synced: False (ReconcileError) - quota is used up";

/** Fields of a batch beside those that the session fills in. */
export type BatchFields = Readonly<Record<string, unknown>>;

/** One informer's session; each batch takes a second. */
export class TestSession {
  readonly id: string;
  readonly startedAt: string;
  readonly #world: TestApp;
  readonly #cluster: string;
  sequence = 0;

  constructor(
    world: TestApp,
    options: { readonly id: string; readonly startedAt: string; readonly cluster?: string },
  ) {
    this.#world = world;
    this.#cluster = options.cluster ?? "prod";
    this.id = options.id;
    this.startedAt = options.startedAt;
  }

  /** The body of the next batch. */
  compose(fields: BatchFields = {}): BatchFields {
    this.sequence += 1;
    const { id, startedAt, sequence } = this;
    return { protocol: 1, session: { id, startedAt }, sequence, upserts: [], ...fields };
  }

  /** Sends a body, a second later. */
  async post(body: BatchFields): Promise<BatchAnswer> {
    this.#world.clock.now += 1_000;
    const response = await this.#world.post(`/api/v1/clusters/${this.#cluster}/batch`, body);
    assert.equal(response.status, 200, await response.clone().text());
    return await response.json();
  }

  /** Sends the next batch. */
  async send(fields: BatchFields = {}): Promise<BatchAnswer> {
    return await this.post(this.compose(fields));
  }

  /** One part of a full synchronisation. */
  async sync(
    claimRefs: readonly string[],
    options: {
      readonly id?: string;
      readonly part?: number;
      readonly last?: boolean;
      readonly scope?: BatchFields;
      readonly fields?: BatchFields;
    } = {},
  ): Promise<BatchAnswer> {
    const { id = "sync-1", part = 1, last = true, scope = SCOPE, fields = {} } = options;
    const upserts = claimRefs.map((claimRef) => this.upsert(claimRef));
    return await this.send({ sync: { id, scope, part, last }, upserts, ...fields });
  }

  /** An item that the informer has seen just now. */
  upsert(claimRef: string, fields: BatchFields = {}): BatchFields {
    const observedAt = new Date(this.#world.clock.now).toISOString();
    return {
      ...{ claimRef, group: GROUP, kind: "VolumeClaim", statusMessage: OK, phase: "Ready" },
      observedAt,
      ...fields,
    };
  }

  /** A claim that was seen to be deleted just now. */
  deletion(claimRef: string, fields: BatchFields = {}): BatchFields {
    const observedAt = new Date(this.#world.clock.now).toISOString();
    return { claimRef, group: GROUP, kind: "VolumeClaim", observedAt, ...fields };
  }
}

/** The app, its sessions, and what it shows. */
export interface BatchWorld extends TestApp {
  session(id: string, startedAt?: string, cluster?: string): TestSession;
  /** Every claim as `claimRef phase`, sorted; of a claim without a kind with a `?` in front. */
  show(cluster?: string): Promise<readonly string[]>;
}

/** Makes a world of its own for a test. */
export function createBatchWorld(options: TestAppOptions = {}): BatchWorld {
  const world = createTestApp(options);
  return {
    ...world,
    session: (id, startedAt = "2026-01-31T11:00:00Z", cluster = "prod") =>
      new TestSession(world, { id, startedAt, cluster }),
    show: async (cluster = "prod") => {
      const response = await world.get(`/api/v1/status/${cluster}`);
      const rows: Record<string, string>[] = await response.json();
      return rows.map(({ claimRef, phase, kind }) =>
        `${kind === undefined ? "?" : ""}${claimRef} ${phase}`
      );
    },
  };
}
