import assert from "node:assert/strict";
import { createKubeClaimWatcher } from "../../src/kube/kube_claim_watcher.ts";
import type { KubeAccess } from "../../src/kube/kube_access.ts";
import { yieldTurn } from "../../src/runtime/turn.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createPlainAccess } from "./plain_access.ts";
import {
  type Answer,
  bookmark,
  CLAIM_TARGET,
  json,
  line,
  list,
  refusal,
  type ScriptedApiServer,
  serveClaims,
  startScriptedApiServer,
  stream,
  widget,
} from "./scripted_api_server.ts";
import { endWait, until, WatchLog } from "./watch_log.ts";

const START = ["resolved widgets Widget namespaced", "listing"];

/** Answers one after the other, the last one for all that follows; the version is far ahead. */
function inTurn(...answers: readonly Answer[]): Answer {
  let at = 0;
  return serveClaims((request, count) => {
    if (isVersionQuery(request.query)) return list([], { resourceVersion: "999" });
    const answer = answers[Math.min(at++, answers.length - 1)];
    assert.ok(answer);
    return answer(request, count);
  });
}

function startWatch(answer: Answer, access: Partial<KubeAccess> = {}) {
  const server = startScriptedApiServer(answer);
  const clock = new WaitingClock("2026-01-01T00:00:00Z");
  const watcher = createKubeClaimWatcher({
    access: { ...createPlainAccess(server.url), ...access },
    clock,
    random: () => 0,
  });
  return { server, clock, watcher, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** An answer that comes text by text. */
class Trickle {
  readonly #stream = new TransformStream<Uint8Array, Uint8Array>();
  readonly #writer = this.#stream.writable.getWriter();
  #isAsked = false;

  respond(): Response {
    this.#isAsked = true;
    const headers = { "content-type": "application/json" };
    return new Response(this.#stream.readable, { headers });
  }

  /** Sends a text and waits until the watcher waits for the next. */
  async send(text: string, { clock }: { readonly clock: WaitingClock }): Promise<void> {
    await until(() => this.#isAsked && clock.sleeperCount === 1);
    const { waitCount } = clock;
    this.#writer.write(new TextEncoder().encode(text)).catch(() => {});
    await until(() => clock.waitCount > waitCount && clock.sleeperCount <= 1);
  }
}

/** A clock that knows how often somebody began to wait. */
class WaitingClock extends ManualClock {
  waitCount = 0;

  override sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    this.waitCount += 1;
    return super.sleep(durationMs, signal);
  }
}

/** The queries of lists and watches, without the discovery and questions for the version. */
function queriesOf(server: ScriptedApiServer): readonly URLSearchParams[] {
  return server.requests.filter(({ path }) => path.endsWith("/widgets")).map(({ query }) => query)
    .filter((query) => !isVersionQuery(query));
}

function isVersionQuery(query: URLSearchParams): boolean {
  return query.get("limit") === "1";
}

const holdEmpty: Answer = () => stream([bookmark(9, "initial-end")], "hold");

Deno.test("what one chunk brings becomes few events, and its order is kept", async () => {
  await using world = startWatch(inTurn(() =>
    stream([
      line("ADDED", widget("a", 1)) + line("ADDED", widget("b", 2)) + bookmark(5, "initial-end") +
      line("MODIFIED", widget("a", 6)) + line("ADDED", widget("c", 7)) +
      line("DELETED", widget("b", 8)) + line("DELETED", widget("c", 9)) +
      line("ADDED", widget("b", 10)),
    ], "hold")
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("applied b");
  assert.deepEqual(log.words, [
    ...START,
    "applied a b",
    "listed",
    "applied a c",
    "deleted b c",
    "applied b",
  ]);
});

Deno.test("empty lines between events are no events", async () => {
  const text = `\n${line("ADDED", widget("a", 1))}\r\n\n${bookmark(5, "initial-end")}\n\n` +
    line("ADDED", widget("b", 6));
  await using world = startWatch(inTurn(() => stream([text, "\n"], "hold")));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("applied b");
  assert.deepEqual(log.words, [...START, "applied a", "listed", "applied b"]);
});

Deno.test("a watch asks for bookmarks and for an end between five and ten minutes", async () => {
  await using world = startWatch(inTurn(holdEmpty));
  await using log = new WatchLog(world.watcher, { ...CLAIM_TARGET, namespace: "team a" });
  await log.waitForWords("listed");
  const request = world.server.requests.at(-1);
  assert.equal(request?.path, "/apis/example.org/v1/namespaces/team%20a/widgets");
  assert.deepEqual(Object.fromEntries(request.query), {
    watch: "true",
    allowWatchBookmarks: "true",
    timeoutSeconds: "300",
    sendInitialEvents: "true",
    resourceVersionMatch: "NotOlderThan",
  });
  assert.equal(request.headers.get("user-agent"), "machinery-status-collector");
});

Deno.test("a target is found by its kind, in the core group too", async () => {
  await using world = startWatch(({ path }) =>
    path === "/api/v1"
      ? Response.json({
        resources: [
          { name: "nodes/status", kind: "Node", namespaced: false },
          { name: "nodes", kind: "Node", namespaced: false },
        ],
      })
      : stream([bookmark(9, "initial-end")], "hold")
  );
  const target = { group: "", version: "v1", by: { kind: "Node" }, namespace: "default" };
  await using log = new WatchLog(world.watcher, target);
  await log.waitForWords("listed");
  assert.equal(log.words[0], "resolved nodes Node cluster");
  assert.equal(world.server.requests.at(-1)?.path, "/api/v1/nodes");
});

Deno.test("a streamed list that says nothing for ten seconds is read in pages instead", async () => {
  await using world = startWatch(inTurn(
    () => stream([line("ADDED", widget("a", 1))], "hold"),
    () => list([widget("a", 1)], { resourceVersion: "9" }),
    () => stream([], "hold"),
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("applied a");
  await until(() => world.clock.sleeperCount === 1);
  world.clock.advance(9_999);
  assert.equal(world.clock.sleeperCount, 1);
  world.clock.advance(1);
  await log.waitForWords("listed");
  assert.deepEqual(log.words, [...START, "applied a", "listing", "applied a", "listed"]);
});

Deno.test("a streamed list with a plain bookmark in it is read in pages instead", async () => {
  await using world = startWatch(inTurn(
    () => stream([line("ADDED", widget("a", 1)) + bookmark(3)], "hold"),
    () => list([widget("a", 1)], { resourceVersion: "9" }),
    () => stream([], "hold"),
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  assert.deepEqual(log.words, [...START, "applied a", "listing", "applied a", "listed"]);
});

Deno.test("a server whose pages made up for a streamed list is asked for pages from then on", async () => {
  await using world = startWatch(inTurn(
    () => stream([line("ADDED", widget("a", 1)) + bookmark(3)], "hold"),
    () => list([], { resourceVersion: "9" }),
    () => stream([bookmark(10) + line("ERROR", { code: 500 })], "end"),
    () => refusal(410),
    () => list([], { resourceVersion: "12" }),
    () => stream([], "hold"),
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable 500");
  await endWait(world.clock);
  await log.waitForWords("listed", 2);
  const streamed = queriesOf(world.server).map((query) => query.get("sendInitialEvents"));
  assert.deepEqual(streamed.slice(0, 5), ["true", null, null, null, null]);
});

Deno.test("after pages of different versions the watch goes on from the first one's", async () => {
  await using world = startWatch(inTurn(
    () => refusal(422),
    () => list([widget("a", 1)], { resourceVersion: "9", continue: "more" }),
    () => list([widget("b", 10)], { resourceVersion: "11" }),
    () => stream([], "hold"),
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  await until(() => queriesOf(world.server).length === 4);
  assert.equal(queriesOf(world.server).at(-1)?.get("resourceVersion"), "9");
});

Deno.test("a watch goes on from the newest version, whatever the order of its lines", async () => {
  await using world = startWatch(inTurn(
    () =>
      stream([
        bookmark(8, "initial-end") + line("ADDED", widget("a", 10)) +
        line("DELETED", widget("a", 9)) + line("ADDED", { metadata: { name: "b" } }),
      ], "end"),
    () => stream([], "hold"),
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("applied b");
  await until(() => queriesOf(world.server).length === 2);
  assert.equal(queriesOf(world.server).at(-1)?.get("resourceVersion"), "10");
});

Deno.test("when pages fail as well, a streamed list is tried again", async () => {
  await using world = startWatch(inTurn(
    () => stream([line("ADDED", widget("a", 1))], "end"),
    () => refusal(503),
    () => stream([bookmark(9, "initial-end")], "hold"),
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable 503");
  await endWait(world.clock);
  await log.waitForWords("listed");
  assert.equal(queriesOf(world.server).at(-1)?.get("sendInitialEvents"), "true");
});

Deno.test("a server that was seen to stream lists gets 90 seconds for the next one", async () => {
  await using world = startWatch(inTurn(
    () => stream([bookmark(9, "initial-end") + line("ERROR", { code: 410 })], "hold"),
    () => stream([line("ADDED", widget("a", 1))], "hold"),
    holdEmpty,
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("applied a");
  await until(() => world.clock.sleeperCount === 1);
  world.clock.advance(89_999);
  assert.equal(world.clock.sleeperCount, 1);
  world.clock.advance(1);
  await log.waitForWords("trouble unavailable -");
  await endWait(world.clock);
  await log.waitForWords("listed", 2);
});

const GARBAGE = [
  { what: "that is not JSON", text: '{"type": \n' },
  { what: "that is no event", text: "[]\n" },
  { what: "of an unknown type", text: line("RENAMED", widget("a", 1)) },
  { what: "longer than ten megabytes", text: `${" ".repeat(11_000_000)}\n` },
] as const;

for (const { what, text } of GARBAGE) {
  Deno.test(`a line ${what} is trouble, and a list makes up for it`, async () => {
    await using world = startWatch(inTurn(
      () => stream([bookmark(5, "initial-end") + line("ADDED", widget("a", 6)), text], "hold"),
      () => stream([line("ADDED", widget("b", 7)) + bookmark(9, "initial-end")], "hold"),
    ));
    await using log = new WatchLog(world.watcher, CLAIM_TARGET);
    await log.waitForWords("trouble unavailable -");
    await endWait(world.clock);
    await log.waitForWords("listed", 2);
    assert.deepEqual(log.words.slice(2), [
      "listed",
      "applied a",
      "trouble unavailable -",
      "listing",
      "applied b",
      "listed",
    ]);
  });
}

Deno.test("after one ERROR event a watch goes on; if it gets nothing else, a list follows", async () => {
  const fail: Answer = () => stream([line("ERROR", { code: 500, message: "no leader" })], "end");
  await using world = startWatch(inTurn(
    () => stream([bookmark(5, "initial-end") + line("ERROR", { code: 500 })], "end"),
    fail,
    holdEmpty,
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  for (const count of [1, 2]) {
    await log.waitForWords("trouble unavailable 500", count);
    await endWait(world.clock);
  }
  await log.waitForWords("listed", 2);
  assert.deepEqual(queriesOf(world.server).map((query) => query.get("resourceVersion")), [
    null,
    "5",
    null,
  ]);
});

Deno.test("watches that stay mute twice are followed by a list", async () => {
  await using world = startWatch(inTurn(
    () => stream([bookmark(5, "initial-end")], "end"),
    () => stream([], "hold"),
    () => stream([], "hold"),
    holdEmpty,
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  for (const count of [1, 2]) {
    await until(() => queriesOf(world.server).length === count + 1);
    await log.waitFor(({ events }) => events.at(-1)?.type === "contact");
    await until(() => world.clock.sleeperCount === 1);
    world.clock.advance(90_000);
    await log.waitForWords("trouble unavailable -", count);
    await endWait(world.clock);
  }
  await log.waitForWords("listed", 2);
});

Deno.test("a server that counts from an older version after an outage is listed anew", async () => {
  let current = 100;
  const answers = [
    () => stream([line("ADDED", widget("a", 90)) + bookmark(100, "initial-end")], "hold"),
    () => stream([line("ADDED", widget("b", 40)) + bookmark(41, "initial-end")], "hold"),
  ];
  await using world = startWatch(serveClaims(({ query }) => {
    if (isVersionQuery(query)) return list([], { resourceVersion: String(current) });
    // A watch from a version that is not there yet stays mute.
    const answer = query.has("sendInitialEvents") ? answers.shift() : undefined;
    return answer?.() ?? stream([], "hold");
  }));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  current = 41;
  await until(() => world.clock.sleeperCount === 1);
  world.clock.advance(90_000);
  await log.waitForWords("trouble unavailable -");
  await endWait(world.clock);
  await log.waitForWords("listed", 2);
  assert.deepEqual(log.names, ["b"]);
  assert.ok(log.words.includes("trouble expired 410"));
});

Deno.test("a server that counts from an older version after watches that ended well is listed anew", async () => {
  let current = 100;
  const answers: Answer[] = [
    () => stream([line("ADDED", widget("a", 90)) + bookmark(100, "initial-end")], "end"),
    () => refusal(503),
    () => stream([line("ADDED", widget("b", 40)) + bookmark(41, "initial-end")], "hold"),
  ];
  await using world = startWatch(serveClaims((request, count) => {
    if (answers.length < 2) current = 41;
    if (isVersionQuery(request.query)) return list([], { resourceVersion: String(current) });
    return (answers.shift() ?? holdEmpty)(request, count);
  }));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable 503");
  await endWait(world.clock);
  await log.waitForWords("listed", 2);
  assert.deepEqual(log.names, ["b"]);
});

Deno.test("who may watch and not list goes on with a streamed list", async () => {
  await using world = startWatch(serveClaims((request) => {
    if (!request.query.has("watch")) return refusal(403);
    return stream([line("ADDED", widget("a", 4)) + bookmark(5, "initial-end")], "end");
  }));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed", 2);
  assert.deepEqual(log.words.filter((word) => word.startsWith("trouble")), []);
});

Deno.test("pages that were too large once grow again with each list", async () => {
  let isLarge = true;
  const pages: Answer = ({ query }) => {
    if (query.has("watch")) return query.has("sendInitialEvents") ? refusal(422) : refusal(410);
    if (isLarge) {
      isLarge = false;
      return json({ padding: "x".repeat(34_000_000) });
    }
    return list([widget("a", 1)], { resourceVersion: "9" });
  };
  await using world = startWatch(serveClaims(pages));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  // A first expiry is followed by a list at once, a second one after a wait.
  await log.waitForWords("trouble expired 410", 2);
  await endWait(world.clock);
  await log.waitForWords("listed", 3);
  const limits = queriesOf(world.server).flatMap((query) => query.get("limit") ?? []);
  assert.deepEqual(limits.slice(0, 4), ["500", "125", "250", "500"]);
});

Deno.test("who is let in and refused then, again and again, is asked ever more slowly", async () => {
  const refuse: Answer = () => stream([line("ERROR", { code: 401, message: "go away" })], "end");
  await using world = startWatch(inTurn(() => stream([bookmark(5, "initial-end")], "end"), refuse));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  for (const count of [1, 2, 3]) {
    await log.waitForWords("trouble refused 401", count);
    assert.equal(queriesOf(world.server).length, count + 1);
    await endWait(world.clock);
  }
});

Deno.test("a page that points to itself is trouble, not an endless list", async () => {
  await using world = startWatch(inTurn(
    () => refusal(422),
    () => list([widget("a", 1)], { resourceVersion: "9", continue: "more" }),
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable -");
  assert.equal(queriesOf(world.server).length, 3);
});

Deno.test("white space alone is silence", async () => {
  const trickle = new Trickle();
  await using world = startWatch(inTurn(() => trickle.respond(), holdEmpty));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await trickle.send(bookmark(5, "initial-end"), world);
  await log.waitForWords("listed");
  world.clock.advance(60_000);
  await trickle.send("\n  \n", world);
  world.clock.advance(30_000);
  await log.waitForWords("trouble unavailable -");
  const [trouble] = log.events.filter((event) => event.type === "trouble");
  assert.match(trouble?.problem.message ?? "", /sent nothing for 90 s$/);
});

Deno.test("a page that comes too slowly is asked for again with fewer objects", async () => {
  const trickle = new Trickle();
  await using world = startWatch(inTurn(
    () => refusal(422),
    () => trickle.respond(),
    () => list([widget("a", 1)], { resourceVersion: "9" }),
    holdEmpty,
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  for (const text of ['{"metadata":', "{", '"resourceVersion":']) {
    await trickle.send(text, world);
    world.clock.advance(20_000);
  }
  await trickle.send('"9"', world);
  await log.waitForWords("listed");
  assert.deepEqual(log.words, [...START, "listing", "applied a", "listed"]);
  const limits = queriesOf(world.server).map((query) => query.get("limit"));
  assert.deepEqual(limits.slice(0, 3), [null, "500", "125"]);
});

Deno.test("a resource that was defined anew without ever being away is found by its kind", async () => {
  let kind = "Widget";
  const gizmo = { ...widget("z", 7) as object, kind: "Gizmo" };
  const discovery = () =>
    Response.json({
      kind: "APIResourceList",
      resources: [{ name: "widgets", kind, namespaced: true }],
    });
  const answers: Answer[] = [
    () => stream([line("ADDED", widget("a", 4)) + bookmark(5, "initial-end")], "end"),
    () => stream([line("DELETED", widget("a", 6)) + line("ADDED", gizmo)], "hold"),
    () => stream([line("ADDED", gizmo) + bookmark(9, "initial-end")], "hold"),
  ];
  await using world = startWatch((request, count) => {
    if (!request.path.endsWith("/widgets")) return discovery();
    if (isVersionQuery(request.query)) return list([], { resourceVersion: "6" });
    if (answers.length === 2) kind = "Gizmo";
    return (answers.shift() ?? holdEmpty)(request, count);
  });
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unserved 404");
  await endWait(world.clock);
  await log.waitForWords("listed", 2);
  assert.deepEqual(log.words.slice(-4), [
    "resolved widgets Gizmo namespaced",
    "listing",
    "applied z",
    "listed",
  ]);
});

Deno.test("credentials that a refusal repeats are not repeated by us", async () => {
  const message = "denied: Authorization: Bearer s3cr3t-t0ken-of-the-pod";
  await using world = startWatch(inTurn(
    () => stream([bookmark(5, "initial-end")], "end"),
    () => refusal(403, { message }),
    () => stream([line("ERROR", { code: 500, message })], "end"),
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble refused 403");
  await endWait(world.clock);
  await log.waitForWords("trouble unavailable 500");
  assert.doesNotMatch(JSON.stringify(log.events), /s3cr3t/);
  assert.match(JSON.stringify(log.events), /denied: Authorization/);
});

Deno.test("credentials that do not come are not the server's fault", async () => {
  const forever = new Promise<never>(() => {});
  await using world = startWatch(holdEmpty, { readHeaders: () => forever });
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await until(() => world.clock.sleeperCount === 1);
  world.clock.advance(30_000);
  await log.waitForWords("trouble unavailable -");
  assert.match(JSON.stringify(log.events), /There were no credentials within 30 s/);
});

Deno.test("a connection that fails names the proxy on the way", async () => {
  await using world = startWatch(holdEmpty, {
    baseUrl: "http://127.0.0.1:1",
    via: 'the proxy at "http://proxy:3128"',
  });
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable -");
  const [trouble] = log.events.filter((event) => event.type === "trouble");
  assert.match(
    trouble?.problem.message ?? "",
    /^The connection to the API server at "http.*:1" through the proxy at "http:.*:3128" failed/,
  );
});

Deno.test("a version that the server does not understand is given up for a list", async () => {
  await using world = startWatch(inTurn(
    () => stream([bookmark(5, "initial-end")], "end"),
    () => refusal(400, { message: "Invalid value" }),
    holdEmpty,
  ));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable 400");
  await endWait(world.clock);
  await log.waitForWords("listed", 2);
});

const UNREADABLE_LISTS = [
  {
    what: "is not JSON",
    answer: () => new Response("[", { headers: { "content-type": "application/json" } }),
  },
  { what: "has no version", answer: () => Response.json({ items: [], metadata: {} }) },
  { what: "has no items", answer: () => Response.json({ metadata: { resourceVersion: "1" } }) },
  { what: "is null", answer: () => Response.json(null) },
] as const;

for (const { what, answer } of UNREADABLE_LISTS) {
  Deno.test(`a list that ${what} is trouble, never an empty list`, async () => {
    await using world = startWatch(
      inTurn(
        () => refusal(422),
        answer,
        () => list([widget("a", 1)], { resourceVersion: "9" }),
        () => stream([], "hold"),
      ),
    );
    await using log = new WatchLog(world.watcher, CLAIM_TARGET);
    await log.waitForWords("trouble unavailable -");
    await endWait(world.clock);
    await log.waitForWords("listed");
    assert.deepEqual(log.words, [
      ...START,
      "listing",
      "trouble unavailable -",
      "listing",
      "applied a",
      "listed",
    ]);
  });
}

Deno.test("a page that is too large is asked for again with fewer objects", async () => {
  const limits: number[] = [];
  await using world = startWatch(serveClaims(({ query }) => {
    if (query.get("sendInitialEvents") !== null) return refusal(422);
    if (query.get("watch") !== null) return stream([], "hold");
    const limit = Number(query.get("limit"));
    limits.push(limit);
    const page = JSON.stringify({ metadata: { resourceVersion: "9" }, items: [widget("a", 1)] });
    const padding = " ".repeat(limit > 100 ? 34_000_000 : 0);
    return new Response(page + padding, { headers: { "content-type": "application/json" } });
  }));
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  assert.deepEqual(limits, [500, 125, 32]);
  assert.deepEqual(log.words, [...START, "listing", "applied a", "listed"]);
});

Deno.test("a discovery that is no list of resources is trouble, not an unserved resource", async () => {
  await using world = startWatch((_request, count) =>
    count === 1 ? Response.json({ hello: "world" }) : refusal(404)
  );
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable -");
  await endWait(world.clock);
  await log.waitForWords("trouble unserved 404");
});

Deno.test("a resource that its group does not have, or a group that is not there, is named", async () => {
  await using world = startWatch(({ path }) =>
    path === "/apis/example.org/v1"
      ? Response.json({ resources: [null, { name: "gadgets", kind: "Gadget", namespaced: true }] })
      : refusal(404)
  );
  for (const version of ["v1", "v2"]) {
    await using log = new WatchLog(world.watcher, { ...CLAIM_TARGET, version });
    await log.waitForWords("trouble unserved 404");
    assert.deepEqual(log.events, [{
      type: "trouble",
      problem: {
        kind: "unserved",
        status: 404,
        message: `The API server does not serve "widgets" of "example.org/${version}"`,
      },
    }]);
  }
});

Deno.test("a Retry-After that is a date is honoured, one that is nonsense is not", async () => {
  const headers = { "retry-after": "Thu, 01 Jan 2026 00:00:07 GMT" };
  await using world = startWatch((_request, count) =>
    count === 1 ? refusal(503, { headers }) : refusal(503, { headers: { "retry-after": "soon" } })
  );
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  for (const [index, waitMs] of [7_000, 1_000].entries()) {
    await log.waitForWords("trouble unavailable 503", index + 1);
    await until(() => world.clock.sleeperCount === 1);
    world.clock.advance(waitMs - 1);
    assert.equal(world.clock.sleeperCount, 1);
    world.clock.advance(1);
  }
  await log.waitForWords("trouble unavailable 503", 3);
});

Deno.test("a redirect is not followed: it would take the credentials elsewhere", async () => {
  await using elsewhere = startScriptedApiServer(() => refusal(404));
  await using world = startWatch(() =>
    new Response(null, { status: 307, headers: { location: `${elsewhere.url}/apis` } })
  );
  await using log = new WatchLog(world.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable 307");
  assert.equal(elsewhere.requests.length, 0);
});

Deno.test("a consumer that does not pull holds the stream back", async () => {
  const chunk = line("ADDED", { ...widget("a", 1) as object, padding: "x".repeat(64_000) });
  let sentCount = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sentCount += 1;
      controller.enqueue(new TextEncoder().encode(chunk));
      if (sentCount === 2_000) controller.close();
    },
  });
  const headers = { "content-type": "application/json" };
  await using world = startWatch(inTurn(() => new Response(endless, { headers })));
  const abort = new AbortController();
  const events = world.watcher.watch(CLAIM_TARGET, abort.signal)[Symbol.asyncIterator]();
  let event = await events.next();
  while (!event.done && event.value.type !== "applied") event = await events.next();
  for (let quietTurns = 0, before = -1; quietTurns < 50; before = sentCount) {
    quietTurns = before === sentCount ? quietTurns + 1 : 0;
    await yieldTurn();
  }
  assert.ok(sentCount < 1_000, `${sentCount} chunks were sent`);
  abort.abort();
  await events.return?.();
});
