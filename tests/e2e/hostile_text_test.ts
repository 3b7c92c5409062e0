/**
 * Every hostile text at the doors of the real processes: posts, paths and headers at the socket of a
 * server, whose log is read line by line, and plans of them, on a pipe as a user would have it.
 */
import assert from "node:assert/strict";
import { parsePlanDocument } from "../../src/contract/plan_document.ts";
import { findFreePort } from "../modes/informer_world.ts";
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";
import { HOSTILE_TEXTS, UNSAFE } from "../testing/hostile_texts.ts";
import { runPlan } from "../testing/plan_process.ts";
import { ServerProcess } from "../testing/server_process.ts";

const REGISTRY_PATH = "claims/registry.yaml";
const HEAD = "apiVersion: claim-registry.io/v1alpha1\nkind: ClaimRegistry\nclaims:\n";

/** An entry and an orphan for each text: names that people could have written. */
function toRegistry(): string {
  const entries = HOSTILE_TEXTS.map(({ text }, index) => {
    const name = JSON.stringify(text.toWellFormed());
    return `  - name: ${name}\n    cluster: lab\n    claimRef: team/m${index}\n` +
      `  - name: ${name}\n    namespace: nobody\n`;
  });
  return HEAD + entries.join("");
}

/** Posts each text as every field there is, and as a message of a claim that is registered. */
async function postAll(url: string): Promise<void> {
  const post = async (body: Readonly<Record<string, string>>): Promise<void> => {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/v1/status`, init);
    assert.ok([201, 400, 413].includes(response.status), `${response.status}`);
    await response.body?.cancel();
  };
  for (const [index, { text }] of HOSTILE_TEXTS.entries()) {
    await post({ cluster: "lab", claimRef: `team/m${index}`, statusMessage: text });
    await post({ cluster: text, claimRef: text, statusMessage: text, group: text, kind: text });
    await post({ cluster: "lab", claimRef: text, statusMessage: text, phase: text });
  }
}

/** Sends a request line and headers as they are, and waits for the end of the answer. */
async function sendRaw(port: number, head: Uint8Array): Promise<void> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    await connection.write(head);
    await new Response(connection.readable).arrayBuffer();
  } catch (error) {
    // A server may hang up on whom it does not understand.
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
}

/** Each text raw in a path, a method and in headers: most are no HTTP, and some of them are. */
async function sendAllRaw(port: number): Promise<void> {
  for (const { text } of HOSTILE_TEXTS) {
    const short = text.slice(0, 2_000);
    const end = "\r\nhost: x\r\nconnection: close\r\n\r\n";
    for (
      const head of [
        `GET /api/v1/status/${short} HTTP/1.1${end}`,
        `GET /nowhere/${encodeURIComponent(short.toWellFormed())} HTTP/1.1${end}`,
        `${short} /healthz HTTP/1.1${end}`,
        `GET /api/v1/clusters HTTP/1.1\r\nx-request-id: ${short}\r\nuser-agent: ${short}${end}`,
      ]
    ) await sendRaw(port, new TextEncoder().encode(head));
  }
}

/** A GitHub whose registry has all the texts, and what a server needs to know of it. */
async function createGitHub() {
  const files = { [REGISTRY_PATH]: toRegistry() };
  const github = createGitHubDouble({ owner: "acme", repo: "inventory", files });
  const socket = await github.listen();
  const env = {
    GITHUB_API_URL: socket.url,
    GITHUB_TOKEN: defaultToken,
    COLLECTOR_RECONCILE_INTERVAL: "1h",
    LOG_LEVEL: "debug",
  };
  return { env, [Symbol.asyncDispose]: () => socket.close() };
}

async function reconcile(url: string): Promise<string> {
  const pass = await fetch(`${url}/api/v1/reconcile`, { method: "POST" });
  return (await pass.json()).outcome;
}

Deno.test("no text breaks a line of the log, forges one, or steers the terminal of a plan", async () => {
  await using github = await createGitHub();
  await using server = await ServerProcess.start({ env: github.env });
  await server.waitForLog(({ outcome }) => outcome === "up-to-date");
  await postAll(server.url);
  await sendAllRaw(Number(new URL(server.url).port));

  const env = { COLLECTOR_URL: server.url };
  const text = await runPlan([], { env });
  assert.deepEqual([text.code, text.stderr], [0, ""]);
  assert.doesNotMatch(text.stdout.replace(/[\n\t]/g, ""), UNSAFE);
  const json = await runPlan(["--output=json"], { env });
  assert.equal(json.stdout.split("\n").length, 2);
  assert.doesNotMatch(json.stdout.trimEnd(), UNSAFE);
  assert.ok((parsePlanDocument(json.stdout)?.changeCount ?? 0) > 50);

  assert.equal(await reconcile(server.url), "proposed");
  server.kill("SIGTERM");
  assert.equal((await server.ended).code, 0);
  // Whatever is no JSON, and all of standard error.
  assert.deepEqual(server.noise, []);
  for (const { time, level, message } of server.records) {
    assert.match(String(time), /^\d{4}-\d\d-\d\dT/);
    assert.match(String(level), /^(?:debug|info|warn|error)$/);
    assert.notEqual(message, "forged");
  }
  const answered = server.records.filter(({ message }) => message === "Request answered");
  assert.ok(answered.length > 4 * HOSTILE_TEXTS.length, `${answered.length}`);
});

Deno.test("in text, each line of the log is one that the server wrote", async () => {
  await using github = await createGitHub();
  const port = findFreePort();
  const url = `http://127.0.0.1:${port}`;
  await using server = ServerProcess.run({
    env: { ...github.env, LOG_FORMAT: "text", COLLECTOR_PORT: String(port) },
  });
  await server.waitForLine((line) => line.includes(" Listening "));
  await postAll(url);
  await sendAllRaw(port);
  assert.equal(await reconcile(url), "proposed");
  server.kill("SIGTERM");
  assert.equal((await server.ended).code, 0);
  assert.ok(server.noise.length > 4 * HOSTILE_TEXTS.length, `${server.noise.length}`);
  for (const line of server.noise) {
    assert.doesNotMatch(line, UNSAFE);
    assert.match(line, /^\d\d:\d\d:\d\d\.\d{3} (?:DEBUG|INFO|WARN|ERROR) [A-Z]/);
  }
});
