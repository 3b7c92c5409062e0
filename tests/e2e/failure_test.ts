/**
 * Each failure that operators must expect, in real processes: what readiness, metrics, `status` and log
 * say names the cause, and after the repair all of them are good again by themselves.
 */
import assert from "node:assert/strict";
import { toTokenDigest } from "../access/token_digest.ts";
import { findFreePort } from "../modes/informer_world.ts";
import { runStatus } from "../testing/status_process.ts";
import { defaultToken } from "../testing/github/github_double.ts";
import { assertStatus, untilGood, untilNamed, type Watched } from "./on_call.ts";
import { CLAIM, ill, Platform, WELL } from "./platform.ts";

const REGISTRY_PATH = "claims/registry.yaml";
const REGISTRY = [
  "claims:",
  "  - name: db",
  "    template: databaseclaim",
  "    namespace: team",
  "    cluster: lab",
  "",
].join("\n");
/** Waits of a minute and more are left to the slow series. */
const IS_SLOW = Deno.env.get("KILL_ALL") === "1";

/** A collector and an informer that are all right, with one claim in the pull request. */
async function startGood(
  env: {
    readonly server?: Readonly<Record<string, string>>;
    readonly informer?: Readonly<Record<string, string>>;
  } = {},
): Promise<{ platform: Platform; collector: Watched; informer: Watched } & AsyncDisposable> {
  const platform = await Platform.create(REGISTRY);
  const port = findFreePort();
  const process = await platform.startServer({ COLLECTOR_STALE_AFTER: "3s", ...env.server });
  platform.apply("team/db");
  const agent = platform.startInformer({ INFORMER_PORT: String(port), ...env.informer });
  const collector: Watched = { mode: "collector", url: platform.serverUrl, process };
  const informer: Watched = { mode: "informer", url: `http://127.0.0.1:${port}`, process: agent };
  await platform.untilStatuses({ "team/db": WELL });
  await untilGood(platform, informer);
  await untilGood(platform, collector);
  return {
    platform,
    collector,
    informer,
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  };
}

/** The next pass that is no failure. */
async function untilPass({ process }: Watched): Promise<void> {
  await process.waitForLog("Pass: ", process.records.length);
}

Deno.test("GitHub that is down is named, and all is good once it is back", async () => {
  await using world = await startGood();
  const { platform, collector } = world;
  platform.github.fault({
    when: "before",
    times: Infinity,
    answer: { status: 502, body: "<html>Bad gateway</html>" },
  });
  await untilNamed(platform, collector, {
    reason: "repository-unavailable",
    says: /GitHub answered 502/,
    logs: /"Pass failed: .*GitHub answered 502.*"code":"unavailable"/,
  });
  await assertStatus(collector.url, /repository-unavailable.*GitHub answered 502/);
  platform.apply("team/db", { complaint: "disk is full" });
  await platform.untilStatuses({ "team/db": ill("disk is full") });
  platform.github.clearFaults();
  await untilPass(collector);
  await untilGood(platform, collector);
  const { stdout } = await runStatus({ env: { COLLECTOR_URL: collector.url } });
  assert.doesNotMatch(stdout, /repository-unavailable/);
  const [pull] = platform.github.pulls();
  assert.match(pull?.body ?? "", /disk is full/, "what was told meanwhile is not lost");
});

