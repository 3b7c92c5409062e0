/** The rate of requests at a real server: who asks is known by the connection. */
import assert from "node:assert/strict";
import { ServerProcess } from "../testing/server_process.ts";

Deno.test("a real server refuses by address what comes too often, and lives", async () => {
  await using server = await ServerProcess.start({
    env: {
      GITHUB_API_URL: "http://127.0.0.1:9",
      GITHUB_TOKEN: "token",
      COLLECTOR_RECONCILE_INTERVAL: "1h",
      COLLECTOR_REQUESTS_PER_SECOND: "1",
    },
  });
  const statuses: number[] = [];
  while (statuses.at(-1) !== 429 && statuses.length < 1_000) {
    const response = await fetch(`${server.url}/api/v1/status`);
    await response.body?.cancel();
    statuses.push(response.status);
  }
  assert.equal(statuses.at(-1), 429);
  assert.ok(statuses.length > 10, "ten at once are let through");
  const told = await server.waitForLog(({ message }) =>
    message === "Too many requests are refused"
  );
  assert.equal(told["last"], "127.0.0.1");
  const health = await fetch(`${server.url}/healthz`);
  assert.deepEqual(await health.json(), { status: "ok" });
});
