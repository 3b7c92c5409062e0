/** At `debug` an informer says what it asks and tells, without a word of any claim or a secret. */
import assert from "node:assert/strict";
import { ill, Platform, WELL } from "./platform.ts";

Deno.test("an informer at debug shows its requests, and neither claims nor tokens", async () => {
  await using platform = await Platform.create();
  platform.apply("team/db");
  await using _server = await platform.startServer();
  await using informer = platform.startInformer({
    LOG_LEVEL: "debug",
    COLLECTOR_TOKEN: "hidden-token",
  });
  await platform.untilStatuses({ "team/db": WELL });
  platform.apply("team/db", { complaint: "no room" });
  await platform.untilStatuses({ "team/db": ill("no room") });
  platform.cluster.endWatches();
  const ended = await informer.waitForLog("Watch ended");
  assert.equal(ended["path"], "/apis/storage.example.org/v1/databaseclaims");
  assert.equal(ended["why"], "the API server has ended it");
  await informer.waitForLog("API server answered");
  await informer.waitForLog(({ message, upserts }) => message === "Batch sent" && upserts === 1);
  informer.kill("SIGTERM");
  await informer.ended;
  const told = JSON.stringify(informer.records);
  assert.doesNotMatch(told, /team\/|no room|hidden-token|resourceVersion/);
});
