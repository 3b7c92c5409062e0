import assert from "node:assert/strict";
import { createLocalCertificate } from "../../demo/kubernetes/certificate.ts";
import { InformerWorld, toClaim } from "./informer_world.ts";

const READY = "Ready: True, Synced: True";
const NOT_READY = "Ready: False (Unavailable), Synced: True";
const BOTH = { "team-a/db": READY, "team-a/logs": READY };

Deno.test("the claims of a cluster reach the collector; a signal ends the informer with 0", async () => {
  await using world = await InformerWorld.create(["db", "logs"]);
  await using informer = world.start();
  await world.collector.until(() => Object.keys(world.collector.statuses).length === 2);
  assert.deepEqual(world.collector.statuses, BOTH);
  assert.equal(world.collector.batches[0]?.path, "/api/v1/clusters/production-eu/batch");
  world.cluster.apply(toClaim("db", "False"));
  await world.collector.until(() => world.collector.statuses["team-a/db"] === NOT_READY);
  informer.kill("SIGTERM");
  assert.equal((await informer.ended).code, 0);
  assert.deepEqual(informer.noise, []);
  assert.equal(informer.records.at(-1)?.["message"], "Stopped");
});

Deno.test("an informer that has told nothing yet is starting, and says what is in its way", async () => {
  await using world = await InformerWorld.create(["db"]);
  world.collector.refuse = () => Response.json({ error: "Unknown token" }, { status: 401 });
  await using informer = world.start({ INFORMER_HEARTBEAT: "1s" });
  await informer.waitForLog("Listening");
  await informer.waitForLog(
    "The collector refuses what is sent; it is kept and tried again every minute: " +
      `Cannot post to "${world.collector.url}/api/v1/clusters/production-eu/batch": ` +
      'it answered 401: "Unknown token"',
  );
  const starting = await world.probe("/readyz");
  assert.equal(starting.status, 503);
  assert.match(JSON.stringify(starting.body), /^{"status":"starting",.*"collector-refused"/);
  assert.deepEqual(await world.probe("/healthz"), { status: 200, body: { status: "ok" } });
  assert.equal((await world.probe("/version")).status, 200);
  assert.equal((await world.probe("/nowhere")).status, 404);
});

Deno.test("an informer that has told everything is ready", async () => {
  await using world = await InformerWorld.create(["db"]);
  await using informer = world.start({ INFORMER_HEARTBEAT: "1s" });
  await informer.waitForLog("Listening");
  // The answer to a part has been read when the batch after it comes.
  await world.collector.until(() => {
    const { batches } = world.collector;
    const end = batches.findIndex(({ sync }) => sync?.last === true);
    return end >= 0 && batches.length > end + 1;
  });
  assert.deepEqual(await world.probe("/readyz"), { status: 200, body: { status: "ready" } });
  world.collector.refuse = () => new Response("", { status: 503 });
  await informer.waitForLog(
    "The collector cannot be reached; it is tried again: " +
      `Cannot post to "${world.collector.url}/api/v1/clusters/production-eu/batch": it answered 503`,
  );
  const { status, body } = await world.probe("/readyz");
  assert.equal(status, 200);
  assert.match(JSON.stringify(body), /^{"status":"degraded","reasons":\[{"code":"collector-unrea/);
});

Deno.test("what waits when the informer is asked to stop is still told", async () => {
  await using world = await InformerWorld.create(["db"]);
  await using informer = world.start();
  await world.collector.until(() => "team-a/db" in world.collector.statuses);
  const headers = { "retry-after": "3600" };
  world.collector.refuse = () => new Response("", { status: 503, headers });
  const { length } = world.collector.seen;
  world.cluster.apply(toClaim("db", "False"));
  await world.collector.until(() => world.collector.seen.length > length);
  world.collector.refuse = () => undefined;
  informer.kill("SIGINT");
  assert.equal((await informer.ended).code, 0);
  assert.equal(world.collector.statuses["team-a/db"], NOT_READY);
});

Deno.test("a stop does not wait longer than it may for a collector that never answers", async () => {
  await using world = await InformerWorld.create(["db"]);
  world.collector.refuse = () => world.collector.keepStill();
  await using informer = world.start();
  await world.collector.until(() => world.collector.seen.length === 1);
  informer.kill("SIGTERM");
  await informer.waitForLog("Stopping");
  assert.deepEqual(await world.probe("/readyz"), { status: 503, body: { status: "draining" } });
  assert.equal((await informer.ended).code, 0);
  assert.equal(informer.records.at(-1)?.["pending"], 1);
});

Deno.test("a second signal ends the informer at once", async () => {
  await using world = await InformerWorld.create(["db"]);
  world.collector.refuse = () => world.collector.keepStill();
  await using informer = world.start();
  await world.collector.until(() => world.collector.seen.length === 1);
  informer.kill("SIGTERM");
  await informer.waitForLog("Stopping");
  informer.kill("SIGTERM");
  assert.equal((await informer.ended).code, 128 + 15);
});

Deno.test("a token's file that is replaced is used from the next request on", async () => {
  await using world = await InformerWorld.create(["db"]);
  const file = `${world.folder}/token`;
  await Deno.writeTextFile(file, "old\n");
  await using _informer = world.start({ COLLECTOR_TOKEN_FILE: file, INFORMER_HEARTBEAT: "1s" });
  await world.collector.until(() => world.collector.batches.length > 0);
  await Deno.writeTextFile(file, "renewed\n");
  const tokens = () => world.collector.batches.map(({ authorization }) => authorization);
  await world.collector.until(() => tokens().includes("Bearer renewed"));
  assert.deepEqual([...new Set(tokens())], ["Bearer old", "Bearer renewed"]);
});

Deno.test("a collector behind a private authority is trusted by its file", async () => {
  const { ca, ...certificate } = await createLocalCertificate();
  await using world = await InformerWorld.create(["db"], { certificate });
  const file = `${world.folder}/ca.pem`;
  await Deno.writeTextFile(file, ca);
  await using _informer = world.start({ COLLECTOR_CA_FILE: file });
  await world.collector.until(() => world.collector.statuses["team-a/db"] === READY);
});

Deno.test("without a port the informer listens nowhere", async () => {
  await using world = await InformerWorld.create(["db"]);
  await using informer = world.start({ INFORMER_PORT: "0" });
  await world.collector.until(() => "team-a/db" in world.collector.statuses);
  informer.kill("SIGTERM");
  await informer.ended;
  assert.ok(informer.records.every(({ message }) => message !== "Listening"));
});

Deno.test("a probe port that is taken is said in one line, exit code 1", async () => {
  await using world = await InformerWorld.create([]);
  using taken = Deno.listen({ hostname: "0.0.0.0", port: 0 });
  await using informer = world.start({ INFORMER_PORT: String(taken.addr.port) });
  assert.equal((await informer.ended).code, 1);
  assert.match(
    String(informer.records.at(-1)?.["message"]),
    /^Cannot listen on "0\.0\.0\.0" port \d+: /,
  );
});

Deno.test("what only the start can find wrong with settings ends with exit code 2", async () => {
  await using world = await InformerWorld.create([]);
  const broken = `${world.folder}/broken.pem`;
  await Deno.writeTextFile(
    broken,
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
  );
  const samples: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
    [{ COLLECTOR_CA_FILE: broken }, /COLLECTOR_CA_FILE: the file ".*broken.pem" cannot be used: /],
    [{ KUBECONFIG: "/nowhere/config" }, /KUBECONFIG: expected a kubeconfig at "\/nowhere\/config"/],
    [{ KUBE_CONTEXT: "prod" }, /KUBE_CONTEXT: .* has no context "prod": expected one of "lab"/],
  ];
  for (const [env, expected] of samples) {
    await using informer = world.start(env);
    assert.equal((await informer.ended).code, 2);
    assert.equal(informer.noise[0], "Cannot start: 1 setting is missing or wrong");
    assert.match(informer.noise[1] ?? "", expected);
    assert.equal(informer.noise.length, 2);
  }
});
