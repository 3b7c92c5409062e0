/**
 * Secrets of both processes, with all that they say switched on: whatever goes right or wrong, none of
 * them is in a log or an answer.
 */
import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import { defaultToken } from "../testing/github/github_double.ts";
import { Platform } from "./platform.ts";
import { toTokenDigest } from "../access/token_digest.ts";

const COLLECTOR_TOKEN = "canary-collector-4c1d8f";
const KUBE_TOKEN = "canary-kube-77ab02";
const WRONG_TOKEN = "canary-wrong-9921ee";
/** What people put where no secret belongs: it may be in the status, and nowhere else. */
const SPOKEN = "canary-spoken-5520aa";
const SECRETS = [COLLECTOR_TOKEN, KUBE_TOKEN, WRONG_TOKEN, defaultToken, SPOKEN];
const PATHS = [
  ...["/healthz", "/readyz", "/version", "/openapi.json", "/api/v1/clusters"],
  ...["/api/v1/reconcile", "/api/v1/reconcile/plan", "/nowhere"],
];

/** A folder with the files that both processes are given. */
async function writeFiles(platform: Platform): Promise<string> {
  const folder = await Deno.makeTempDir();
  const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
  await write("tokens.yaml", `"*": ${await toTokenDigest(COLLECTOR_TOKEN)}\n`);
  await write("collector-token", `${COLLECTOR_TOKEN}\n`);
  await write(
    "kubeconfig",
    JSON.stringify({
      "current-context": "lab",
      contexts: [{ name: "lab", context: { cluster: "lab", user: "lab" } }],
      clusters: [{ name: "lab", cluster: { server: platform.cluster.url } }],
      users: [{ name: "lab", user: { token: KUBE_TOKEN } }],
    }),
  );
  return folder;
}

async function readAnswers(url: string, token: string): Promise<string> {
  const answers = await Promise.all(PATHS.map(async (path) => {
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
  platform.apply("team/db", { complaint: `password: ${SPOKEN}` });
  await using server = await platform.startServer({
    COLLECTOR_TOKENS_FILE: `${folder}/tokens.yaml`,
    LOG_LEVEL: "debug",
  });
  await using informer = platform.startInformer({
    COLLECTOR_TOKEN_FILE: `${folder}/collector-token`,
    KUBECONFIG: `${folder}/kubeconfig`,
    LOG_LEVEL: "debug",
  });
  await informer.waitForLog("Synchronised");
  await server.waitForLog(({ outcome }) => outcome === "proposed");
  said.push(await readAnswers(platform.serverUrl, COLLECTOR_TOKEN));
  said.push(await readAnswers(platform.serverUrl, WRONG_TOKEN));

  platform.github.tokens.revoke(defaultToken);
  await server.waitForLog(({ code }) => code === "access");
  platform.cluster.failNext({ status: 401, count: 20 });
  platform.cluster.endWatches();
  await informer.waitForLog("Cannot watch claims");
  await Deno.writeTextFile(`${folder}/collector-token`, `${WRONG_TOKEN}\n`);
  await informer.waitForLog(({ message }) => String(message).includes("401"));
  await Deno.writeTextFile(`${folder}/tokens.yaml`, `prod: ${WRONG_TOKEN}\n`);
  await server.waitForLog(({ message }) => String(message).includes("without a digest"));
  said.push(await readAnswers(platform.serverUrl, COLLECTOR_TOKEN));

  for (const process of [server, informer]) {
    process.kill("SIGTERM");
    assert.equal((await process.ended).code, 0);
    said.push(JSON.stringify(process.records), process.noise.join("\n"));
  }
  for (const secret of SECRETS) {
    const found = said.find((text) => text.includes(secret));
    const place = found?.indexOf(secret) ?? 0;
    assert.equal(found?.slice(Math.max(0, place - 200), place + 100), undefined, secret);
  }
  await Deno.remove(folder, { recursive: true });
});
