/** Either side of the Go program of the same name is replaced first, as docs/migration.md says. */
import assert from "node:assert/strict";
import { registryOf } from "../testing/collector_world.ts";
import { ill, Platform, WELL } from "./platform.ts";

/** What an old agent says of a claim that works. */
const OLD_TEXT = "Ready=True";

/** A server as the Go program has it: single posts, and nothing known of batches. */
class OldServer implements AsyncDisposable {
  readonly statuses: Record<string, string> = {};
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(url: string) {
    const options = { hostname: "127.0.0.1", port: Number(new URL(url).port), onListen: () => {} };
    this.#server = Deno.serve(options, async (request) => {
      const isPost = request.method === "POST" && request.url.endsWith("/api/v1/status");
      if (!isPost) return new Response("404 page not found\n", { status: 404 });
      const { claimRef, statusMessage } = await request.json();
      this.statuses[claimRef] = statusMessage;
      return Response.json({ status: "created" }, { status: 201 });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

Deno.test("an old agent posts to a new collector, and an informer takes its place without a second row", async () => {
  await using platform = await Platform.create(registryOf("db", "web"));
  await using _server = await platform.startServer();
  for (const name of ["db", "web"]) await postAsOldAgent(platform, `team/${name}`);
  await platform.untilStatuses({
    "team/db": `Unknown ${OLD_TEXT}`,
    "team/web": `Unknown ${OLD_TEXT}`,
  });
  assert.match(await platform.until(() => readProposal(platform)), /statusMessage: "?Ready=True/);
  platform.apply("team/db");
  platform.apply("team/web");
  await using _informer = platform.startInformer();
  await platform.untilStatuses({ "team/db": WELL, "team/web": WELL });
  await platform.until(() => readProposal(platform)?.includes(OLD_TEXT) === false || undefined);
  assert.equal(platform.github.pulls().length, 1);
  // One that is still there changes nothing for long.
  await postAsOldAgent(platform, "team/db");
  await platform.untilStatuses({ "team/db": WELL, "team/web": WELL });
});

Deno.test("an informer posts to an old server, and in batches once it is replaced", async () => {
  await using platform = await Platform.create(registryOf("db", "web"));
  platform.apply("team/db");
  platform.apply("team/web");
  await using stack = new AsyncDisposableStack();
  const old = stack.use(new OldServer(platform.serverUrl));
  await using informer = platform.startInformer({ COLLECTOR_URL: platform.serverUrl });
  await informer.waitForLog("The collector is an older one");
  const says = (claimRef: string, text: string) =>
    platform.until(() => old.statuses[claimRef] === text || undefined);
  await says("team/db", "Ready: True, Synced: True");
  platform.remove("team/web");
  await says("team/web", "Gone");
  await stack.disposeAsync();
  platform.apply("team/db", { complaint: "no room" });
  await informer.waitForLog("The collector cannot be reached");
  await using _server = await platform.startServer();
  await informer.waitForLog("The collector takes batches");
  await platform.untilStatuses({ "team/db": ill("no room") });
});

/** Sends what the Go agent sends: three fields and nothing else. */
async function postAsOldAgent(platform: Platform, claimRef: string): Promise<void> {
  const response = await fetch(`${platform.serverUrl}/api/v1/status`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ cluster: "lab", claimRef, statusMessage: OLD_TEXT }),
  });
  await response.body?.cancel();
  assert.equal(response.status, 201);
}

function readProposal(platform: Platform): string | undefined {
  const [branch] = platform.github.branches().filter((name) => name !== "main");
  if (branch === undefined) return undefined;
  return platform.github.readFile({ branch, path: "claims/registry.yaml" }) ?? undefined;
}
