import assert from "node:assert/strict";
import { StatusClient, type StatusFilter } from "../../src/client/status_client.ts";
import type { StatusDocument } from "../../src/contract/status_document.ts";
import type { Delivery } from "../../src/informer/collector_client.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { type Answer, createTestConnect, serveStub } from "./collector_stub.ts";

const never = new AbortController().signal;
const ALL: StatusFilter = { clusters: [], phases: [] };
const TIME = "2026-03-01T08:00:00.000Z";

function toRow(claimRef: string, phase = "Ready", cluster = "lab") {
  return { cluster, claimRef, statusMessage: "m", phase, receivedAt: TIME, isNew: claimRef };
}

function createClient(url: string, filter: StatusFilter = ALL, clock = new ManualClock(TIME)) {
  const { connect, openCount } = createTestConnect();
  const client = new StatusClient({
    url,
    readToken: () => Promise.resolve("t0ken"),
    connect,
    clock,
    userAgent: "test/1",
  }, filter);
  return { client, openCount };
}

/** Answers lists of statuses as told, and little else. */
function serveStatuses(answer: (url: URL, request: Request) => Response) {
  return serveStub((request) => {
    const url = new URL(request.url);
    if (url.pathname.startsWith("/api/v1/status")) return answer(url, request);
    return url.pathname === "/api/v1/clusters"
      ? Response.json([])
      : Response.json({ error: "No" }, { status: 404 });
  });
}

async function ask(url: string, filter: StatusFilter = ALL): Promise<Delivery<StatusDocument>> {
  const { client, openCount } = createClient(url, filter);
  try {
    return await client.read(never);
  } finally {
    client.close();
    assert.equal(openCount(), 0, "the connection is closed");
  }
}

function refsOf(delivery: Delivery<StatusDocument>): readonly string[] {
  assert.ok(delivery.kind === "delivered", JSON.stringify(delivery));
  return delivery.answer.statuses.map(({ claimRef }) => claimRef);
}

function messageOf(delivery: Delivery<StatusDocument>): string {
  assert.ok(delivery.kind !== "delivered");
  return delivery.message;
}

Deno.test("all pages are read, over one connection, with the token", async () => {
  await using server = serveStatuses((url) => {
    const page = Number(url.searchParams.get("continue") ?? "1");
    const link = `</api/v1/status?limit=1000&continue=${page + 1}>; rel="next"`;
    const headers = page < 3 ? { link } : undefined;
    return Response.json([toRow(`a${page}`), toRow(`b${page}`)], headers && { headers });
  });
  // A proxy may serve the collector below a prefix of its own.
  assert.deepEqual(refsOf(await ask(server.url)), ["a1", "b1", "a2", "b2", "a3", "b3"]);
  for (const { headers } of server.seen) {
    assert.equal(headers.get("authorization"), "Bearer t0ken");
  }
});

Deno.test("what is unchanged is not read again, and one that changed is read whole", async () => {
  let version = 1;
  await using server = serveStatuses((url, request) => {
    const etag = `W/"${version}"`;
    if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304 });
    const isFirst = !url.searchParams.has("continue");
    const link = '</api/v1/status?continue=x>; rel="next"';
    return Response.json([toRow(`${isFirst ? "a" : "b"}${version}`)], {
      headers: isFirst ? { etag, link } : { etag: 'W/"of another page"' },
    });
  });
  const { client } = createClient(server.url);
  assert.deepEqual(refsOf(await client.read(never)), ["a1", "b1"]);
  const seen = server.seen.length;
  assert.deepEqual(refsOf(await client.read(never)), ["a1", "b1"]);
  const asked = server.seen.slice(seen).filter(({ path }) => path.startsWith("/api/v1/status"));
  assert.equal(asked.length, 1);
  version = 2;
  assert.deepEqual(refsOf(await client.read(never)), ["a2", "b2"]);
  client.close();
});

Deno.test("clusters and phases are filtered, also where the server does not do that", async () => {
  await using server = serveStatuses((url) => {
    const cluster = decodeURIComponent(url.pathname.split("/")[4] ?? "");
    return Response.json([toRow(`${cluster}-1`, "Error"), toRow(`${cluster}-2`, "Ready")]);
  });
  const clusters = ["b/c", "a"];
  const one = await ask(server.url, { clusters, phases: ["Error"] });
  assert.deepEqual(refsOf(one), ["a-1", "b/c-1"]);
  const paths = server.seen.map(({ path }) => path).slice(0, 2);
  assert.deepEqual(paths, ["/api/v1/status/a", "/api/v1/status/b%2Fc"]);
  const two = await ask(server.url, { clusters: [], phases: ["Error", "Stale"] });
  assert.deepEqual(refsOf(two), ["-1"]);
});

