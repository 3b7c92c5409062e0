/** No answer leads the bundled program to a server that no setting names. */
import assert from "node:assert/strict";
import { Issuer, TRUST } from "../access/issuer.ts";
import { registryOf } from "../testing/collector_world.ts";
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";
import { toLabKubeconfig } from "../testing/lab_kubeconfig.ts";
import { findFreePort } from "../modes/informer_world.ts";
import { BundledProgram, Elsewhere, Named } from "./bundle_world.ts";

// There is no such signal to ask by on Windows.
const ignore = Deno.build.os === "windows";
const DEADLINE_MS = 60_000;
const POLL_MS = 50;
const GIVEN_BACK = { ffi: "prompt", run: "prompt", sys: "prompt", write: "prompt" };

Deno.test(
  { name: "the bundled collector goes nowhere else, whatever it is answered", ignore },
  async () => {
    await using program = await BundledProgram.make();
    await using elsewhere = new Elsewhere();
    const files = { "claims/registry.yaml": registryOf("db", "cache") };
    const double = createGitHubDouble({ owner: "acme", repo: "inventory", files });
    let redirects = false;
    await using github = new Named(async (request) => {
      if (redirects) return elsewhere.redirect(request.method === "GET" ? 301 : 308);
      const { pathname, search } = new URL(request.url);
      const answer = await double.fetch(
        new Request(`https://api.github.com${pathname}${search}`, request),
      );
      return await misdirect(answer, elsewhere.url);
    });
    const issuer = await Issuer.create("key-1");
    const [here, there] = [issuer.keySet, elsewhere.url];
    await using keys = new Named(({ url }) =>
      url.endsWith("/keys") ? new Response(here) : elsewhere.redirect(302)
    );
    const { audience, subject } = TRUST;
    const trust = { issuer: there, audience, subject };
    const oidc = `${program.folder}/oidc.json`;
    await Deno.writeTextFile(
      oidc,
      JSON.stringify({
        prod: { ...trust, jwks: `${keys.url}/keys` },
        lab: { ...trust, jwks: `${keys.url}/moved` },
      }),
    );
    await using server = program.start("server", {
      COLLECTOR_HOST: "127.0.0.1",
      COLLECTOR_PORT: "0",
      COLLECTOR_OIDC_FILE: oidc,
      COLLECTOR_RECONCILE_INTERVAL: "1s",
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: defaultToken,
      REGISTRY_REPO_OWNER: "acme",
      REGISTRY_REPO_NAME: "inventory",
      REGISTRY_FILE_PATH: "claims/registry.yaml",
    });
    await server.waitForLog("Cannot read keys");
    const { port } = await server.waitForLog("Listening");
    const url = `http://127.0.0.1:${port}/api/v1/status`;
    const now = Math.floor(Date.now() / 1_000);
    const token = await issuer.sign({
      claims: { iss: there, iat: now, nbf: now, exp: now + 600, jwks_uri: `${there}/keys` },
      header: { jku: `${there}/keys`, x5u: `${there}/certificate` },
    });
    assert.equal(await post(url, { claimRef: "team/db", token }), 201);
    await server.waitForLog(({ outcome }) => outcome === "proposed");
    redirects = true;
    await server.waitForLog(`Pass failed: `);
    redirects = false;
    const seen = server.records.length;
    assert.equal(await post(url, { claimRef: "team/cache", token }), 201);
    await server.waitForLog(({ outcome }) => outcome === "proposed", seen);
    server.kill("SIGUSR1");
    const { message: _message, ...rights } = await server.waitForLog("Rights");
    assert.deepEqual(rights, GIVEN_BACK);
    server.kill("SIGTERM");
    assert.equal((await server.ended).code, 0);
    assert.equal(elsewhere.visitCount, 0);
  },
);

Deno.test(
  { name: "the bundled informer goes nowhere else, whatever it is answered", ignore },
  async () => {
    await using program = await BundledProgram.make();
    await using elsewhere = new Elsewhere();
    let refuses = false;
    await using cluster = new Named(() =>
      refuses ? new Response(null, { status: 401 }) : elsewhere.redirect()
    );
    await using collector = new Named(() => elsewhere.redirect());
    const port = findFreePort();
    const probes = `http://127.0.0.1:${port}/readyz`;
    const kubeconfig = `${program.folder}/kubeconfig`;
    const write = (server: string) =>
      Deno.writeTextFile(kubeconfig, toLabKubeconfig(server, { token: "cluster-token" }));
    await write(cluster.url);
    await using informer = program.start("informer", {
      CLUSTER_NAME: "lab",
      COLLECTOR_URL: collector.url,
      COLLECTOR_TOKEN: "token",
      CLAIM_GROUP: "storage.example.org",
      CLAIM_RESOURCE: "volumeclaims",
      INFORMER_HEARTBEAT: "1s",
      INFORMER_PORT: String(port),
      KUBECONFIG: kubeconfig,
    });
    await informer.waitForLog("Cannot watch claims: The API server answered 307");
    await informer.waitForLog("The collector refuses what is sent");
    // Whoever is refused reads the kubeconfig again.
    await write(elsewhere.url);
    refuses = true;
    await until(async () => (await readText(probes)).includes("it names another API server now"));
    informer.kill("SIGUSR1");
    const { message: _message, ...rights } = await informer.waitForLog("Rights");
    assert.deepEqual(rights, { ...GIVEN_BACK, run: "granted" });
    informer.kill("SIGTERM");
    assert.equal((await informer.ended).code, 0);
    assert.equal(elsewhere.visitCount, 0);
  },
);

/** All addresses in it lead elsewhere, and there is always another page there. */
async function misdirect(answer: Response, url: string): Promise<Response> {
  const headers = new Headers(answer.headers);
  headers.set("link", `<${url}/page>; rel="next", <${url}/page>; rel="last"`);
  const isEmpty = answer.status === 204 || answer.status === 304;
  const text = isEmpty ? null : (await answer.text()).replace(/"https?:\/\/[^"/]+/g, `"${url}`);
  return new Response(text, { status: answer.status, headers });
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!await isTrue()) {
    assert.ok(performance.now() < deadline, `What was waited for did not come: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function readText(url: string): Promise<string> {
  return await (await fetch(url)).text();
}

async function post(
  url: string,
  { token, claimRef }: { readonly token: string; readonly claimRef: string },
): Promise<number> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ cluster: "prod", claimRef, statusMessage: "Ready: True, Synced: True" }),
  });
  await response.body?.cancel();
  return response.status;
}
