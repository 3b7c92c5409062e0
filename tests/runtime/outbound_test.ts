import assert from "node:assert/strict";
import {
  createHttpClient,
  createOutboundFetch,
  OutboundRefusal,
} from "../../src/runtime/outbound.ts";

const CONFIGURED = "https://git.example.com/api/v3";

/** Each is another place than the configured one, however it looks. */
const ELSEWHERE: readonly string[] = [
  "https://evil.example.com/api/v3",
  "http://git.example.com/api/v3",
  "https://git.example.com:444/api/v3",
  "https://git.example.com@evil.example.com/api/v3",
  "https://git.example.com.evil.example.com/",
  "https:\\\\evil.example.com\\git.example.com",
  "https://evil.example.com#https://git.example.com",
  "https://127.0.0.1/api/v3",
  "file:///etc/passwd",
  "data:application/json,{}",
  "blob:https://git.example.com/4f8a",
];

Deno.test("a request to another origin than the configured one is refused before it is sent", async () => {
  const sent: string[] = [];
  const send = createOutboundFetch(CONFIGURED, (url) => {
    sent.push(url);
    return Promise.resolve(new Response("here"));
  });
  for (const url of ELSEWHERE) {
    await assert.rejects(send(url, {}), OutboundRefusal, url);
  }
  assert.deepEqual(sent, []);
  for (const url of [`${CONFIGURED}/repos`, "https://git.example.com:443/other?a=b"]) {
    assert.equal(await (await send(url, {})).text(), "here");
  }
  assert.equal(sent.length, 2);
});

Deno.test("a refusal names both origins, and neither path, user nor password", async () => {
  const send = createOutboundFetch(CONFIGURED);
  const given = `https://user:hunter2@${"a".repeat(200)}.example.com/secret?token=t`;
  await assert.rejects(send(given, {}), (error: Error) => {
    assert.match(
      error.message,
      /^Cannot send a request to "https:\/\/a{92}…": expected "https:\/\/git.example.com", as configured$/,
    );
    return true;
  });
});

Deno.test("a redirect is an answer, whatever the caller says: nobody is visited", async () => {
  let visitCount = 0;
  await using elsewhere = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    visitCount += 1;
    return new Response("elsewhere");
  });
  const location = `http://127.0.0.1:${elsewhere.addr.port}/`;
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(null, { status: 307, headers: { location } }),
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const send = createOutboundFetch(url);
  using client = createHttpClient({});
  for (const init of [{}, { redirect: "follow" as const }, { client }]) {
    const response = await send(url, init);
    assert.equal(response.status, 307);
    await response.body?.cancel();
  }
  assert.equal(visitCount, 0);
});
