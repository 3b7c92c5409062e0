/**
 * Random lives of an API server, its failures included: in the end the watch has told the newest
 * state of each object. `PROPERTY_RUNS` asks for more lives.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { KubernetesStandIn } from "../../demo/kubernetes/kubernetes_stand_in.ts";
import { createKubeClaimWatcher } from "../../src/kube/kube_claim_watcher.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { yieldTurn } from "../../src/runtime/turn.ts";
import { createPlainAccess } from "./plain_access.ts";
import { CLAIM_TARGET } from "./scripted_api_server.ts";
import { WatchLog } from "./watch_log.ts";
import { defineWidgets, startWatchedStandIn, toWidget, WIDGETS } from "./watched_stand_in.ts";

const OPTIONS = { seed: 20_260_301, numRuns: Number(Deno.env.get("PROPERTY_RUNS") ?? 40) };

/** Time limits of requests never pass; waits between attempts, which have other lengths, do at once. */
const hastyClock: Clock = {
  now: () => 0,
  sleep: (durationMs, signal) => {
    if (durationMs % 10_000 !== 0) return yieldTurn();
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  },
};

const name = fc.constantFrom("a", "b", "c", "d", "e");
const status = fc.constantFrom(401, 403, 404, 410, 429, 500, 503);

/** Something that happens in the life of an API server. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant("apply" as const), name }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("remove" as const), name }) },
  fc.record({ type: fc.constant("fail" as const), status, count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    type: fc.constant("expire" as const),
    as: fc.constantFrom("status" as const, "event" as const),
  }),
  fc.record({
    type: fc.constantFrom(
      ...["cut", "tear", "end", "bookmark", "down", "up", "undefine", "fail-running"] as const,
    ),
  }),
  { weight: 6, arbitrary: fc.record({ type: fc.constant("turns" as const), count: fc.nat(20) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

async function happen(api: KubernetesStandIn, event: Happening): Promise<void> {
  switch (event.type) {
    case "apply":
      return void api.apply(toWidget(event.name));
    case "remove":
      return void api.remove(toWidget(event.name));
    case "fail":
      return api.failNext({ status: event.status, count: event.count });
    case "expire":
      return api.expireHistory({ as: event.as });
    case "fail-running":
      return api.expireHistory({ running: "failed" });
    case "cut":
      return api.cutConnections();
    case "tear":
      return await api.cutWatchesMidEvent();
    case "end":
      return api.endWatches();
    case "bookmark":
      return api.sendBookmarks();
    case "down":
      return await api.goDown();
    case "up":
      return api.comeUp();
    case "undefine":
      api.removeResource(WIDGETS);
      defineWidgets(api);
      // What was before a definition cannot be watched from.
      return api.expireHistory();
    case "turns":
      for (let turn = 0; turn < event.count; turn++) await yieldTurn();
  }
}

/** Name and version of each object that the events leave. */
function toKnown(log: WatchLog): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const event of log.events) {
    if (event.type === "listing") known.clear();
    if (event.type !== "applied" && event.type !== "deleted") continue;
    for (const object of event.objects) {
      const { metadata } = object as { metadata: { name: string; resourceVersion: string } };
      if (event.type === "deleted") known.delete(metadata.name);
      else known.set(metadata.name, metadata.resourceVersion);
    }
  }
  return known;
}

for (const watchList of ["served", "refused", "ignored"] as const) {
  Deno.test(`whatever happens, the last state of each object arrives (lists ${watchList})`, async () => {
    const isRightAfter = async (happenings: readonly Happening[]): Promise<void> => {
      await using world = startWatchedStandIn({ watchList, pageSizeMax: 2 });
      const { api } = world;
      const watcher = createKubeClaimWatcher({
        access: createPlainAccess(api.url),
        clock: hastyClock,
        random: () => 0,
      });
      await using log = new WatchLog(watcher, CLAIM_TARGET);
      for (const event of happenings) await happen(api, event);
      api.comeUp();
      const { metadata: { resourceVersion } } = api.apply(toWidget("last"));
      await log.waitFor((now) => toKnown(now).get("last") === resourceVersion);
      await log.waitFor(({ words }) => words.lastIndexOf("listed") > words.lastIndexOf("listing"));
      const there = ["a", "b", "c", "d", "e", "last"].flatMap((one) => {
        const found = api.find(toWidget(one));
        return found === undefined ? [] : [[one, found.metadata.resourceVersion]];
      });
      assert.deepEqual([...toKnown(log)].sort(), there);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 25 }), isRightAfter),
      OPTIONS,
    );
  });
}
