/**
 * Secrets of both processes, with all that they say switched on: whatever goes right or wrong, none of
 * them is in a log or an answer.
 */
import assert from "node:assert/strict";
import { findFreePort } from "../modes/informer_world.ts";
import { runPlan } from "../testing/plan_process.ts";
import { ServerProcess } from "../testing/server_process.ts";
import { registryOf } from "../testing/collector_world.ts";
import { defaultToken } from "../testing/github/github_double.ts";
import { Platform } from "./platform.ts";
import { toTokenDigest } from "../access/token_digest.ts";
import { toLabKubeconfig } from "../testing/lab_kubeconfig.ts";

const COLLECTOR_TOKEN = "canary-collector-4c1d8f";
const KUBE_TOKEN = "canary-kube-77ab02";
const WRONG_TOKEN = "canary-wrong-9921ee";
/** What people put where no secret belongs: it may be in the status, and nowhere else. */
const SPOKEN = "canary-spoken-5520aa";
/** In an address, whose query is nobody's business. */
const ADDRESS_KEY = "canary-address-03bd6e";
const SECRETS = [ADDRESS_KEY, COLLECTOR_TOKEN, KUBE_TOKEN, WRONG_TOKEN, defaultToken, SPOKEN];
const PATHS = [
  ...["/healthz", "/readyz", "/version", "/openapi.json", "/docs", "/api/v1/clusters"],
  ...["/api/v1/reconcile", "/api/v1/reconcile/plan", "/nowhere"],
];

const INFORMER_PATHS = ["/healthz", "/readyz?verbose", "/metrics", "/version", "/nowhere"];

/** A folder with the files that both processes are given. */
async function writeFiles(platform: Platform): Promise<string> {
  const folder = await Deno.makeTempDir();
  const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
  await write("tokens.yaml", `"*": ${await toTokenDigest(COLLECTOR_TOKEN)}\n`);
  await write("collector-token", `${COLLECTOR_TOKEN}\n`);
  const jwks = `http://127.0.0.1:1/keys?code=${ADDRESS_KEY}`;
  const trust = { issuer: "https://a.test", audience: "b", subject: "c", jwks };
  await write("oidc.yaml", JSON.stringify({ prod: trust }));
  await write("kubeconfig", toLabKubeconfig(platform.cluster.url, { token: KUBE_TOKEN }));
  return folder;
}

