import assert from "node:assert/strict";
import { toPluginText } from "../../src/kube/plugin_text.ts";

const SHOWN: readonly string[] = [
  "please log in",
  "error: cannot reach login.example.org: connection refused",
  "Unable to locate credentials. You can configure credentials by running aws configure",
  "open https://login.example.org/device and try again",
  "region eu-central-1, port 8080, exit 255",
];

for (const text of SHOWN) {
  Deno.test(`what a plugin says for people is repeated: ${text}`, () => {
    assert.equal(toPluginText(text, []), text);
  });
}

const HIDDEN: readonly (readonly [text: string, shown: string])[] = [
  ["got token s3cr3tTOKENvalue", "got token ***"],
  ["got (s3cr3tTOKENvalue), bye", "got (***), bye"],
  ["code=4/0AX4XfWh-lo_ng.and/slashes", "***"],
  ["assertion: P@ssw0rd!2345", "assertion: ***"],
  ["https://sts.example.org/?X-Amz-Signature=fe5f80f77d5fa3beca038a", "***"],
  ["account 123456789012", "account ***"],
  [`all letters ${"aBcDe".repeat(5)}`, "all letters ***"],
  ["password: hunter2", "password: ***"],
  ["Authorization: Bearer abc.def-ghi", "Authorization: Bearer ***"],
  ["invalid password Ab3dE for bob, tried hunter22", "invalid password *** for bob, tried ***"],
  ["got eyJhbGciOi.J9abcdefgh", "got ***"],
  ["-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "***"],
  ["two\nlines\u001b[31m red\u0000", "two lines red"],
];

for (const [text, shown] of HIDDEN) {
  Deno.test(`what may be a secret is not repeated: ${JSON.stringify(text)}`, () => {
    assert.equal(toPluginText(text, []), shown);
  });
}

Deno.test("the given secrets are taken out, short words stay", () => {
  assert.equal(
    toPluginText("user mia with open sesame", ["mia", "open sesame"]),
    "user mia with ***",
  );
});

Deno.test("the text has at most 300 characters", () => {
  const shown = toPluginText("word ".repeat(1000), []);
  assert.equal(shown.length, 300);
  assert.ok(shown.endsWith("…"));
});
