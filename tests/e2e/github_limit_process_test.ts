import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import { createGitHubDouble, defaultToken } from "../testing/github/github_double.ts";
import { ServerProcess } from "../testing/server_process.ts";

/** Runs a pass, and gives its sentence. */
async function pass(server: ServerProcess): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/reconcile`, { method: "POST" });
  const body: { readonly message?: string; readonly error?: string } = await response.json();
  return body.message ?? body.error ?? "";
}

Deno.test("another token in its file ends a wait for the limit, and a file that is gone is told", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/token`;
  await Deno.writeTextFile(path, defaultToken);
  const github = createGitHubDouble({
    owner: "acme",
    repo: "inventory",
    files: { "claims/registry.yaml": registryOf("db") },
    tokens: [defaultToken, "t2"].map((token) => ({ token, login: "registry-bot" })),
  });
  const socket = await github.listen();
  try {
    const env = {
      COLLECTOR_RECONCILE_INTERVAL: "1h",
      GITHUB_API_URL: socket.url,
      GITHUB_TOKEN: "",
      GITHUB_TOKEN_FILE: path,
    };
    await using server = await ServerProcess.start({ env });
    await server.waitForLog("Pass: ");
    const answer = { status: 403, headers: { "retry-after": "3000" }, body: { message: "slow" } };
    github.fault({ when: "before", answer });
    assert.match(await pass(server), /: the rate limit asks to wait 3000 s$/);
    github.clearCalls();
    await Deno.remove(path);
    assert.match(
      await pass(server),
      /: GITHUB_TOKEN_FILE: the file ".*token" does not exist; with the token that was read before, the rate limit asks to wait \d+ s$/,
    );
    assert.equal(github.calls.length, 0, "nobody asks again while limited");
    await Deno.writeTextFile(path, "t2");
    assert.match(await pass(server), /^Nothing has changed /);
    assert.ok(github.calls.length > 0);
  } finally {
    await socket.close();
    await Deno.remove(folder, { recursive: true });
  }
});
