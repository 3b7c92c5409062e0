/**
 * Informers that are killed at random points while claims change, and many claims that end at once,
 * with the stand-in of the API server; `tests/informer/real` does the same with a real one.
 * `KILL_ALL` asks for the long series.
 */
import assert from "node:assert/strict";
import { createDraw } from "../testing/seeded_draw.ts";
import { ill, Platform, WELL } from "./platform.ts";

const IS_LONG = Deno.env.get("KILL_ALL") !== undefined;
const KILL_COUNT = IS_LONG ? 50 : 4;
const MASS_COUNT = 10_000;
const CLAIM_COUNT = 40;
/** An informer takes about half a second to its first synchronisation. */
const LIFE_MS_MAX = 1_200;
const CHANGE_GAP_MS = 3;
const SEED = 20_261_129;

Deno.test(`after ${KILL_COUNT} informers that were killed at random points, the next one makes all right`, async () => {
  await using platform = await Platform.create();
  await using _server = await platform.startServer();
  const living = new Map<string, string>();
  const draw = createDraw(SEED);
  for (let killed = 0; killed < KILL_COUNT; killed++) {
    await using informer = platform.startInformer();
    const endAt = performance.now() + draw(LIFE_MS_MAX);
    while (performance.now() < endAt) {
      change(platform, { living, draw });
      await new Promise((resolve) => setTimeout(resolve, CHANGE_GAP_MS));
    }
    informer.kill("SIGKILL");
    assert.equal((await informer.ended).signal, "SIGKILL");
  }
  await using _last = platform.startInformer();
  await platform.until(async () => {
    const told = Object.entries(await platform.readStatuses());
    const alive = told.filter(([, text]) => text !== "Gone Gone");
    const isSame = alive.length === living.size &&
      alive.every(([claimRef, text]) => living.get(claimRef) === text);
    return isSame || undefined;
  });
});

Deno.test(`${MASS_COUNT} claims that are deleted at once are all gone`, async () => {
  await using platform = await Platform.create();
  await using _server = await platform.startServer();
  const claimRefs = Array.from({ length: MASS_COUNT }, (_, index) => `team/claim-${index}`);
  for (const claimRef of claimRefs) platform.apply(claimRef);
  await using _informer = platform.startInformer();
  const countAs = async (text: string) =>
    Object.values(await platform.readStatuses()).filter((told) => told === text).length;
  await platform.until(async () => await countAs(WELL) === MASS_COUNT || undefined);
  for (const claimRef of claimRefs) platform.remove(claimRef);
  platform.apply("team/after");
  await platform.until(async () => {
    const isDone = await countAs("Gone Gone") === MASS_COUNT && await countAs(WELL) === 1;
    return isDone || undefined;
  });
});

/** One change of one claim. */
function change(
  platform: Platform,
  { living, draw }: {
    /** What each claim that exists should be told as. */
    readonly living: Map<string, string>;
    readonly draw: (end: number) => number;
  },
): void {
  const claimRef = `team/claim-${draw(CLAIM_COUNT)}`;
  if (living.has(claimRef) && draw(4) === 0) {
    living.delete(claimRef);
    return platform.remove(claimRef);
  }
  if (draw(2) === 0) {
    living.set(claimRef, WELL);
    return platform.apply(claimRef);
  }
  const complaint = `reason ${draw(99)}`;
  living.set(claimRef, ill(complaint));
  platform.apply(claimRef, { complaint });
}
