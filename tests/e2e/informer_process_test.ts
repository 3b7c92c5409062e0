/** Informer and collector as processes of their own, with whatever may happen between them. */
import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import { type Gate, ill, Platform, WELL } from "./platform.ts";

const HEALTHY = "Ready: True, Synced: True";

Deno.test("a claim reaches the registry's pull request through both processes, and its end does, too", async () => {
  await using platform = await Platform.create(registryOf("db", "web"));
  platform.apply("team/db");
  platform.apply("team/web", { complaint: "no room" });
  await using server = await platform.startServer();
  await using informer = platform.startInformer();
  const readBranch = () => {
    const [branch] = platform.github.branches().filter((name) => name !== "main");
    if (branch === undefined) return undefined;
    return platform.github.readFile({ branch, path: "claims/registry.yaml" }) ?? undefined;
  };
  const first = await platform.until(() => {
    const text = readBranch();
    return text?.includes(HEALTHY) && text.includes("no room") ? text : undefined;
  });
  assert.match(first, /name: db[^]*statusMessage: "Ready: True, Synced: True"[^]*name: web/);
  platform.remove("team/web");
  await platform.until(() => readBranch()?.includes('statusMessage: "Gone"') || undefined);
  assert.equal(platform.github.pulls().length, 1);
  informer.kill("SIGTERM");
  assert.equal((await informer.ended).code, 0);
  server.kill("SIGTERM");
  assert.equal((await server.ended).code, 0);
  assert.deepEqual([informer.noise, server.noise], [[], []]);
});

Deno.test("1,000 claims of an informer that started first are all there; a new collector is whole again", async () => {
  await using platform = await Platform.create();
  const expected: Record<string, string> = {};
  for (let index = 0; index < 1_000; index++) {
    platform.apply(`team/claim-${index}`);
    expected[`team/claim-${index}`] = WELL;
  }
  await using informer = platform.startInformer();
  await informer.waitForLog("The collector cannot be reached");
  await using first = await platform.startServer();
  await platform.untilStatuses(expected);
  first.kill("SIGKILL");
  await first.ended;
  platform.apply("team/claim-0", { complaint: "changed meanwhile" });
  platform.remove("team/claim-1");
  delete expected["team/claim-1"];
  await using _second = await platform.startServer();
  await platform.until(async () => {
    const { "team/claim-1": removed, ...rest } = await platform.readStatuses();
    const isWhole = Object.keys(rest).length === 999 &&
      rest["team/claim-0"] === ill("changed meanwhile");
    return (isWhole && (removed === undefined || removed === "Gone Gone")) || undefined;
  });
});

const GATES: Readonly<Record<string, (platform: Platform) => Gate>> = {
  "500": () => () => Promise.resolve(Response.json({ error: "Internal error" }, { status: 500 })),
  "429 with Retry-After": () => () =>
    Promise.resolve(new Response("slow down", { status: 429, headers: { "retry-after": "1" } })),
  "200 with HTML": () => () =>
    Promise.resolve(
      new Response("<html>Sign in</html>", { headers: { "content-type": "text/html" } }),
    ),
  "nothing for a while": () => async (_request, forward) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return await forward();
  },
  "nothing, after it has read and applied": (platform) => async (_request, forward) => {
    const response = await forward();
    platform.cut();
    return response;
  },
};

for (const [name, failing] of Object.entries(GATES)) {
  Deno.test(`everything arrives once it can, when the collector answers ${name}`, async () => {
    await using platform = await Platform.create();
    platform.apply("team/db");
    await using _server = await platform.startServer();
    await using _informer = platform.startInformer();
    await platform.untilStatuses({ "team/db": WELL });
    let hasFailed = false;
    platform.gate = async (request, forward) => {
      hasFailed ||= (await request.clone().text()).includes("new");
      return await failing(platform)(request, forward);
    };
    platform.apply("team/db", { complaint: "new" });
    platform.apply("team/web", { complaint: "new" });
    await platform.until(() => hasFailed || undefined);
    platform.gate = (_request, forward) => forward();
    await platform.untilStatuses({ "team/db": ill("new"), "team/web": ill("new") });
  });
}

