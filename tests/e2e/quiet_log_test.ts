/** At `info` a claim is no line, however many there are: what is logged is requests and passes. */
import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import type { LogRecord } from "../testing/program_process.ts";
import { ill, Platform, WELL } from "./platform.ts";

const CLAIM_COUNT = 1_000;
const NAMES = Array.from({ length: CLAIM_COUNT }, (_, index) => `claim-${index}`);

/** Messages of the lines that are neither of a request nor of a pass. */
function toOthers(records: readonly LogRecord[]): readonly string[] {
  return records.map(({ message }) => String(message))
    .filter((message) => message !== "Request answered" && !message.startsWith("Pass: "));
}

Deno.test("1,000 claims that come, change and go are no lines of their own in both processes", async () => {
  await using platform = await Platform.create(registryOf(...NAMES));
  for (const name of NAMES) platform.apply(`team/${name}`);
  await using server = await platform.startServer({ LOG_LEVEL: "info" });
  await using informer = platform.startInformer({ LOG_LEVEL: "info" });
  const all = (text: string) => Object.fromEntries(NAMES.map((name) => [`team/${name}`, text]));
  await platform.untilStatuses(all(WELL));
  for (const name of NAMES) platform.apply(`team/${name}`, { complaint: "no room" });
  await platform.untilStatuses(all(ill("no room")));
  for (const name of NAMES) platform.remove(`team/${name}`);
  await platform.untilStatuses(all("Gone Gone"));
  informer.kill("SIGTERM");
  await informer.ended;
  server.kill("SIGTERM");
  await server.ended;
  const told = [...server.records, ...informer.records];
  assert.deepEqual(told.filter((record) => JSON.stringify(record).includes("team/")), []);
  assert.deepEqual(toOthers(server.records), [
    "Listening",
    "No credentials are configured: every post is accepted",
    "Stopping",
    "Stopped",
  ]);
  assert.deepEqual(toOthers(informer.records), [
    "Watching",
    "Synchronised",
    "Stopping",
    "Stopped",
  ]);
  const batches = server.records.filter(({ route }) => String(route).endsWith("/batch"));
  assert.equal(batches.length, platform.batches.length, "each request is one line");
});
