/** Tokens that count and tokens that do not. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { Authenticator } from "../../src/access/authenticator.ts";
import { parseKeySet } from "../../src/access/key_set.ts";
import type { TrustedKeys } from "../../src/access/token_verifier.ts";
import { forge, Issuer, NOON, type TokenOptions, TRUST } from "./issuer.ts";

const PROD = await Issuer.create("prod-key");
const LAB = await Issuer.create("lab-key");
const NOON_S = NOON / 1_000;

function trust(issuer: Issuer, fields: Partial<TrustedKeys["trust"]> = {}): TrustedKeys {
  return { trust: { ...TRUST, ...fields }, keys: issuer.keys };
}

const TRUSTS = [trust(PROD), trust(LAB, { cluster: "lab" })];

function createAuthenticator(trusts: readonly TrustedKeys[] = TRUSTS): Authenticator {
  const issuers = { trusts, seek: () => Promise.resolve() };
  return new Authenticator({ tokens: null, issuers, now: () => NOON });
}

async function find(token: string, trusts = TRUSTS) {
  return (await createAuthenticator(trusts).authenticate(`Bearer ${token}`))?.clusters ?? null;
}

Deno.test("a token speaks for the cluster whose key has signed it", async () => {
  assert.deepEqual(await find(await PROD.sign()), new Set(["prod"]));
  assert.deepEqual(await find(await LAB.sign()), new Set(["lab"]));
});

Deno.test("however many clusters share an issuer's name, the right one is found", async () => {
  const issuers = await Promise.all(
    Array.from({ length: 30 }, (_, index) => Issuer.create(`key-${index}`)),
  );
  const trusts = issuers.map((issuer, index) => trust(issuer, { cluster: `cluster-${index}` }));
  assert.deepEqual(await find(await issuers[29]?.sign() ?? "", trusts), new Set(["cluster-29"]));
});

Deno.test("a trust for all clusters lets operate", async () => {
  assert.equal(await find(await PROD.sign(), [trust(PROD, { cluster: "*" })]), "all");
});

Deno.test("one service account may speak for several clusters", async () => {
  const trusts = [trust(PROD), trust(PROD, { cluster: "prod-2" })];
  assert.deepEqual(await find(await PROD.sign(), trusts), new Set(["prod", "prod-2"]));
});

for (const algorithm of ["RS256", "PS256", "ES384", "EdDSA"]) {
  Deno.test(`${algorithm} is taken`, async () => {
    const issuer = await Issuer.create("key", algorithm);
    assert.deepEqual(await find(await issuer.sign(), [trust(issuer)]), new Set(["prod"]));
  });
}

const GOOD: readonly (TokenOptions & { readonly what: string })[] = [
  { what: "whose clock is a minute behind", claims: { exp: NOON_S - 59 } },
  { what: "whose clock is a minute ahead", claims: { nbf: NOON_S + 59 } },
  { what: "for several audiences", claims: { aud: ["other", TRUST.audience] } },
  { what: "for one audience", claims: { aud: TRUST.audience } },
];

for (const { what, ...options } of GOOD) {
  Deno.test(`a token ${what} is taken`, async () => {
    assert.deepEqual(await find(await PROD.sign(options)), new Set(["prod"]));
  });
}

const BAD: readonly (TokenOptions & { readonly what: string })[] = [
  { what: "that has expired", claims: { exp: NOON_S - 61 } },
  { what: "that never expires", claims: { exp: undefined } },
  { what: "that is not valid yet", claims: { nbf: NOON_S + 61 } },
  { what: "for another audience", claims: { aud: ["https://kubernetes.default.svc"] } },
  { what: "for no audience", claims: { aud: undefined } },
  { what: "of another issuer", claims: { iss: "https://elsewhere" } },
  { what: "of nobody", claims: { iss: undefined } },
  { what: "of another subject", claims: { sub: "system:serviceaccount:default:default" } },
  { what: "without a subject", claims: { sub: undefined } },
  { what: "with an unknown key's id", header: { kid: "unknown" } },
  { what: "with the other cluster's key's id", header: { kid: "lab-key" } },
  { what: "without a key's id", header: { kid: undefined } },
];

for (const { what, ...options } of BAD) {
  Deno.test(`a token ${what} is refused`, async () => {
    assert.equal(await find(await PROD.sign(options)), null);
  });
}

Deno.test("a token without a signature is refused, whatever it says of that", async () => {
  const payload = { iss: TRUST.issuer, aud: TRUST.audience, sub: TRUST.subject, exp: NOON_S + 60 };
  for (const alg of ["none", "None", "NONE", "ES256", "HS256"]) {
    assert.equal(await find(forge({ alg, kid: "prod-key" }, payload)), null, alg);
  }
});

Deno.test("a token that is signed with the public key as if it were a secret is refused", async () => {
  const rsa = await Issuer.create("rsa-key", "RS256");
  const payload = { iss: TRUST.issuer, aud: TRUST.audience, sub: TRUST.subject, exp: NOON_S + 60 };
  const unsigned = forge({ alg: "HS256", kid: "rsa-key" }, payload).slice(0, -1);
  for (const secret of [JSON.stringify(rsa.jwk), rsa.keySet, String(rsa.jwk.n)]) {
    const signature = createHmac("sha256", secret).update(unsigned).digest("base64url");
    assert.equal(await find(`${unsigned}.${signature}`, [trust(rsa)]), null);
  }
});

Deno.test("a token that was cut, changed or blown up is refused", async () => {
  const token = await PROD.sign();
  const [header = "", payload = "", signature = ""] = token.split(".");
  const other = await LAB.sign();
  const broken = [
    token.slice(0, -1),
    token.slice(1),
    `${header}.${payload}`,
    `${header}.${payload}.`,
    `${header}.${other.split(".")[1]}.${other.split(".")[2]}`,
    `${header}.${payload}.${signature}.${signature}`,
    `${token}${"A".repeat(100_000)}`,
    "...",
    "e30.e30.e30",
    "x",
  ];
  for (const text of broken) assert.equal(await find(text), null, text.slice(0, 80));
});

Deno.test("as long as keys are missing, tokens that they sign are refused", async () => {
  assert.equal(await find(await PROD.sign(), [{ trust: TRUST, keys: null }]), null);
});

Deno.test("a key that is not known yet is looked for, once", async () => {
  const next = await Issuer.create("next-key");
  let { keys } = PROD;
  let seekCount = 0;
  const trusted: TrustedKeys = {
    trust: TRUST,
    get keys() {
      return keys;
    },
  };
  const seek = () => {
    seekCount += 1;
    keys = next.keys;
    return Promise.resolve();
  };
  const issuers = { trusts: [trusted], seek };
  const authenticator = new Authenticator({ tokens: null, issuers, now: () => NOON });
  const found = await authenticator.authenticate(`Bearer ${await next.sign()}`);
  assert.deepEqual(found?.clusters, new Set(["prod"]));
  assert.equal(
    await authenticator.authenticate(`Bearer ${await LAB.sign({ claims: { sub: "x" } })}`),
    null,
  );
  assert.equal(seekCount, 1, "a stranger's token makes nobody look");
});

Deno.test("a key set with secrets, without ids, or without keys is none", async () => {
  const secret = { kty: "oct", k: "c2VjcmV0", kid: "a", alg: "HS256" };
  const broken = [{ kty: "RSA" }, { kty: "RSA", n: "!!", e: "AQAB" }, { kty: "EC", crv: "P-256" }];
  for (
    const text of [
      ...["", "{}", "[]", '{"keys":[]}', '{"keys":{}}'],
      JSON.stringify({ keys: [secret] }),
      JSON.stringify({ keys: [{ ...PROD.jwk, kid: undefined }] }),
      JSON.stringify({ keys: broken.map((key) => ({ ...key, kid: "a" })) }),
      JSON.stringify({ keys: [PROD.jwk, { ...PROD.jwk, d: PROD.jwk.x }] }),
    ]
  ) {
    await assert.rejects(parseKeySet(text), { name: "KeySetError" });
  }
});

Deno.test("a broken key of one cluster costs only itself", async () => {
  const keys = [{ kty: "RSA", kid: "lab-key" }, PROD.jwk];
  const hostile = { trust: TRUST, keys: await parseKeySet(JSON.stringify({ keys })) };
  assert.deepEqual(await find(await LAB.sign(), [hostile, ...TRUSTS.slice(1)]), new Set(["lab"]));
  assert.deepEqual(await find(await PROD.sign(), [hostile]), new Set(["prod"]));
  // A key that can be imported, and then not be used.
  const short = { kty: "RSA", kid: "lab-key", n: "AQAB", e: "AQAB" };
  const weak = { trust: TRUST, keys: await parseKeySet(JSON.stringify({ keys: [short] })) };
  const signed = (await LAB.sign()).split(".");
  const header = { alg: "RS256", kid: "lab-key" };
  signed[0] = btoa(JSON.stringify(header)).replaceAll("=", "");
  assert.equal(await find(signed.join("."), [weak]), null);
});

Deno.test("a caller's id is the same for renewed tokens, and another for each sender", async () => {
  const trusts = [...TRUSTS, trust(PROD, { subject: "other", cluster: "prod" })];
  const authenticator = createAuthenticator(trusts);
  const identify = async (issuer: Issuer, claims: TokenOptions["claims"] = {}) =>
    (await authenticator.authenticate(`Bearer ${await issuer.sign({ claims })}`))?.id;
  const id = await identify(PROD);
  assert.notEqual(id, undefined);
  assert.equal(await identify(PROD, { exp: NOON_S + 1_800 }), id);
  const others = [await identify(PROD, { sub: "other" }), await identify(LAB)];
  assert.equal(new Set([id, ...others]).size, 3);
});
