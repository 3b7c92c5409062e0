/** A real collector with small limits and a real informer that has more to tell. */
import assert from "node:assert/strict";
import { Platform, WELL } from "./platform.ts";

Deno.test("a claim without room is told as soon as there is some; nothing else is disturbed", async () => {
  await using platform = await Platform.create();
  for (const name of ["a", "b"]) platform.apply(`team/${name}`);
  await using server = await platform.startServer({ COLLECTOR_CLAIMS_MAX: "2" });
  await using informer = platform.startInformer();
  await platform.untilStatuses({ "team/a": WELL, "team/b": WELL });
  platform.apply("team/c");
  await server.waitForLog("New claims are refused: the collector holds 2 claims");
  await informer.waitForLog("The collector does not take a claim's status: Cannot accept a new");
  const ready = await (await fetch(`${platform.serverUrl}/readyz`)).json();
  assert.equal(ready.status, "degraded");
  const full = ready.reasons.find(({ code }: { readonly code: string }) => code === "store-full");
  assert.match(full.message, /cluster "lab".*COLLECTOR_CLAIMS_MAX/);
  const post = (claimRef: string, statusMessage: string) =>
    fetch(`${platform.serverUrl}/api/v1/status`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ cluster: "other", claimRef, statusMessage }),
    });
  const refused = await post("x", "new");
  await refused.body?.cancel();
  assert.equal(refused.status, 503);
  platform.remove("team/b");
  await platform.untilStatuses({ "team/a": WELL, "team/c": WELL });
  assert.deepEqual([informer.noise, server.noise], [[], []]);
});