Deno.test("a thousand changes meanwhile are sent once, and changes of metadata not at all", async () => {
  await using platform = await Platform.create();
  platform.apply("team/busy");
  platform.apply("team/other");
  await using _server = await platform.startServer();
  await using _informer = platform.startInformer();
  await platform.untilStatuses({ "team/busy": WELL, "team/other": WELL });
  let refusedCount = 0;
  platform.gate = () => {
    refusedCount += 1;
    return Promise.resolve(new Response(null, { status: 503 }));
  };
  for (let index = 1; index <= 1_000; index++) {
    platform.apply("team/busy", { complaint: `state ${index}` });
    platform.apply("team/other", { label: `label ${index}` });
  }
  await platform.until(() => refusedCount > 2 || undefined);
  platform.batches.length = 0;
  platform.gate = (_request, forward) => forward();
  await platform.untilStatuses({ "team/busy": ill("state 1000"), "team/other": WELL });
  const items = platform.batches.filter(({ sync }) => sync === undefined)
    .flatMap(({ upserts }) => upserts.map(({ claimRef }) => claimRef));
  assert.deepEqual(items, ["team/busy"]);
});

Deno.test("informers of one cluster with different scopes delete nothing of each other", async () => {
  await using platform = await Platform.create();
  for (const claimRef of ["a/db", "b/db"]) platform.apply(claimRef);
  await using _server = await platform.startServer();
  await using first = platform.startInformer({ CLAIM_NAMESPACE: "a" });
  await platform.untilStatuses({ "a/db": WELL });
  await using _second = platform.startInformer({ CLAIM_NAMESPACE: "b" });
  await platform.untilStatuses({ "a/db": WELL, "b/db": WELL });
  first.kill("SIGKILL");
  await first.ended;
  await using _third = platform.startInformer({ CLAIM_NAMESPACE: "a" });
  platform.remove("a/db");
  platform.apply("b/db", { complaint: "full" });
  await platform.untilStatuses({ "a/db": "Gone Gone", "b/db": ill("full") });
});

Deno.test("an old pod beside a new one overwrites nothing, and says that it is superseded", async () => {
  await using platform = await Platform.create();
  platform.apply("team/db");
  await using _server = await platform.startServer();
  await using old = platform.startInformer();
  await platform.untilStatuses({ "team/db": WELL });
  await using _new = platform.startInformer();
  await platform.until(async () => {
    const clusters = await (await fetch(`${platform.serverUrl}/api/v1/clusters`)).json();
    const synchronised = clusters[0].sessions.filter((one: { synchronised: boolean }) =>
      one.synchronised
    );
    return synchronised.length === 2 || undefined;
  });
  platform.apply("team/db", { complaint: "full" });
  await old.waitForLog("A newer informer speaks for claims of this cluster");
  await platform.untilStatuses({ "team/db": ill("full") });
});

Deno.test("a cluster whose informer was killed is called stale, until another one speaks for it", async () => {
  await using platform = await Platform.create();
  platform.apply("team/db");
  await using _server = await platform.startServer({ COLLECTOR_STALE_AFTER: "2s" });
  await using informer = platform.startInformer();
  await platform.untilStatuses({ "team/db": WELL });
  informer.kill("SIGKILL");
  await informer.ended;
  await platform.untilStatuses({ "team/db": `Stale ${HEALTHY}` });
  const [cluster] = await (await fetch(`${platform.serverUrl}/api/v1/clusters`)).json();
  assert.deepEqual([cluster.stale, cluster.phases], [true, { Stale: 1 }]);
  await using _next = platform.startInformer();
  await platform.untilStatuses({ "team/db": WELL });
});
