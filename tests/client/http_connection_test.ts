import assert from "node:assert/strict";
import { createLocalCertificate } from "../../demo/kubernetes/certificate.ts";
import { CollectorHttpClient } from "../../src/client/collector_http_client.ts";
import type { Connect } from "../../src/runtime/http_connection.ts";
import type { Delivery } from "../../src/informer/collector_client.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { BATCH, BATCH_ANSWER, createTestConnect, serveStub } from "./collector_stub.ts";
import { serveProxy } from "./proxy_stub.ts";

async function submit(url: string, connect: Connect): Promise<Delivery<unknown>> {
  const client = createClient(url, connect);
  try {
    return await client.submit(BATCH, new AbortController().signal);
  } finally {
    client.close();
  }
}

function createClient(url: string, connect: Connect): CollectorHttpClient {
  const readToken = () => Promise.resolve("token");
  const deps = { cluster: "lab", readToken, clock: systemClock, userAgent: "test" };
  return new CollectorHttpClient({ ...deps, url, connect });
}

Deno.test("a private authority vouches for the collector, and without it nobody does", async () => {
  const { ca, ...identity } = await createLocalCertificate();
  await using stub = serveStub(() => Response.json(BATCH_ANSWER), identity);
  const known = createTestConnect(() => Promise.resolve(ca));
  assert.equal((await submit(stub.url, known.connect)).kind, "delivered");
  const delivery = await submit(stub.url, createTestConnect().connect);
  assert.ok(delivery.kind === "unavailable" && delivery.isConnectionLost);
  assert.match(
    delivery.message,
    /the connection failed: "invalid peer certificate: UnknownIssuer", expected a certificate that is trusted here \(COLLECTOR_CA_FILE\)$/,
  );
  assert.equal(stub.seen.length, 1);
});

Deno.test("each new connection reads the private authority again", async () => {
  const old = await createLocalCertificate();
  const { ca: renewed, ...identity } = await createLocalCertificate();
  await using stub = serveStub(() => Response.json(BATCH_ANSWER), identity);
  let pem = old.ca;
  const { connect } = createTestConnect(() => Promise.resolve(pem));
  const client = createClient(stub.url, connect);
  const signal = new AbortController().signal;
  assert.equal((await client.submit(BATCH, signal)).kind, "unavailable");
  pem = renewed;
  assert.equal((await client.submit(BATCH, signal)).kind, "delivered");
  client.close();
});

Deno.test("an authority that cannot be read is the reason why nothing is sent", async () => {
  await using stub = serveStub(() => Response.json(BATCH_ANSWER));
  const readings = {
    "the file is gone": () => Promise.reject(new Error("the file is gone")),
    "invalid peer certificate: BadEncoding": () =>
      Promise.resolve("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
  };
  for (const [reason, read] of Object.entries(readings)) {
    const delivery = await submit(stub.url, createTestConnect(read).connect);
    assert.ok(delivery.kind === "unavailable" && !delivery.isConnectionLost);
    assert.ok(delivery.message.endsWith(`: ${reason}`), delivery.message);
  }
  assert.deepEqual(stub.seen, []);
});

Deno.test("a proxy of the environment is used, also with a private authority, unless NO_PROXY says so", async () => {
  const { ca, ...identity } = await createLocalCertificate();
  await using secure = serveStub(() => Response.json(BATCH_ANSWER), identity);
  await using plain = serveStub(() => Response.json(BATCH_ANSWER));
  for (const stub of [secure, plain]) {
    for (const noProxy of ["", "127.0.0.1"]) {
      await using proxy = serveProxy();
      const env = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: noProxy };
      assert.deepEqual(await submitInProcess({ url: stub.url, pem: ca, env }), {
        kind: "delivered",
        answer: BATCH_ANSWER,
      });
      const line = stub === secure
        ? `CONNECT ${new URL(stub.url).host} HTTP/1.1`
        : `POST ${stub.url}/api/v1/clusters/lab/batch HTTP/1.1`;
      assert.deepEqual(proxy.seen, noProxy === "" ? [line] : []);
    }
  }
});

/** The environment's proxies are read once in a process, so each case has its own. */
async function submitInProcess(
  given: {
    readonly url: string;
    readonly pem: string;
    readonly env: Readonly<Record<string, string>>;
  },
): Promise<unknown> {
  const script = new URL("submit_process.ts", import.meta.url);
  // The names in lower case count too, and may be set where the tests run.
  const names = Object.entries(given.env).flatMap(([name, value]) => [
    [name, value],
    [name.toLowerCase(), value],
  ]);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net=127.0.0.1", "--quiet", script.href, given.url, given.pem],
    env: Object.fromEntries(names),
  }).output();
  const decoder = new TextDecoder();
  assert.equal(decoder.decode(stderr), "");
  return JSON.parse(decoder.decode(stdout));
}
