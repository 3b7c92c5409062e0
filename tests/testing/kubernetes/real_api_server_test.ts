import assert from "node:assert/strict";
import { until } from "../../kube/watch_log.ts";
import { RealApiServer } from "./real_api_server.ts";
import { RealApiError } from "./real_api_client.ts";
import { testReal } from "./real_binaries.ts";
import { RealResourceBuilder } from "./real_resource_builder.ts";

testReal("a real API server keeps its objects over a kill, and leaves nothing behind", async () => {
  const server = await RealApiServer.start();
  const { client, folder, url } = server;
  try {
    const builder = new RealResourceBuilder(client);
    const widgets = await builder.define({
      group: "example.org",
      plural: "widgets",
      kind: "Widget",
    });
    const ref = { name: "a", namespace: "default" };
    const names = { apiVersion: "example.org/v1", kind: "Widget" };
    await client.create(widgets, { ...names, metadata: ref });
    await client.patchStatus(widgets, ref, { phase: "new" });
    await server.kill();
    await assert.rejects(client.list(widgets), TypeError);
    await server.start();
    const [widget] = await client.list(widgets);
    assert.deepEqual(widget?.["status"], { phase: "new" });
    server.freeze();
    let isAnswered = false;
    const answer = client.list(widgets).then(() => isAnswered = true);
    server.thaw();
    await until(() => isAnswered);
    await answer;
    await builder.undefine(widgets);
    await assert.rejects(client.list(widgets), RealApiError);
    server.freeze();
  } finally {
    await server[Symbol.asyncDispose]();
  }
  await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
  await assert.rejects(fetch(url), TypeError);
});