Deno.test("a token that GitHub refuses is named, and a new one in its file heals", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/token`;
  await Deno.writeTextFile(path, defaultToken);
  await using world = await startGood({ server: { GITHUB_TOKEN: "", GITHUB_TOKEN_FILE: path } });
  const { platform, collector } = world;
  await Deno.writeTextFile(path, "ghp_revoked");
  await untilNamed(platform, collector, {
    reason: "repository-access",
    says: /401/,
    logs: /"Pass failed: .*"code":"access"/,
  });
  await assertStatus(collector.url, /repository-access/);
  await Deno.writeTextFile(path, defaultToken);
  await untilGood(platform, collector);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a registry that is broken is named with line and column, and heals when mended", async () => {
  await using world = await startGood();
  const { platform, collector } = world;
  platform.github.commitFile({ path: REGISTRY_PATH, content: `${REGISTRY}  - name: [\n` });
  await untilNamed(platform, collector, {
    reason: "registry-refused",
    says: /line \d+, column \d+/,
    logs: /"Pass failed: .*line \d+, column \d+.*"code":"registry-format"/,
  });
  await assertStatus(collector.url, /registry-refused.*line \d+, column \d+/);
  platform.github.commitFile({ path: REGISTRY_PATH, content: REGISTRY });
  await untilGood(platform, collector);
});

Deno.test("a collector that is down is named by its informers and by status", async () => {
  await using world = await startGood();
  const { platform, collector, informer } = world;
  collector.process.kill("SIGKILL");
  await collector.process.ended;
  await untilNamed(platform, informer, {
    reason: "collector-unreachable",
    says: /The collector fails/,
    logs: /collector/i,
  });
  const { code, stdout, stderr } = await runStatus({ env: { COLLECTOR_URL: collector.url } });
  assert.deepEqual([code, stdout], [1, ""]);
  assert.match(stderr, /^Cannot .*127\.0\.0\.1[^\n]*\n$/);
  const process = await platform.startServer();
  await untilGood(platform, informer);
  await untilGood(platform, { ...collector, process });
  await assertStatus(collector.url, /team\/db/);
});

Deno.test("an informer that is gone makes its cluster stale, until there is one again", async () => {
  await using world = await startGood();
  const { platform, collector, informer } = world;
  informer.process.kill("SIGKILL");
  await informer.process.ended;
  await untilNamed(platform, collector, {
    reason: "clusters-stale",
    says: /cluster "lab"/,
    logs: /"warn".*Nothing is heard from cluster/,
  });
  await assertStatus(collector.url, /clusters-stale.*"lab"/);
  platform.startInformer();
  await untilGood(platform, collector);
  await collector.process.waitForLog("All is heard again from cluster");
});

Deno.test("an API server that is down is named by the informer, and heals when it is back", async () => {
  await using world = await startGood();
  const { platform, informer } = world;
  await platform.cluster.goDown();
  await untilNamed(platform, informer, {
    reason: "api-server-unreachable",
    says: /databaseclaims/,
    logs: /databaseclaims/,
  });
  platform.cluster.comeUp();
  await untilGood(platform, informer);
});

Deno.test("a right that an informer lacks is logged at once and named, and used when it comes", async () => {
  await using world = await startGood();
  const { platform, informer } = world;
  const ref = { group: CLAIM.group, plural: "databaseclaims" };
  platform.cluster.forbid(ref);
  platform.cluster.endWatches();
  const logged = await informer.process.waitForLog("Cannot watch claims: ");
  assert.deepEqual([logged["level"], logged["resource"]], ["warn", "databaseclaims"]);
  assert.match(String(logged["message"]), /403.*databaseclaims/);
  if (IS_SLOW) {
    // Readiness gives it 30 seconds to arrive.
    await untilNamed(platform, informer, {
      reason: "access-refused",
      says: /databaseclaims/,
      logs: /databaseclaims/,
    });
  }
  platform.cluster.allow(ref);
  await untilGood(platform, informer);
  await informer.process.waitForLog("Claims are watched again");
  const lines = informer.process.records.filter(({ message }) =>
    String(message).startsWith("Cannot watch claims: ")
  );
  assert.equal(lines.length, 1, "one outage is one line");
});

Deno.test({
  name: "an API server that is down for two minutes makes the cluster stale at the collector",
  ignore: !IS_SLOW,
  fn: async () => {
    await using world = await startGood();
    const { platform, collector, informer } = world;
    await platform.cluster.goDown();
    await untilNamed(platform, informer, {
      reason: "api-server-silent",
      says: /has not shown databaseclaims/,
      logs: /databaseclaims/,
    });
    await untilNamed(platform, collector, {
      reason: "clusters-stale",
      says: /cluster "lab" have no contact to the API server/,
      logs: /"warn".*no contact to the API server/,
    });
    platform.cluster.comeUp();
    await untilGood(platform, informer);
    await untilGood(platform, collector);
  },
});

Deno.test("a file of credentials that is broken is named, and what was in force stays so", async () => {
  const token = "operator";
  const folder = await Deno.makeTempDir();
  const path = `${folder}/tokens.yaml`;
  const good = `"*": ${await toTokenDigest(token)}\n`;
  await Deno.writeTextFile(path, good);
  await using world = await startGood({
    server: { COLLECTOR_TOKENS_FILE: path, COLLECTOR_PUBLIC_READ: "true" },
    informer: { COLLECTOR_TOKEN: token },
  });
  const { platform, collector } = world;
  await Deno.writeTextFile(path, "lab: nonsense\n");
  await untilNamed(platform, collector, {
    reason: "credentials-outdated",
    says: /tokens\.yaml/,
    logs: /tokens\.yaml/,
  });
  await assertStatus(collector.url, /credentials-outdated.*tokens\.yaml/);
  platform.apply("team/new");
  await platform.untilStatuses({ "team/db": WELL, "team/new": WELL });
  await Deno.writeTextFile(path, good);
  await untilGood(platform, collector);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an informer whose token is refused says so, and the collector's log says from where", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/tokens.yaml`;
  await Deno.writeTextFile(path, `lab: ${await toTokenDigest("right")}\n`);
  await using world = await startGood({
    server: { COLLECTOR_TOKENS_FILE: path, COLLECTOR_PUBLIC_READ: "true" },
    informer: { COLLECTOR_TOKEN: "right" },
  });
  const { platform, collector, informer } = world;
  await Deno.writeTextFile(path, `lab: ${await toTokenDigest("other")}\n`);
  await untilNamed(platform, informer, {
    reason: "collector-refused",
    says: /401/,
    logs: /401/,
  });
  await collector.process.waitForLog(({ status, from }) => status === 401 && from !== undefined);
  await untilNamed(platform, collector, {
    reason: "clusters-stale",
    says: /cluster "lab"/,
    logs: /"warn".*Nothing is heard from cluster/,
  });
  if (IS_SLOW) {
    // A refused informer asks again each minute.
    await Deno.writeTextFile(path, `lab: ${await toTokenDigest("right")}\n`);
    await untilGood(platform, informer);
    await untilGood(platform, collector);
  }
  await Deno.remove(folder, { recursive: true });
});
