/** Keys of issuers from files and addresses, as they change. */
import assert from "node:assert/strict";
import { Authenticator } from "../../src/access/authenticator.ts";
import { IssuerKeys } from "../../src/access/issuer_keys.ts";
import { parseTrustList } from "../../src/access/trust_list.ts";
import { createUrlReader } from "../../src/access/url_reader.ts";
import { createMemoryLogger } from "../testing/memory_logger.ts";
import { Issuer, NOON, TRUST } from "./issuer.ts";

/** Serves keys at an address, as a test says. */
function serveKeys(answer: () => Response) {
  let requestCount = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    requestCount += 1;
    return answer();
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/keys`,
    get requestCount() {
      return requestCount;
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function createIssuerKeys(url: string, now: () => number) {
  const list = parseTrustList(JSON.stringify({
    prod: { issuer: TRUST.issuer, audience: TRUST.audience, subject: TRUST.subject, jwks: url },
  }));
  const createReader = () => createUrlReader(url, fetch);
  return new IssuerKeys({ list: { value: list }, now, logger: createMemoryLogger(), createReader });
}

Deno.test("an issuer that changes its keys is followed at the first token of a new one", async () => {
  const [before, after] = [await Issuer.create("before"), await Issuer.create("after")];
  let keySet = before.keySet;
  await using server = serveKeys(() => new Response(keySet));
  let now = NOON;
  const issuers = createIssuerKeys(server.url, () => now);
  await issuers.refresh();
  const authenticator = new Authenticator({ tokens: null, issuers, now: () => now });
  const isKnown = async (issuer: Issuer) =>
    await authenticator.authenticate(`Bearer ${await issuer.sign()}`) !== null;
  assert.ok(await isKnown(before));
  keySet = after.keySet;
  assert.ok(!await isKnown(after), "who asks all the time is not followed");
  now += 15_000;
  assert.ok(await isKnown(after));
  assert.ok(!await isKnown(before));
  assert.equal(server.requestCount, 2);
});

const ANSWERS: readonly (readonly [what: string, answer: () => Response, problem: RegExp])[] = [
  ["refuses", () => new Response("no", { status: 403 }), /answered 403; tokens that they sign/],
  [
    "points elsewhere",
    () => new Response(null, { status: 302, headers: { location: "http://127.0.0.1:1/" } }),
    /answered 302/,
  ],
  ["shows a page", () => new Response("<html>"), /is not JSON/],
  ["has no end", () => new Response("x".repeat(1_100_000)), /sent more than 1048576 bytes/],
];

for (const [what, answer, problem] of ANSWERS) {
  Deno.test(`keys at an address that ${what} cannot be read, which is said`, async () => {
    await using server = serveKeys(answer);
    const issuers = createIssuerKeys(server.url, () => NOON);
    await issuers.refresh();
    assert.equal(issuers.trusts[0]?.keys, null);
    assert.match(issuers.problems.join(), problem);
  });
}

Deno.test("keys at an address where nobody is cannot be read", async () => {
  const issuers = createIssuerKeys("http://127.0.0.1:1/keys", () => NOON);
  await issuers.refresh();
  assert.match(issuers.problems.join(), /^Cannot read keys: "http:.*:1\/keys" cannot be reached: /);
});

const REFUSED: readonly (readonly [text: string, message: RegExp])[] = [
  ["prod: x", /^names "prod" without issuer: expected a text in each of issuer, audience/],
  ["prod: {issuer: a, audience: b, subject: c}", /^names "prod" without jwks/],
  ["prod: {issuer: a, audience: [b], subject: c, jwks: d}", /^names "prod" without audience/],
  ["prod: {issuer: a, audience: b, subject: c, jwks: d, more: e}", /with an unknown field/],
  ["prod: {issuer: a, audience: b, subject: c, jwks: 'ftp://x'}", /a jwks that cannot be used/],
  ["prod: {issuer: a, audience: b, subject: c, jwks: 'https://u:s3cr3t@x'}", /a jwks that cannot/],
];

for (const [text, message] of REFUSED) {
  Deno.test(`a list of issuers is refused with a sentence: ${text}`, () => {
    assert.throws(() => parseTrustList(text), (error) => {
      assert.match(String(Object(error).message), message);
      assert.doesNotMatch(String(Object(error).message), /s3cr3t/);
      return true;
    });
  });
}
