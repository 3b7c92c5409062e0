/** The stand-in beside a real API server: the same requests must get the same answers. */
import assert from "node:assert/strict";
import { startKubernetesStandIn } from "../../../demo/kubernetes/kubernetes_stand_in.ts";
import { ADMIN_TOKEN } from "../../testing/kubernetes/real_identity.ts";
import { RealResourceBuilder } from "../../testing/kubernetes/real_resource_builder.ts";
import { shareRealServer } from "../../testing/kubernetes/shared_server.ts";

const testShared = shareRealServer();

const WIDGETS = "/widgets";
const WATCH = `${WIDGETS}?watch=true&timeoutSeconds=1`;
/** Paths below the group and version of a test, by what they ask for. */
const REQUESTS: Readonly<Record<string, string>> = {
  "all objects": WIDGETS,
  "the first page": `${WIDGETS}?limit=1`,
  "a page of no length": `${WIDGETS}?limit=x`,
  "a namespace that does not exist": `/namespaces/nowhere${WIDGETS}`,
  "a resource that does not exist": "/gadgets",
  "an object that does not exist": `/namespaces/default${WIDGETS}/z`,
  "a watch from the beginning": WATCH,
  "a watch from a version that is forgotten": `${WATCH}&resourceVersion=1`,
  "a watch from what is no version": `${WATCH}&resourceVersion=abc`,
  "a watch from a version to come": `${WATCH}&resourceVersion=99999999`,
  "a streamed list":
    `${WATCH}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
  "a streamed list without bookmarks":
    `${WATCH}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`,
  "a streamed list of no version": `${WATCH}&sendInitialEvents=true`,
};

testShared("the stand-in answers as a real API server does", async (server, name) => {
  const group = `${name}.example.org`;
  const widgets = await new RealResourceBuilder(server.client).define({
    group,
    plural: "widgets",
    kind: "Widget",
  });
  await using standIn = startKubernetesStandIn({ token: ADMIN_TOKEN });
  standIn.defineResource({
    group,
    versions: ["v1"],
    plural: "widgets",
    kind: "Widget",
    scope: "Namespaced",
  });
  for (const objectName of ["a", "b", "c"]) {
    const metadata = { name: objectName, namespace: "default" };
    const widget = { apiVersion: `${group}/v1`, kind: "Widget", metadata };
    await server.client.create(widgets, widget);
    standIn.apply(widget);
  }
  using http = Deno.createHttpClient({ caCerts: [server.identity.ca] });
  const ask = async (path: string, token: string) => {
    const [real, own] = await Promise.all([
      askFor(`${server.url}${path}`, { token, client: http }),
      askFor(`${standIn.url}${path}`, { token }),
    ]);
    return { real, own };
  };
  for (const [what, path] of Object.entries(REQUESTS)) {
    const { real, own } = await ask(`/apis/${group}/v1${path}`, ADMIN_TOKEN);
    assert.deepEqual(own, real, what);
  }
  for (const path of ["/apis/nothing.example.org/v1", `/apis/${group}/v9`]) {
    const { real, own } = await ask(path, ADMIN_TOKEN);
    assert.deepEqual(own, real, path);
  }
  const { real, own } = await ask(`/apis/${group}/v1${WIDGETS}`, "unknown");
  assert.deepEqual(own, real, "a token that is unknown");
});

/** Status, type and body of an answer, without what differs from server to server. */
async function askFor(
  url: string,
  { token, client }: { readonly token: string; readonly client?: Deno.HttpClient },
): Promise<readonly [number, string | null, string]> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    ...(client === undefined ? {} : { client }),
  });
  const text = await response.text();
  return [response.status, response.headers.get("content-type"), toCommonText(text)];
}

/** Who wrote which fields is for the demo's looks only, so it is left out, too. */
function toCommonText(text: string): string {
  const lines = text.trimEnd().split("\n").map((line) => {
    if (!line.startsWith("{")) return line;
    return JSON.stringify(JSON.parse(line, (key, value) => {
      if (key === "managedFields") return undefined;
      const isOwn = ["uid", "resourceVersion", "creationTimestamp", "continue"].includes(key);
      return isOwn && value !== "" ? `(${key})` : value;
    }));
  });
  return lines.join("\n").replace(/too old resource version: 1 \(\d+\)/g, "too old");
}
