import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import type { KubernetesStandIn } from "../../../demo/kubernetes/kubernetes_stand_in.ts";
import { ManualClock } from "../../testing/manual_clock.ts";
import {
  ask,
  CLAIMS,
  startWithClaims,
  toClaim,
  toNames,
  until,
  watchClaims,
} from "./stand_in_client.ts";

const CLAIM_RESOURCE = { group: "platform.example.org", plural: "volumeclaims" } as const;
const CUT = /error reading a body from connection|connection closed|reset|end of file/i;

Deno.test("a watch from a forgotten revision gets 410 as an event or as the answer's status", async () => {
  await using standIn = startWithClaims(["a"]);
  const { revision } = standIn;
  standIn.expireHistory();
  await using watch = await watchClaims(standIn, `resourceVersion=${revision}`);
  deepEqual(await watch.next(), {
    type: "ERROR",
    object: {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: `too old resource version: ${revision} (${revision + 1})`,
      reason: "Expired",
      code: 410,
    },
  });
  equal(await watch.next(), undefined);
  standIn.expireHistory({ as: "status" });
  const answer = await ask(standIn, `${CLAIMS}?watch=1&resourceVersion=${revision}`);
  equal(answer.status, 410);
  equal(answer.body.reason, "Expired");
});

Deno.test("a watch that runs while the history expires goes on", async () => {
  await using standIn = startWithClaims(["a"]);
  await using watch = await watchClaims(standIn, `resourceVersion=${standIn.revision}`);
  standIn.expireHistory();
  standIn.apply(toClaim("b"));
  deepEqual(await watch.take(1), ["ADDED b"]);
});

Deno.test("a watch that runs while the history expires can get an ERROR event instead", async () => {
  await using standIn = startWithClaims(["a"]);
  await using watch = await watchClaims(standIn, "");
  deepEqual(await watch.take(1), ["ADDED a"]);
  standIn.expireHistory({ running: "failed" });
  const event = await watch.next();
  equal(event?.type, "ERROR");
  equal(event?.object.code, 410);
  equal(await watch.next(), undefined);
});

Deno.test("watches can be ended properly", async () => {
  await using standIn = startWithClaims([]);
  await using watch = await watchClaims(standIn, "");
  standIn.endWatches();
  equal(await watch.next(), undefined);
});

Deno.test("a cut connection ends a watch with an error", async () => {
  await using standIn = startWithClaims(["a"]);
  await using watch = await watchClaims(standIn, "");
  deepEqual(await watch.take(1), ["ADDED a"]);
  standIn.cutConnections();
  await rejects(watch.next(), CUT);
  await until(standIn, () => standIn.openWatchCount === 0);
  deepEqual(toNames(await ask(standIn, CLAIMS)), ["a"]);
});

