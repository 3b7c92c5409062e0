import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import { createApp, createAppKey } from "../testing/github/app_world.ts";
import { createGitHubDouble } from "../testing/github/github_double.ts";
import { ServerProcess } from "../testing/server_process.ts";

Deno.test("a server that signs in as a GitHub App proposes a commit that GitHub has signed", async () => {
  const key = createAppKey();
  const github = createGitHubDouble({
    owner: "acme",
    repo: "inventory",
    files: { "claims/registry.yaml": registryOf("db") },
    app: createApp(key),
    tokens: [],
  });
  const socket = await github.listen();
  try {
    const env = {
      GITHUB_API_URL: socket.url,
      GITHUB_TOKEN: "",
      LOG_LEVEL: "debug",
      GITHUB_APP_ID: "12",
      GITHUB_APP_INSTALLATION_ID: "34",
      GITHUB_APP_PRIVATE_KEY: key.pem.replaceAll("\n", "\\n"),
    };
    await using server = await ServerProcess.start({ env });
    await server.post("team/db", "Ready: True, Synced: True");
    await server.waitForLog(({ outcome }) => outcome === "proposed");
    const [pull] = github.pulls();
    assert.deepEqual(pull?.author, { login: "collector[bot]", type: "Bot" });
    assert.ok(await isVerified(`${socket.url}/repos/acme/inventory/git/commits/${pull.head.sha}`));
    assert.equal(github.appTokenCount, 1);
    const calls = server.records.filter(({ message }) => message === "Call to GitHub ended");
    assert.deepEqual(calls.map(({ level }) => level), calls.map(() => "debug"));
    const routes = calls.map(({ route, status }) => `${route} ${status}`);
    assert.equal(routes[0], "POST /app/installations/{installation_id}/access_tokens 201");
    assert.ok(routes.includes("POST /repos/{owner}/{repo}/git/trees 201"), routes.join("\n"));
  } finally {
    await socket.close();
  }

  async function isVerified(url: string): Promise<boolean> {
    github.tokens.grant({ token: "t", login: "mara" });
    const response = await fetch(url, { headers: { authorization: "token t" } });
    const { verification } = await response.json();
    return verification.verified;
  }
});
