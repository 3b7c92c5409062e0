/** Carries out what happens in the life of an informer, and says what must be true at its end. */
import assert from "node:assert/strict";
import { readMaker } from "../../src/claim/composite_ref.ts";
import { digestObject, joinDigests } from "../../src/claim/digest.ts";
import { PROTOCOL } from "../../src/contract/batch_limits.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { claim, GROUP } from "./claim_builder.ts";
import { type CollectorState, toKey } from "./collector_model.ts";
import { composite } from "./composite_builder.ts";
import { InformerWorld } from "./informer_world.ts";
import { type CollectorMood, toReaction } from "./collector_mood.ts";
import { CLAIM_NAMES, type Disturbance, type LifeEvent } from "./life_event.ts";
import { LivingTargets } from "./living_targets.ts";
import { ResourceModel } from "./resource_model.ts";

/** What is seen for so long is known to everybody, slow collectors included. */
const SEEN_MS = 40_000;
/** Longer than any wait of the informer but the hourly synchronisation, which would hide losses. */
const CALM_MS = 400_000;

/** One informer, one cluster, one collector. */
export class InformerLife {
  readonly world: InformerWorld<CollectorState>;
  readonly claims = new ResourceModel(
    { resource: "volumes", kind: "Volume" },
    () => this.world.watcher.running("volumes").at(-1),
  );
  readonly composites = new ResourceModel(
    { resource: "xvolumes", kind: "XVolume" },
    () => this.world.watcher.running("XVolume").at(-1),
  );
  readonly targets = new LivingTargets({
    group: GROUP,
    version: "v1",
    by: { resource: "volumes", kind: "Volume" },
    namespace: null,
  });
  #generation = 0;
  #passMs = 0;
  #isDefined = true;
  #mood: CollectorMood = "takes all";
  #hasRefusedPoison = false;
  /** When claims came, and when the informer last missed something. */
  readonly #bornAt = new Map<string, number>();
  #blindAt = 0;

  constructor(createState: (clock: ManualClock, instance: string) => CollectorState) {
    const clock = new ManualClock("2026-03-01T08:00:00Z");
    this.world = new InformerWorld((instance) => createState(clock, instance), {
      clock,
      targets: this.targets,
    });
  }

  /** A life that has just begun. */
  static async begin(
    createState: (clock: ManualClock, instance: string) => CollectorState,
  ): Promise<InformerLife> {
    const life = new InformerLife(createState);
    life.world.bookmarks = "off";
    life.world.collector.model.onMissing = (name) => life.#assertMissing(name);
    await life.world.run();
    life.claims.serve();
    await life.world.pass(1_000);
    return life;
  }

  /** Carries out one event. */
  async live(event: LifeEvent): Promise<void> {
    if (event.kind === "kill") await this.world.replace();
    else this.#happen(event);
    await this.#settle();
  }

  /** Everything is well again, but nothing is listed again that is up to date. */
  async calmDown(): Promise<void> {
    this.#setMood("takes all");
    if (!this.targets.isWanted) this.targets.want();
    await this.world.settle();
    if (this.claims.mode !== "served" || !this.claims.isUpToDate) this.claims.switchTo("served");
    if (this.composites.mode !== "served") this.composites.switchTo("served");
    await this.#settle();
    this.world.bookmarks = "on";
    await this.#pass(CALM_MS);
    await this.world.stop();
  }

