import assert from "node:assert/strict";
import type { KubernetesStandIn } from "../../demo/kubernetes/kubernetes_stand_in.ts";
import { createInClusterAccess } from "../../src/kube/in_cluster_access.ts";
import { createKubeClaimWatcher } from "../../src/kube/kube_claim_watcher.ts";
import { ManualClock } from "../testing/manual_clock.ts";
import { createCertificateAuthority, HAS_OPENSSL } from "./certificate_authority.ts";
import { CLAIM_TARGET } from "./scripted_api_server.ts";
import { endWait, WatchLog } from "./watch_log.ts";
import { startWatchedStandIn, toWidget } from "./watched_stand_in.ts";

/** A pod's mount, an API server with HTTPS and HTTP/2 that trusts its token, and a watcher. */
async function startPod() {
  const authority = await createCertificateAuthority();
  const { cert, key } = authority.server;
  const world = startWatchedStandIn({ tls: { cert, key }, token: "token-1" });
  const folder = authority.folder;
  await Deno.writeTextFile(`${folder}/token`, "token-1\n");
  const url = new URL(world.api.url);
  const access = await createInClusterAccess({ host: url.hostname, port: url.port, folder });
  const clock = new ManualClock("2026-01-01T00:00:00Z");
  return {
    api: world.api,
    authority,
    folder,
    access,
    clock,
    watcher: createKubeClaimWatcher({ access, clock, random: () => 0 }),
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]();
      await authority[Symbol.asyncDispose]();
    },
  };
}

function testPod(
  name: string,
  run: (pod: Awaited<ReturnType<typeof startPod>>) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: !HAS_OPENSSL,
    fn: async () => {
      await using pod = await startPod();
      await run(pod);
    },
  });
}

/** Ends the watches and waits for the next request: what happens then is told to a new watch. */
async function endWatches(api: KubernetesStandIn): Promise<void> {
  const count = api.requests.length;
  api.endWatches();
  await api.until(() => api.requests.length > count);
}

testPod(
  "a pod watches with its service account, over TLS with the cluster's own CA",
  async (pod) => {
    pod.api.apply(toWidget("a"));
    await using log = new WatchLog(pod.watcher, CLAIM_TARGET);
    await log.waitForWords("listed");
    assert.deepEqual(log.names, ["a"]);
    assert.equal(pod.access.description, "service account");
  },
);

testPod("a server that the mounted CA does not know is not spoken to", async (pod) => {
  await using other = await createCertificateAuthority();
  await Deno.copyFile(other.certPath, `${pod.folder}/ca.crt`);
  await using log = new WatchLog(pod.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable -");
  const [trouble] = log.events.filter((event) => event.type === "trouble");
  assert.match(trouble?.problem.message ?? "", /^The connection to .* failed: .*certificate/);
  await Deno.writeTextFile(`${pod.folder}/ca.crt`, pod.authority.cert);
  await endWait(pod.clock);
  await log.waitForWords("listed");
});

testPod("a rotated token is used from the next request on, without trouble", async (pod) => {
  await using log = new WatchLog(pod.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  await Deno.writeTextFile(`${pod.folder}/token`, "token-two");
  pod.api.setToken("token-two");
  await endWatches(pod.api);
  pod.api.apply(toWidget("a"));
  await log.waitForWords("applied a");
  assert.deepEqual(log.words.filter((word) => word.startsWith("trouble")), []);
  assert.deepEqual(pod.api.requests.filter(({ status }) => status === 401), []);
});

testPod("a refused token is told as trouble until the mount holds one that serves", async (pod) => {
  await using log = new WatchLog(pod.watcher, CLAIM_TARGET);
  await log.waitForWords("listed");
  pod.api.setToken("token-2");
  pod.api.endWatches();
  await log.waitForWords("trouble refused 401");
  await Deno.writeTextFile(`${pod.folder}/token`, "token-2\n");
  pod.api.apply(toWidget("a"));
  await endWait(pod.clock);
  await log.waitForWords("applied a");
  assert.equal(log.words.filter((word) => word === "listing").length, 1);
});

testPod(
  "while the mount is replaced, the token that served until now goes on serving",
  async (pod) => {
    await using log = new WatchLog(pod.watcher, CLAIM_TARGET);
    await log.waitForWords("listed");
    await Deno.remove(`${pod.folder}/token`);
    await endWatches(pod.api);
    pod.api.apply(toWidget("a"));
    await log.waitForWords("applied a");
    assert.deepEqual(log.words.filter((word) => word.startsWith("trouble")), []);
  },
);

testPod("a missing token or a CA file without a certificate is told with its path", async (pod) => {
  await Deno.writeTextFile(`${pod.folder}/ca.crt`, "not yet");
  await Deno.remove(`${pod.folder}/token`);
  await using log = new WatchLog(pod.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable -");
  await Deno.writeTextFile(`${pod.folder}/token`, "two words");
  await endWait(pod.clock);
  await log.waitForWords("trouble unavailable -", 2);
  await Deno.writeTextFile(`${pod.folder}/token`, "token-1");
  await endWait(pod.clock);
  await log.waitForWords("trouble unavailable -", 3);
  const messages = log.events.flatMap((event) =>
    event.type === "trouble" ? [event.problem.message.replaceAll(pod.folder, "")] : []
  );
  assert.deepEqual(messages, [
    `Cannot read "/token" of the service account: NotFound`,
    `Cannot read "/token" of the service account: it holds no usable token: ` +
    "expected one line of printable ASCII without spaces",
    `Cannot read "/ca.crt" of the service account: it holds no certificate`,
  ]);
});

Deno.test("a token file that looks unchanged is read again after a 401, and only then", async () => {
  let token = "before";
  const access = await createInClusterAccess({
    host: "kube",
    port: "443",
    folder: "/mount",
    readTextFile: () => Promise.resolve(token),
    stat: () => Promise.resolve({ mtime: new Date(0), size: 6, ino: 1 }),
  });
  assert.deepEqual(await access.readHeaders(), { authorization: "Bearer before" });
  token = "behind";
  assert.deepEqual(await access.readHeaders(), { authorization: "Bearer before" });
  access.forgetCredentials();
  assert.deepEqual(await access.readHeaders(), { authorization: "Bearer behind" });
});

testPod("without a mounted CA the system's authorities decide", async (pod) => {
  await Deno.remove(`${pod.folder}/ca.crt`);
  await using log = new WatchLog(pod.watcher, CLAIM_TARGET);
  await log.waitForWords("trouble unavailable -");
  const [trouble] = log.events.filter((event) => event.type === "trouble");
  assert.match(trouble?.problem.message ?? "", /UnknownIssuer|certificate/);
});

Deno.test("an IPv6 address stands in brackets", async () => {
  const access = await createInClusterAccess({ host: "fd00::1", port: "443", folder: "/nowhere" });
  assert.equal(access.baseUrl, "https://[fd00::1]:443");
});

Deno.test("a proxy of the environment is told", async () => {
  const env = (name: string) => name === "HTTPS_PROXY" ? "http://proxy:3128" : undefined;
  const access = await createInClusterAccess({
    host: "kube",
    port: "443",
    folder: "/nowhere",
    env,
  });
  assert.equal(access.description, 'service account through the proxy "http://proxy:3128"');
  assert.equal(access.via, 'the proxy at "http://proxy:3128"');
});