Deno.test("a watch can be cut in the middle of an event", async () => {
  await using standIn = startWithClaims(["a"]);
  await using watch = await watchClaims(standIn, "");
  deepEqual(await watch.take(1), ["ADDED a"]);
  await standIn.cutWatchesMidEvent();
  await rejects(watch.next(), CUT);
  match(watch.rest, /^\{"type":"BOOKMARK","object":\{[^\n]*[^\n}]$/);
  equal(standIn.openWatchCount, 0);
});

Deno.test("a list can be cut after some bytes, once", async () => {
  await using standIn = startWithClaims(["a", "b", "c"]);
  standIn.cutListAfterBytes(300);
  await rejects(ask(standIn, CLAIMS), CUT);
  deepEqual(toNames(await ask(standIn, CLAIMS)), ["a", "b", "c"]);
});

Deno.test("a silent server answers nothing, and everything when it speaks again", async () => {
  await using standIn = startWithClaims(["a"]);
  await using watch = await watchClaims(standIn, "");
  deepEqual(await watch.take(1), ["ADDED a"]);
  standIn.silence();
  standIn.apply(toClaim("b"));
  const told = note(watch.take(1));
  const answered = note(ask(standIn, CLAIMS));
  await letTimePass();
  deepEqual([told.isDone, answered.isDone], [false, false]);
  standIn.speak();
  deepEqual(await told.result, ["ADDED b"]);
  deepEqual(toNames(await answered.result), ["a", "b"]);
});

Deno.test("a silently dropped watch stays open without a word while others go on", async () => {
  await using standIn = startWithClaims([]);
  await using lost = await watchClaims(standIn, "");
  standIn.dropWatchesSilently();
  await using watch = await watchClaims(standIn, `resourceVersion=${standIn.revision}`);
  const told = note(lost.next());
  standIn.apply(toClaim("a"));
  deepEqual(await watch.take(1), ["ADDED a"]);
  await letTimePass();
  deepEqual([told.isDone, standIn.openWatchCount], [false, 2]);
  standIn.cutConnections();
  await rejects(told.result, CUT);
});

Deno.test("a server that is down refuses connections, and comes back with its objects", async () => {
  await using standIn = startWithClaims(["a"]);
  await using watch = await watchClaims(standIn, "");
  deepEqual(await watch.take(1), ["ADDED a"]);
  await standIn.goDown();
  await rejects(watch.next(), CUT);
  await rejects(ask(standIn, CLAIMS), TypeError);
  standIn.apply(toClaim("b"));
  standIn.comeUp();
  deepEqual(toNames(await ask(standIn, CLAIMS)), ["a", "b"]);
});

Deno.test("a silent server can be closed", async () => {
  const standIn = startWithClaims(["a"]);
  await using watch = await watchClaims(standIn, "");
  standIn.silence();
  const asked = rejects(ask(standIn, CLAIMS), TypeError);
  await standIn.close();
  await asked;
  await rejects(async () => {
    while (await watch.next() !== undefined);
  }, CUT);
});

for (
  const [status, reason] of [
    [401, "Unauthorized"],
    [403, "Forbidden"],
    [404, "NotFound"],
    [429, "TooManyRequests"],
    [500, "InternalError"],
    [503, "ServiceUnavailable"],
  ] as const
) {
  Deno.test(`the next request can fail with ${status}, and the one after it not`, async () => {
    await using standIn = startWithClaims([]);
    standIn.failNext({ status });
    const answer = await ask(standIn, CLAIMS);
    deepEqual([answer.status, answer.body.code, answer.body.reason], [status, status, reason]);
    equal((await ask(standIn, CLAIMS)).status, 200);
  });
}

Deno.test("a planned failure says when to come back", async () => {
  await using standIn = startWithClaims([]);
  standIn.failNext({ status: 429, retryAfterSeconds: 7 });
  const { headers, body } = await ask(standIn, CLAIMS);
  equal(headers.get("retry-after"), "7");
  equal(body.details.retryAfterSeconds, 7);
});

Deno.test("a planned failure meets so many requests of its path and query only", async () => {
  await using standIn = startWithClaims([]);
  standIn.failNext({ status: 503, count: 2, pathMatch: /volumeclaims\?.*watch=/ });
  standIn.failNext({ status: 500, pathMatch: "bucketclaims" });
  const statuses = [];
  for (const query of ["?limit=1", "?watch=1", "?watch=1", "?limit=1"]) {
    statuses.push((await ask(standIn, CLAIMS + query)).status);
  }
  deepEqual(statuses, [200, 503, 503, 200]);
  equal((await ask(standIn, CLAIMS.replace("volume", "bucket"))).status, 500);
});

Deno.test("a planned failure can be a page of a proxy, or plain text", async () => {
  await using standIn = startWithClaims([]);
  standIn.failNext({ status: 502, body: "<html>Bad gateway</html>" });
  standIn.failNext({ status: 429, body: "Too many requests", retryAfterSeconds: 1 });
  const page = await ask(standIn, CLAIMS);
  deepEqual([page.status, page.text], [502, "<html>Bad gateway</html>"]);
  equal(page.headers.get("content-type"), "text/html");
  const plain = await ask(standIn, CLAIMS);
  deepEqual([plain.text, plain.headers.get("retry-after")], ["Too many requests", "1"]);
});

Deno.test("without the right token everything is 401, and the token can be another one later", async () => {
  await using standIn = startWithClaims(["a"], { token: "first" });
  const askWith = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await ask(standIn, CLAIMS, { headers })).status;
  };
  const refused = await ask(standIn, CLAIMS);
  deepEqual([refused.status, refused.body.reason], [401, "Unauthorized"]);
  deepEqual([await askWith("first"), await askWith("second")], [200, 401]);
  standIn.setToken("second");
  deepEqual([await askWith("first"), await askWith("second")], [401, 200]);
  equal((await ask(standIn, "/readyz")).status, 200);
});

Deno.test("a forbidden resource is refused in words of the real server until it is allowed", async () => {
  await using standIn = startWithClaims(["a"]);
  standIn.forbid(CLAIM_RESOURCE);
  const answer = await ask(standIn, CLAIMS);
  equal(answer.status, 403);
  match(
    answer.body.message,
    /^volumeclaims\.platform\.example\.org is forbidden: User "\S+" cannot list resource "volumeclaims" in API group "platform\.example\.org" at the cluster scope$/,
  );
  const one = CLAIMS.replace("volumeclaims", "namespaces/shop/volumeclaims/a");
  match((await ask(standIn, one)).body.message, /"a" is forbidden: .* in the namespace "shop"$/);
  equal((await ask(standIn, CLAIMS.replace("volume", "bucket"))).status, 200);
  standIn.allow(CLAIM_RESOURCE);
  equal((await ask(standIn, CLAIMS)).status, 200);
});

Deno.test("watching can be forbidden while listing is allowed", async () => {
  await using standIn = startWithClaims(["a"]);
  standIn.forbid({ ...CLAIM_RESOURCE, verbs: ["watch"] });
  equal((await ask(standIn, CLAIMS)).status, 200);
  equal((await ask(standIn, `${CLAIMS}?watch=true`)).status, 403);
});

Deno.test("answers can be late", async () => {
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  await using standIn = startWithClaims(["a"], { clock });
  standIn.setLatency(500);
  const answered = note(ask(standIn, CLAIMS));
  await until(standIn, () => standIn.requests.length === 1 && clock.sleeperCount === 2);
  await letTimePass();
  ok(!answered.isDone);
  clock.advance(500);
  equal((await answered.result).status, 200);
});

interface Noted<T> {
  readonly result: Promise<T>;
  readonly isDone: boolean;
}

/** A promise of which one can see whether it is settled. */
function note<T>(result: Promise<T>): Noted<T> {
  const noted = { result, isDone: false };
  const settle = () => {
    noted.isDone = true;
  };
  result.then(settle, settle);
  return noted;
}

/** As long as some requests to another server take. */
async function letTimePass(): Promise<void> {
  await using other: KubernetesStandIn = startWithClaims([]);
  for (let count = 0; count < 20; count++) await ask(other, CLAIMS);
}
