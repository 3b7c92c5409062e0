/**
 * An informer of this process between a real API server and the collector's own app, on a clock that
 * runs and can jump. In the end the two must hold the same, claim for claim.
 */
import assert from "node:assert/strict";
import { Bell } from "../../../demo/kubernetes/bell.ts";
import { TcpFront } from "../../../demo/kubernetes/tcp_front.ts";
import { CollectorHttpClient } from "../../../src/client/collector_http_client.ts";
import { Informer } from "../../../src/informer/informer.ts";
import type { ReasonCode } from "../../../src/informer/informer_reason.ts";
import type { TargetSource } from "../../../src/informer/target_source.ts";
import {
  createKubeClaimWatcher,
  type KubeClaimWatcherDeps,
} from "../../../src/kube/kube_claim_watcher.ts";
import { createConnect } from "../../../src/runtime/http_connection.ts";
import { TokenAccess } from "../../kube/contract/token_access.ts";
import { JumpClock } from "../../testing/jump_clock.ts";
import type { RealResource } from "../../testing/kubernetes/real_api_client.ts";
import type { RealApiServer } from "../../testing/kubernetes/real_api_server.ts";
import { RealResourceBuilder } from "../../testing/kubernetes/real_resource_builder.ts";
import { createMemoryLogger } from "../../testing/memory_logger.ts";
import { RealClaims } from "./real_claims.ts";
import { CLUSTER, ServedCollector, type ToldClaim } from "./served_collector.ts";

/** Longest wait for anything. */
const DEADLINE_MS = 90_000;
const POLL_MS = 50;
/** Longer than any wait of the informer after a failure. */
const RETRY_MS = 31_000;
/** Time for a request between two jumps, lest it should seem to take too long. */
const RETRY_PAUSE_MS = 1_000;

/** What an informer watches, and how it really is. */
export interface WatchedClaims {
  /** What an informer must be allowed to read from the start. */
  readonly resources: readonly RealResource[];
  /** Where an informer learns what to watch. */
  createTargets(kube: KubeClaimWatcherDeps): TargetSource;
  /** What is true of each claim now. */
  read(): Promise<ReadonlyMap<string, ToldClaim>>;
}

/** Everything that a test needs; the server is shared. */
export class RealInformerWorld<Claims extends WatchedClaims = RealClaims>
  implements AsyncDisposable {
  readonly clock = new JumpClock();
  readonly collector = new ServedCollector(this.clock);
  readonly builder: RealResourceBuilder;
  readonly claims: Claims;
  readonly account: string;
  readonly access: TokenAccess;
  readonly informer: Informer;
  readonly #front: TcpFront;
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;

  private constructor(parts: {
    readonly server: RealApiServer;
    readonly account: string;
    readonly claims: Claims;
    readonly token: string;
  }) {
    const { server: { client, port, identity }, account, claims, token } = parts;
    this.#front = new TcpFront({ serverPort: port, port: 0, bell: new Bell() });
    const baseUrl = `https://127.0.0.1:${this.#front.port}`;
    this.builder = new RealResourceBuilder(client);
    this.account = account;
    this.claims = claims;
    this.access = new TokenAccess({ baseUrl, token, ca: identity.ca });
    this.informer = this.#createInformer();
    this.#ended = this.informer.run(this.#stopping.signal);
    this.#ended.catch(() => {});
  }

  /** A world of its own, with a running informer that has told these claims. */
  static async start(
    server: RealApiServer,
    { account, names }: { readonly account: string; readonly names: readonly string[] },
  ): Promise<RealInformerWorld> {
    const claims = new RealClaims(server.client, `${account}.example.org`);
    await new RealResourceBuilder(server.client).define(claims.definition);
    await claims.create(...names);
    const world = await RealInformerWorld.watch(server, { account, claims });
    await world.untilEqual();
    return world;
  }

  /** A world whose informer has just begun to watch claims that are defined already. */
  static async watch<Claims extends WatchedClaims>(
    server: RealApiServer,
    { account, claims }: { readonly account: string; readonly claims: Claims },
  ): Promise<RealInformerWorld<Claims>> {
    const builder = new RealResourceBuilder(server.client);
    await builder.addAccount(account);
    for (const resource of claims.resources) await builder.grant(resource, { account });
    const token = await builder.createToken(account);
    return new RealInformerWorld({ server, account, claims, token });
  }

  /** The codes of what is not all right. */
  get reasons(): readonly ReasonCode[] {
    return this.informer.describe().reasons.map(({ code }) => code);
  }

  /** Waits until the collector holds what the cluster holds now, claim for claim. */
  async untilEqual(): Promise<void> {
    const wanted = await this.claims.read();
    await this.until(() => isEqual(this.collector.living, wanted)).catch((error) => {
      assert.deepEqual(this.collector.living, wanted);
      throw error;
    });
  }

  /** Waits until it holds. */
  async until(isTrue: () => boolean): Promise<void> {
    const deadline = performance.now() + DEADLINE_MS;
    while (!isTrue()) {
      if (performance.now() > deadline) {
        throw new Error(`What was waited for did not come: ${isTrue}; ${this.reasons.join()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Lets something happen that the informer does not see, since it cannot connect meanwhile. */
  async whileAway(happen: () => Promise<void>): Promise<void> {
    await this.#front.goDown();
    await happen();
    this.#front.comeUp();
    this.retryNow();
  }

  /** Lets whoever waits after a failure try again now. */
  retryNow(): void {
    this.clock.jump(RETRY_MS);
  }

  /** Lets retries follow each other until it holds. */
  async retryUntil(isTrue: () => boolean): Promise<void> {
    let retriedAt = -Infinity;
    await this.until(() => {
      if (performance.now() - retriedAt >= RETRY_PAUSE_MS) {
        retriedAt = performance.now();
        this.retryNow();
      }
      return isTrue();
    });
  }

  /** Waits until the informer finds nothing wrong any more; an answer may be on its way still. */
  async untilHealthy(): Promise<void> {
    await this.until(() => this.reasons.length === 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
    await this.#front.goDown();
    await this.collector[Symbol.asyncDispose]();
  }

  #createInformer(): Informer {
    const { access, clock } = this;
    const kube = { access, clock, random: Math.random };
    return new Informer({
      targets: this.claims.createTargets(kube),
      composites: true,
      watcher: createKubeClaimWatcher(kube),
      client: new CollectorHttpClient({
        url: this.collector.url,
        cluster: CLUSTER,
        readToken: () => Promise.resolve(null),
        connect: createConnect({
          fetch,
          createHttpClient: Deno.createHttpClient,
          readCertificates: null,
        }),
        clock,
        userAgent: "test",
      }),
      clock,
      random: Math.random,
      createId: () => crypto.randomUUID(),
      logger: createMemoryLogger(),
      heartbeatMs: 15_000,
    });
  }
}

/** Whether two collections of claims say the same. */
export function isEqual(
  told: ReadonlyMap<string, ToldClaim>,
  wanted: ReadonlyMap<string, ToldClaim>,
): boolean {
  if (told.size !== wanted.size) return false;
  return [...wanted].every(([claimRef, claim]) => {
    const other = told.get(claimRef);
    return other?.uid === claim.uid && other?.statusMessage === claim.statusMessage &&
      other.phase === claim.phase;
  });
}
