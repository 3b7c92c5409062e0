/**
 * Informer processes that are killed at random points while claims change in a real cluster, and
 * deletions of many claims at once. `KILL_ALL` asks for the long series.
 */
import assert from "node:assert/strict";
import { createDraw } from "../../testing/seeded_draw.ts";
import { ProgramProcess } from "../../testing/program_process.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import type { RealApiServer } from "../../testing/kubernetes/real_api_server.ts";
import { RealResourceBuilder } from "../../testing/kubernetes/real_resource_builder.ts";
import { shareRealServer } from "../../testing/kubernetes/shared_server.ts";
import { RealClaims } from "./real_claims.ts";
import { isEqual, RealInformerWorld } from "./real_informer_world.ts";
import { CLUSTER, ServedCollector } from "./served_collector.ts";

const IS_LONG = Deno.env.get("KILL_ALL") !== undefined;
const KILL_COUNT = IS_LONG ? 50 : 3;
const MASS_COUNT = IS_LONG ? 10_000 : 1_000;
/** Changes take some milliseconds each, an informer about a second to its first synchronisation. */
const CHANGE_COUNT_MAX = 400;
const NAMES = Array.from({ length: 40 }, (_, index) => `claim-${index}`);
const SEED = 20_260_301;

const testShared = shareRealServer();

testShared(
  `after ${KILL_COUNT} informers that were killed at random points, the next one makes all right`,
  async (server, group) => {
    const claims = new RealClaims(server.client, `${group}.example.org`);
    await new RealResourceBuilder(server.client).define(claims.definition);
    await using collector = new ServedCollector(systemClock);
    const life = new ClaimLife(claims, SEED);
    const start = await prepareInformer(server, { claims, collector });
    for (let killed = 0; killed < KILL_COUNT; killed++) {
      await using informer = start();
      await life.change(life.draw(CHANGE_COUNT_MAX));
      informer.kill("SIGKILL");
      const { signal } = await informer.ended;
      assert.equal(signal, "SIGKILL");
    }
    await using _last = start();
    const wanted = await claims.read();
    await until(() => isEqual(collector.living, wanted), () => {
      assert.deepEqual(collector.living, wanted, `seed ${SEED}`);
    });
  },
);

testShared(
  `${MASS_COUNT} claims that are deleted at once are all gone`,
  async (server, account) => {
    const names = Array.from({ length: MASS_COUNT }, (_, index) => `claim-${index}`);
    await using world = await RealInformerWorld.start(server, { account, names });
    await world.claims.removeAll();
    await world.claims.create("after");
    await world.untilEqual();
    assert.deepEqual([...world.collector.living.keys()], ["default/after"]);
    await world.untilHealthy();
  },
);

if (IS_LONG) {
  testShared(
    "an API server that is stopped for a minute is used again",
    async (server, account) => {
      await using world = await RealInformerWorld.start(server, { account, names: NAMES });
      server.freeze();
      try {
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      } finally {
        server.thaw();
      }
      await world.claims.remove("claim-1");
      await world.claims.say("claim-2", "after the frost");
      await world.untilEqual();
      await world.untilHealthy();
    },
  );
}

/** Changes of claims, as a seed has it. */
class ClaimLife {
  readonly #claims: RealClaims;
  readonly #living = new Set<string>();
  /** Gives a number from 0 up to, but not including, an end. */
  readonly draw: (end: number) => number;

  constructor(claims: RealClaims, seed: number) {
    this.#claims = claims;
    this.draw = createDraw(seed);
  }

  /** Lets so many changes happen, one after the other. */
  async change(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const name = NAMES[this.draw(NAMES.length)] ?? "";
      if (!this.#living.has(name)) {
        this.#living.add(name);
        await this.#claims.create(name);
      } else if (this.draw(4) === 0) {
        this.#living.delete(name);
        await this.#claims.remove(name);
      } else {
        await this.#claims.say(name, this.draw(2) === 0 ? undefined : `reason ${this.draw(99)}`);
      }
    }
  }
}

/** Writes the kubeconfig; the returned function starts an informer process. */
async function prepareInformer(
  server: RealApiServer,
  { claims, collector }: { readonly claims: RealClaims; readonly collector: ServedCollector },
): Promise<() => ProgramProcess> {
  const kubeconfig = `${server.folder}/kubeconfig`;
  await Deno.writeTextFile(kubeconfig, server.toKubeconfig());
  return () =>
    new ProgramProcess({
      args: ["informer"],
      env: {
        CLUSTER_NAME: CLUSTER,
        COLLECTOR_URL: collector.url,
        ...claims.settings,
        INFORMER_PORT: "0",
        INFORMER_HEARTBEAT: "1s",
        KUBECONFIG: kubeconfig,
      },
    });
}

async function until(isTrue: () => boolean, explain: () => void): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!isTrue()) {
    if (performance.now() > deadline) return explain();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
