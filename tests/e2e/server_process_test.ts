import assert from "node:assert/strict";
import { toTokenDigest } from "../access/token_digest.ts";
import { registryOf } from "../testing/collector_world.ts";
import {
  createGitHubDouble,
  defaultToken,
  type GitHubDouble,
} from "../testing/github/github_double.ts";
import { ServerProcess } from "../testing/server_process.ts";

const READY = "Ready: True, Synced: True";
const isProposed = ({ outcome }: Readonly<Record<string, unknown>>) => outcome === "proposed";

/** A double on a socket. */
async function serveGitHub(
  registry: string,
): Promise<
  { readonly github: GitHubDouble; readonly env: Record<string, string> } & AsyncDisposable
> {
  const github = createGitHubDouble({
    owner: "acme",
    repo: "inventory",
    files: { "claims/registry.yaml": registry },
  });
  const server = await github.listen();
  return {
    github,
    env: { GITHUB_API_URL: server.url, GITHUB_TOKEN: defaultToken },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

Deno.test("a posted status becomes a pull request; a signal ends the server with 0", async () => {
  await using world = await serveGitHub(registryOf("db"));
  await using server = await ServerProcess.start({ env: world.env });
  await server.post("team/db", READY);
  await server.waitForLog(isProposed);
  assert.equal(world.github.pulls().length, 1);
  server.kill("SIGTERM");
  assert.deepEqual((await server.ended).code, 0);
  assert.deepEqual(server.noise, []);
});

Deno.test("what is pending when the server is asked to stop is still proposed", async () => {
  await using world = await serveGitHub(registryOf("db"));
  const env = { ...world.env, COLLECTOR_RECONCILE_INTERVAL: "1h" };
  await using server = await ServerProcess.start({ env });
  await server.waitForLog(({ outcome }) => outcome === "up-to-date");
  await server.post("team/db", READY);
  server.kill("SIGINT");
  assert.equal((await server.ended).code, 0);
  assert.equal(world.github.pulls().length, 1);
});

Deno.test("keys that nobody answers for hold up neither the stop nor what is pending", async () => {
  await using world = await serveGitHub(registryOf("db"));
  const asked: Deno.Conn[] = [];
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const second = Promise.withResolvers<void>();
  void (async () => {
    for await (const connection of listener) {
      asked.push(connection);
      // The first request is made before the server listens; it ends, and another one comes.
      if (asked.length === 1) connection.close();
      else second.resolve();
    }
  })();
  const file = await Deno.makeTempFile();
  const jwks = `http://127.0.0.1:${listener.addr.port}/keys`;
  const trust = { issuer: "https://a", audience: "b", subject: "c", jwks };
  await Deno.writeTextFile(file, JSON.stringify({ lab: trust }));
  const tokens = await Deno.makeTempFile();
  await Deno.writeTextFile(tokens, JSON.stringify({ "*": await toTokenDigest("operator") }));
  await using server = await ServerProcess.start({
    env: {
      ...world.env,
      COLLECTOR_OIDC_FILE: file,
      COLLECTOR_TOKENS_FILE: tokens,
      COLLECTOR_RECONCILE_INTERVAL: "1h",
    },
  });
  await server.waitForLog(({ outcome }) => outcome === "up-to-date");
  await server.post("team/db", READY, { authorization: "Bearer operator" });
  await second.promise;
  server.kill("SIGTERM");
  assert.equal((await server.ended).code, 0);
  assert.equal(world.github.pulls().length, 1);
  asked.at(-1)?.close();
  await Promise.all([Deno.remove(file), Deno.remove(tokens)]);
});

Deno.test("a stop does not wait longer than it may for a GitHub that hangs", async () => {
  await using world = await serveGitHub(registryOf("db"));
  world.github.fault({ when: "before", answer: "hang", times: 100 });
  await using server = await ServerProcess.start({ env: world.env });
  server.kill("SIGTERM");
  assert.equal((await server.ended).code, 0);
});

Deno.test("a second signal ends the server at once", async () => {
  await using world = await serveGitHub(registryOf("db"));
  world.github.fault({ when: "before", answer: "hang", times: 100 });
  await using server = await ServerProcess.start({ env: world.env });
  server.kill("SIGTERM");
  await server.waitForLog(({ message }) => message === "Stopping");
  server.kill("SIGTERM");
  assert.equal((await server.ended).code, 128 + 15);
});

Deno.test("a server without GitHub takes posts and says that it is degraded", async () => {
  const env = { GITHUB_API_URL: "http://127.0.0.1:1", GITHUB_TOKEN: "token" };
  await using server = await ServerProcess.start({ env });
  await server.waitForLog(({ outcome }) => outcome === "failed");
  await server.post("team/db", READY);
  const readiness = await fetch(`${server.url}/readyz`);
  assert.equal(readiness.status, 200);
  const { status, reasons } = await readiness.json();
  assert.equal(status, "degraded");
  assert.equal(reasons[0].code, "repository-unavailable");
  assert.match(
    reasons[0].message,
    /^Cannot read the repository "acme\/inventory": connection/,
  );
});

Deno.test("an address that is taken is said in one line, exit code 1", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const env = {
    GITHUB_API_URL: "http://127.0.0.1:1",
    GITHUB_TOKEN: "token",
    COLLECTOR_PORT: String(taken.addr.port),
  };
  await using server = ServerProcess.run({ env });
  assert.equal((await server.ended).code, 1);
  assert.match(
    String(server.records.at(-1)?.["message"]),
    /^Cannot listen on "127\.0\.0\.1" port \d+:/,
  );
});

Deno.test("a token file that is replaced is used from the next call on", async () => {
  await using world = await serveGitHub(registryOf("db"));
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, "old_token\n");
    const env = { ...world.env, GITHUB_TOKEN: "", GITHUB_TOKEN_FILE: file };
    await using server = await ServerProcess.start({ env });
    await server.waitForLog(({ code }) => code === "access");
    await Deno.writeTextFile(file, `${defaultToken}\n`);
    await server.waitForLog(({ outcome }) => outcome === "up-to-date");
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("a host header that is none is refused in one sentence", async () => {
  const env = { GITHUB_API_URL: "http://127.0.0.1:9", GITHUB_TOKEN: "token" };
  await using server = await ServerProcess.start({ env });
  for (const host of ["[", "a b", "a%zz", "a:99999"]) {
    using socket = await Deno.connect({ port: Number(new URL(server.url).port) });
    const head =
      `GET /api/v1/status?limit=1 HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`;
    await socket.write(new TextEncoder().encode(head));
    const answer = await new Response(socket.readable).text();
    assert.match(answer, /^HTTP\/1\.1 400 /, host);
    assert.match(
      answer,
      /\{"error":"Expected a path and a Host header that make an address"/,
      host,
    );
  }
});

Deno.test("a large registry is worked on beside the server's own thread", async () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `claim-${index}`);
  await using world = await serveGitHub(registryOf(...names));
  await using server = await ServerProcess.start({ env: world.env });
  await server.post("team/claim-19999", READY);
  const controller = new AbortController();
  const watching = watchHealth(server.url, controller.signal);
  await server.waitForLog(isProposed).finally(() => controller.abort());
  assert.ok(await watching > 0, "probes were answered");
  const [branch] = world.github.branches().filter((name) => name !== "main");
  const text = world.github.readFile({ branch: branch ?? "", path: "claims/registry.yaml" });
  assert.equal(text?.match(/statusMessage/g)?.length, 1);
});

/** How many probes were answered until the signal. */
async function watchHealth(url: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  while (!signal.aborted) {
    const response = await fetch(`${url}/healthz`);
    await response.body?.cancel();
    assert.equal(response.status, 200);
    count += 1;
  }
  return count;
}