async function readAnswers(url: string, token: string, paths = PATHS): Promise<string> {
  const answers = await Promise.all(paths.map(async (path) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}${path}`, { headers });
    return [...response.headers, await response.text()].join("\n");
  }));
  return answers.join("\n");
}

Deno.test("no log and no answer holds a secret, whatever happens", async () => {
  await using platform = await Platform.create(registryOf("db", "web"));
  const folder = await writeFiles(platform);
  const said: string[] = [];
  const informerPort = findFreePort();
  platform.apply("team/db", { complaint: `password: ${SPOKEN}` });
  await using server = await platform.startServer({
    COLLECTOR_TOKENS_FILE: `${folder}/tokens.yaml`,
    COLLECTOR_OIDC_FILE: `${folder}/oidc.yaml`,
    LOG_LEVEL: "debug",
  });
  await using informer = platform.startInformer({
    COLLECTOR_TOKEN_FILE: `${folder}/collector-token`,
    INFORMER_PORT: String(informerPort),
    KUBECONFIG: `${folder}/kubeconfig`,
    LOG_LEVEL: "debug",
  });
  await informer.waitForLog("Synchronised");
  await server.waitForLog(({ outcome }) => outcome === "proposed");
  said.push(await readAnswers(platform.serverUrl, COLLECTOR_TOKEN));
  said.push(await readAnswers(platform.serverUrl, WRONG_TOKEN));
  const informerUrl = `http://127.0.0.1:${informerPort}`;
  said.push(await readAnswers(informerUrl, COLLECTOR_TOKEN, INFORMER_PATHS));
  const planEnv = { COLLECTOR_URL: platform.serverUrl, COLLECTOR_TOKEN: WRONG_TOKEN };
  const refusedPlan = await runPlan([], { env: planEnv });
  assert.equal(refusedPlan.code, 1);
  said.push(refusedPlan.stdout, refusedPlan.stderr);

  // Proxies in between repeat what they were sent.
  const message = `bad credential: ${defaultToken} Authorization: token ${defaultToken}`;
  platform.github.fault({ when: "before", times: 4, answer: { status: 503, body: { message } } });
  await server.waitForLog(({ code }) => code === "unavailable");
  platform.github.fault({ when: "before", times: 4, answer: { status: 403, body: { message } } });
  await server.waitForLog(({ code }) => code === "access");
  said.push(await readAnswers(platform.serverUrl, COLLECTOR_TOKEN));
  const accessFailureCount = server.records.length;

  platform.github.tokens.revoke(defaultToken);
  await server.waitForLog(({ code }) => code === "access", accessFailureCount);
  platform.cluster.failNext({ status: 401, count: 20 });
  platform.cluster.endWatches();
  await informer.waitForLog("Cannot watch claims");
  await Deno.writeTextFile(`${folder}/collector-token`, `${WRONG_TOKEN}\n`);
  await informer.waitForLog(({ message }) => String(message).includes("401"));
  await Deno.writeTextFile(`${folder}/tokens.yaml`, `prod: ${WRONG_TOKEN}\n`);
  await server.waitForLog(({ message }) => String(message).includes("without a digest"));
  said.push(await readAnswers(platform.serverUrl, COLLECTOR_TOKEN));
  said.push(await readAnswers(informerUrl, COLLECTOR_TOKEN, INFORMER_PATHS));

  for (const process of [server, informer]) {
    process.kill("SIGTERM");
    assert.equal((await process.ended).code, 0);
    said.push(JSON.stringify(process.records), process.noise.join("\n"));
  }
  assertUnsaid(said);
  await Deno.remove(folder, { recursive: true });
});

/** Nothing that was said has one of the secrets in it. */
function assertUnsaid(said: readonly string[]): void {
  for (const secret of SECRETS) {
    const found = said.find((text) => text.includes(secret));
    const place = found?.indexOf(secret) ?? 0;
    assert.equal(found?.slice(Math.max(0, place - 200), place + 100), undefined, secret);
  }
}

Deno.test("no setting that is refused at the start is told with a secret in it", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/file`;
  const said: string[] = [];
  const pem = `-----BEGIN RSA PRIVATE KEY-----\n${SPOKEN}\n-----END RSA PRIVATE KEY-----\n`;
  for (
    const text of [`${SPOKEN} ${SPOKEN}`, pem, `prod: ${SPOKEN}`, `{"*": {"jwks": "${SPOKEN}"}}`]
  ) {
    await Deno.writeTextFile(path, text);
    for (const env of toWrongSettings({ path, text })) {
      const process = ServerProcess.run({ env: { LOG_LEVEL: "debug", ...env } });
      assert.notEqual((await process.ended).code, 0, JSON.stringify(env));
      said.push(JSON.stringify(process.records), process.noise.join("\n"));
    }
  }
  assertUnsaid(said);
  await Deno.remove(folder, { recursive: true });
});

/** Settings that keep a server from starting, with a secret wherever somebody could put one. */
function toWrongSettings(
  { path, text }: { readonly path: string; readonly text: string },
): readonly Readonly<Record<string, string>>[] {
  const app = { GITHUB_APP_ID: "1", GITHUB_APP_INSTALLATION_ID: "2" };
  return [
    { GITHUB_TOKEN: text, GITHUB_API_URL: `https://user:${SPOKEN}@a.test` },
    { GITHUB_TOKEN_FILE: path },
    { ...app, GITHUB_APP_PRIVATE_KEY: text },
    { ...app, GITHUB_APP_PRIVATE_KEY_FILE: path },
    { GITHUB_TOKEN: "token", COLLECTOR_TOKENS_FILE: path, COLLECTOR_OIDC_FILE: path },
  ];
}