  /** What the collector holds is what there is. */
  assertTruth(): void {
    const expected = new Map<string, unknown>();
    const found = new Map<string, unknown>();
    for (const name of CLAIM_NAMES) {
      const object = this.claims.objects.get(name);
      // What was refused once is not sent again for a while.
      if (this.#hasRefusedPoison && JSON.stringify(object)?.includes("poison")) continue;
      if (object !== undefined) expected.set(name, this.#expect(name, object));
      const row = this.world.row(name);
      if (row === undefined || row.phase === "Gone") continue;
      const { uid, statusMessage, phase, isOutdated } = row;
      found.set(name, { uid, statusMessage, phase, isOutdated });
    }
    assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
  }

  /** Nothing is left to do, and nothing is wrong any more. */
  assertRest(): void {
    const { counts, reasons, isSynchronised } = this.world.informer.describe();
    const codes = reasons.map(({ code }) => code).filter((code) => code !== "claims-rejected");
    assert.deepEqual({ codes, isSynchronised }, { codes: [], isSynchronised: true });
    assert.equal(counts.pending, 0);
    assert.equal(counts.claims, this.claims.objects.size);
  }

  /** No batch breaks the protocol. */
  assertProtocol(): void {
    const observedAt = new Map<string, number>();
    let sequence = 0;
    let session = "";
    for (const batch of this.world.collector.batches) {
      assert.equal(batch.protocol, PROTOCOL.max);
      if (batch.session.id !== session) {
        observedAt.clear();
        sequence = 0;
        session = batch.session.id;
      }
      assert.ok(batch.sequence > sequence, "the sequence rises");
      sequence = batch.sequence;
      const items = [...batch.upserts, ...batch.deletions];
      const keys = items.map(toKey);
      assert.equal(new Set(keys).size, keys.length, "a key stands once in a batch");
      for (const item of items) {
        if (!("observedAt" in item)) continue;
        const at = Date.parse(String(item.observedAt));
        const key = toKey(item);
        assert.ok(at >= (observedAt.get(key) ?? 0), "observedAt never goes back");
        observedAt.set(key, at);
      }
    }
  }

  #happen(event: Exclude<LifeEvent, { kind: "kill" }>): void {
    switch (event.kind) {
      case "claim":
        if (!this.#isDefined) return;
        return this.claims.set(event.name, this.#buildClaim(event));
      case "define":
        this.#isDefined = true;
        return this.targets.want();
      case "delete definition":
        return this.#undefine();
      case "lose category":
        return this.targets.end("unwanted");
      case "composite":
        return this.composites.set(`x-${event.name}`, buildComposite(event));
      case "touch":
        return this.#touch(event.name);
      case "delete claim":
        return this.claims.delete(event.name);
      case "recreate claim":
        return this.#recreate(event.name);
      case "delete composite":
        return this.composites.delete(`x-${event.name}`);
      case "claims":
        return this.claims.switchTo(event.mode);
      case "composites":
        return this.composites.switchTo(event.mode);
      case "expire":
        return this.claims.expire();
      case "list partly":
        return this.claims.listPartly("unavailable");
      case "list expires":
        return this.claims.listPartly("expired");
      case "bookmark":
        return this.claims.bookmark();
      case "collector":
        return this.#setMood(event.mood);
      default:
        return this.#disturb(event);
    }
  }

  #disturb(event: Disturbance): void {
    const { collector } = this.world;
    switch (event.kind) {
      case "restart collector":
        return collector.restart();
      case "ask for everything":
        return void (collector.model.nextAnswer = { resync: true });
      case "supersede":
        return void (collector.model.nextAnswer = { superseded: true });
      case "set the clock back":
        return this.world.setClockBack(30_000);
      case "pass":
        return void (this.#passMs += event.durationMs);
    }
  }

  /** Who has seen a claim for long must never prove that there is none. */
  #assertMissing(name: string): void {
    if (!this.claims.objects.has(name)) return;
    const knownSince = Math.max(this.#bornAt.get(name) ?? 0, this.#blindAt);
    const knownMs = this.world.clock.now() - knownSince;
    assert.ok(knownMs < SEEN_MS, `A synchronisation leaves out "${name}", seen for ${knownMs} ms`);
  }

  /** Takes note of what may be missed, for good reasons. */
  #watchBirths(): void {
    const now = this.world.clock.now();
    if (!this.claims.isUpToDate) this.#blindAt = now;
    for (const name of CLAIM_NAMES) {
      if (!this.claims.objects.has(name)) this.#bornAt.delete(name);
      else if (!this.#bornAt.has(name)) this.#bornAt.set(name, now);
    }
  }

  async #settle(): Promise<void> {
    this.#watchBirths();
    await this.world.settle();
    this.claims.resume();
    this.composites.resume();
    await this.world.settle();
    const durationMs = this.#passMs;
    this.#passMs = 0;
    if (durationMs > 0) await this.#pass(durationMs);
  }

  async #pass(durationMs: number): Promise<void> {
    const stepMs = Math.max(50, Math.ceil(durationMs / 100));
    for (let leftMs = durationMs; leftMs > 0; leftMs -= stepMs) {
      await this.world.pass(Math.min(stepMs, leftMs));
      this.#watchBirths();
      this.composites.resume();
    }
    await this.world.settle();
  }

  #wait(durationMs: number): Promise<void> {
    return this.world.clock.sleep(durationMs, new AbortController().signal);
  }

  #buildClaim(event: Extract<LifeEvent, { kind: "claim" }>): unknown {
    const { name, complaint, namesComposite, isBehind } = event;
    const known = this.claims.objects.get(name);
    this.#generation += 1;
    return claim(name, {
      uid: (known === undefined ? null : digestObject(known)?.uid) ?? `uid ${this.#generation}`,
      ready: toReady(complaint),
      generation: 2,
      observedGeneration: isBehind ? 1 : 2,
      ...(namesComposite ? { composite: `x-${name}` } : {}),
    });
  }

  /** A definition takes its objects with it, whether anybody sees that or not. */
  #undefine(): void {
    this.#isDefined = false;
    this.claims.objects.clear();
    this.targets.end("deleted");
  }

  #touch(name: string): void {
    const object = this.claims.objects.get(name);
    if (object !== undefined) this.claims.set(name, structuredClone(object));
  }

  #recreate(name: string): void {
    const object = structuredClone(this.claims.objects.get(name));
    if (object === undefined) return;
    this.claims.delete(name);
    this.#bornAt.delete(name);
    this.#generation += 1;
    const metadata = { name, uid: `uid ${this.#generation}`, generation: 2 };
    this.claims.set(name, Object.assign(object as Record<string, unknown>, { metadata }));
  }

  #expect(name: string, object: unknown): unknown {
    const own = digestObject(object);
    const named = this.composites.objects.get(`x-${name}`);
    const its = readMaker(named)?.claimRef === name ? digestObject(named) : null;
    assert.ok(own !== null);
    const { uid } = own;
    return { uid, ...joinDigests(own, own.composite === null ? null : its) };
  }

  #setMood(mood: CollectorMood): void {
    const { collector } = this.world;
    if (this.#mood === "old" && mood !== "old") collector.restart();
    this.#mood = mood;
    collector.recover();
    if (mood === "refuses poison") this.#hasRefusedPoison = true;
    if (mood === "old") collector.becomeOld();
    else collector.onBatch = toReaction(mood, (durationMs) => this.#wait(durationMs));
  }
}

function toReady(
  complaint: string,
): { readonly status: "True" | "False"; readonly message: string } {
  return complaint === "none"
    ? { status: "True", message: "" }
    : { status: "False", message: complaint };
}

function buildComposite(event: Extract<LifeEvent, { kind: "composite" }>): unknown {
  const name = `x-${event.name}`;
  const ready = toReady(event.complaint);
  if (event.maker === "nobody") return claim(name, { ready });
  return composite(name, { ready, ...(event.maker === "its claim" ? {} : { maker: "another" }) });
}