Deno.test("what is too old or not to be seen is left out, anything else is the outcome", async () => {
  const answers: Readonly<Record<string, Answer>> = {
    "/api/v1/status": () =>
      Response.json([{ cluster: "a", claimRef: "b", statusMessage: "c", receivedAt: TIME }]),
    "/api/v1/clusters": () => new Response("", { status: 405 }),
    "/readyz": () => Response.json({ status: "draining" }, { status: 503 }),
    "/api/v1/reconcile": () => Response.json({ error: "No" }, { status: 403 }),
  };
  await using server = serveStub((request) =>
    answers[new URL(request.url).pathname]?.(request) ?? new Response("", { status: 404 })
  );
  const delivery = await ask(server.url);
  assert.ok(delivery.kind === "delivered");
  const { statuses, clusters, readiness, reconciliation } = delivery.answer;
  assert.deepEqual(statuses.map(({ phase }) => phase), ["Unknown"]);
  assert.deepEqual([clusters, readiness, reconciliation], [null, { status: "draining" }, null]);
  for (const path of ["/api/v1/clusters", "/readyz", "/api/v1/reconcile"]) {
    await using broken = serveStub((request) => {
      const asked = new URL(request.url).pathname;
      return asked === path ? new Response("<html>", { status: 200 }) : answers[asked]?.(request) ??
        new Response("", { status: 404 });
    });
    const message = messageOf(await ask(broken.url));
    assert.ok(message.includes(`"${broken.url}${path}": it answered 200, but not as`), message);
  }
});

Deno.test("every answer that is no list is one sentence that says what to do", async () => {
  const html = { headers: { "content-type": "text/html" } };
  const next = { headers: { link: '</api/v1/status?continue=x>; rel="next"' } };
  const samples: readonly (readonly [() => Response, RegExp])[] = [
    [
      () => new Response("<html>", html),
      /200, but not as a collector does \(content type "text\/html"\)$/,
    ],
    [() => Response.json([{ cluster: 5 }]), /200, but not as a collector does/],
    [() => Response.json([], next), /200, but not as a collector does/],
    [
      () => Response.json([toRow("a")], { headers: { link: "elsewhere" } }),
      /but not as a collector/,
    ],
    [
      () => new Response(null, { status: 304 }),
      /it answered 304, that nothing has changed, though it was not asked for changes$/,
    ],
    [
      () => new Response("", { status: 404 }),
      /it answered 404; the address may be another server's$/,
    ],
    [
      () => Response.json({ error: "No t0ken" }, { status: 401 }),
      /401: "No \*\*\*"; the token in /,
    ],
    [
      () => Response.json({ error: "Not\u001b" }, { status: 403 }),
      /it answered 403: "Not\\u001b"$/,
    ],
    [() => Response.redirect("https://login.test/"), /redirect to "https:\/\/login\.test\/"/],
    [() => new Response("", { status: 503 }), /it answered 503$/],
  ];
  for (const [answer, expected] of samples) {
    await using server = serveStatuses(answer);
    const message = messageOf(await ask(server.url));
    assert.match(message, /^Cannot get the statuses from "http:[^"]+\/api\/v1\/status\?limit=1000/);
    assert.match(message, expected);
    assert.doesNotMatch(message, /\p{Cc}/u);
  }
});

/** Answers with the same body and each time another next page. */
function servePages(body: string) {
  let page = 0;
  return serveStatuses(() => {
    page += 1;
    const link = `</api/v1/status?continue=${page}>; rel="next"`;
    return new Response(body, { headers: { "content-type": "application/json", link } });
  });
}

Deno.test("a list without an end is given up, by its rows and by its bytes", async () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => toRow(`a${index}`));
  await using long = servePages(JSON.stringify(rows));
  const tooMany = messageOf(await ask(long.url));
  assert.match(tooMany, /^Cannot show the statuses: there are more than 1000000; name /);
  assert.equal(long.seen.length, 11);
  const fat = { ...toRow("a"), statusMessage: "x".repeat(60_000_000) };
  await using heavy = servePages(JSON.stringify([fat]));
  const tooLarge = messageOf(await ask(heavy.url));
  assert.match(tooLarge, /^Cannot show the statuses: there are more than 536870912 bytes; name /);
  assert.equal(heavy.seen.length, 9);
  // Small values take more than their text.
  const many = { ...toRow("a"), extra: Array.from({ length: 3_000_000 }, () => ({})) };
  await using small = servePages(JSON.stringify([many]));
  assert.equal(messageOf(await ask(small.url)), tooLarge);
  assert.equal(small.seen.length, 3);
});

Deno.test("a page that links to one that was read is no page of a collector", async () => {
  const pages = ["1", "2", "3", "2"];
  await using server = serveStatuses(() => {
    const link = `</api/v1/status?continue=${pages.shift() ?? "4"}>; rel="next"`;
    return Response.json([toRow("a")], { headers: { link } });
  });
  assert.equal(
    messageOf(await ask(server.url)),
    "Cannot show the statuses: a page links to one that was read before; " +
      "the address may be another server's",
  );
  assert.equal(server.seen.length, 4);
});

Deno.test("pages that come one after the other without an end are given up in time", async () => {
  const clock = new ManualClock(TIME);
  let page = 0;
  await using server = serveStatuses(() => {
    page += 1;
    // Each answer is in time.
    clock.advance(20_000);
    const link = `</api/v1/status?continue=${page}>; rel="next"`;
    return Response.json([toRow("a")], { headers: { link } });
  });
  const { client, openCount } = createClient(server.url, ALL, clock);
  assert.equal(
    messageOf(await client.read(never)),
    "Cannot show the statuses: they were not read whole within 300 s; name clusters or phases",
  );
  client.close();
  assert.equal(openCount(), 0);
  assert.equal(server.seen.length, 15);
});
