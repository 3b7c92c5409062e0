/** The level of the log, changed from outside of real processes. */
import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import type { ProgramProcess } from "../testing/program_process.ts";
import { ServerProcess } from "../testing/server_process.ts";
import { Platform } from "./platform.ts";

/** Windows has no such signal. */
const ignore = Deno.build.os === "windows";

const isChange = ({ message }: Readonly<Record<string, unknown>>) =>
  String(message).startsWith("The log level is");

/** Sends the signal and gives what the process says to it. */
async function toggle(program: ProgramProcess): Promise<unknown> {
  const from = program.records.length;
  program.kill("SIGUSR2");
  const { level, message, signal } = await program.waitForLog(isChange, from);
  assert.deepEqual([level, signal], ["warn", "SIGUSR2"]);
  return message;
}

/** Asks for the probe `count` times and then for the version; gives how many probes were logged. */
async function countLoggedProbes(server: ProgramProcess, url: string): Promise<number> {
  const from = server.records.length;
  await (await fetch(`${url}/healthz`)).body?.cancel();
  await (await fetch(`${url}/version`)).body?.cancel();
  await server.waitForLog(({ path }) => path === "/version", from);
  return server.records.slice(from).filter(({ path }) => path === "/healthz").length;
}

Deno.test({ name: "a signal switches the collector to debug and back", ignore }, async () => {
  await using platform = await Platform.create(registryOf("db"));
  await using server = await platform.startServer();
  assert.equal(await countLoggedProbes(server, server.url), 0);
  assert.equal(
    await toggle(server),
    'The log level is "debug", "info" comes back with SIGUSR2 or PUT /api/v1/log-level',
  );
  assert.equal(await countLoggedProbes(server, server.url), 1);
  assert.equal(await toggle(server), 'The log level is "info", as configured');
  assert.equal(await countLoggedProbes(server, server.url), 0);
  server.kill("SIGTERM");
  assert.equal((await server.ended).code, 0);
  assert.deepEqual(server.noise, [], "no debugger was opened");
});

Deno.test("a request switches the collector to debug, and its time brings it back", async () => {
  await using platform = await Platform.create(registryOf("db"));
  await using server = await platform.startServer();
  const response = await fetch(`${server.url}/api/v1/log-level`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ level: "debug", for: "1s" }),
  });
  assert.equal((await response.json()).configured, "info");
  const change = await server.waitForLog(isChange);
  assert.equal(change["requestId"], response.headers.get("x-request-id"));
  const back = await server.waitForLog(({ reason }) => reason === "its time is over");
  assert.equal(back["message"], 'The log level is "info", as configured');
  assert.equal(await countLoggedProbes(server, server.url), 0);
});

Deno.test({ name: "a signal switches an informer to debug and back", ignore }, async () => {
  await using platform = await Platform.create();
  platform.apply("team/db");
  await using _server = await platform.startServer();
  await using informer = platform.startInformer({ LOG_LEVEL: "error" });
  await platform.until(async () => (await platform.readStatuses())["team/db"]);
  assert.equal(await toggle(informer), 'The log level is "debug", "error" comes back with SIGUSR2');
  assert.equal(await toggle(informer), 'The log level is "error", as configured');
  informer.kill("SIGTERM");
  assert.equal((await informer.ended).code, 0);
  assert.deepEqual(informer.noise, [], "no debugger was opened");
});

Deno.test("LOG_FORMAT=text writes lines for people in both modes", async () => {
  await using platform = await Platform.create();
  await using informer = platform.startInformer({ LOG_FORMAT: "text" });
  await informer.waitForLine((line) => /^\d\d:\d\d:\d\d\.\d{3} INFO Watching /.test(line));
  await using server = ServerProcess.run({
    env: { GITHUB_API_URL: "http://127.0.0.1:1", GITHUB_TOKEN: "token", LOG_FORMAT: "text" },
  });
  await server.waitForLine((line) => /^\d\d:\d\d:\d\d\.\d{3} INFO Listening .*port=/.test(line));
  await server.waitForLine((line) => / ERROR Pass failed: .* nextPassAt=\S+Z/.test(line));
  assert.deepEqual([informer.records, server.records], [[], []]);
});
