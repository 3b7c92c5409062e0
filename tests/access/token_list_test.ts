import assert from "node:assert/strict";
import { AccessListError } from "../../src/access/access_list.ts";
import { parseTokenList } from "../../src/access/token_list.ts";
import { toTokenDigest } from "./token_digest.ts";

Deno.test("a token speaks for the clusters that list its digest, and for no other", async () => {
  const [one, two, admin] = await Promise.all(["one", "two", "admin"].map(toTokenDigest));
  const list = parseTokenList(
    `prod: ${one}\nlab:\n  - ${one?.toUpperCase()}\n  - ${two}\n"*": [${admin}]\n`,
  );
  assert.equal(list.size, 3);
  assert.deepEqual((await list.find("one"))?.clusters, new Set(["prod", "lab"]));
  assert.deepEqual((await list.find("two"))?.clusters, new Set(["lab"]));
  assert.equal((await list.find("admin"))?.clusters, "all");
  for (const token of ["", "On e", "one ", "three", one ?? ""]) {
    assert.equal(await list.find(token), null, token);
  }
});

Deno.test("JSON serves as well, and the name of a caller shows nothing of the token", async () => {
  const token = "s3cr3t-of-prod";
  const list = parseTokenList(JSON.stringify({ prod: [await toTokenDigest(token)] }));
  const caller = await list.find(token);
  assert.match(caller?.name ?? "", /^token [0-9a-f]{8} of "prod"$/);
  assert.doesNotMatch(caller?.name ?? "", /s3cr3t/);
});

const DIGITS = "1".repeat(64);

Deno.test("a digest of digits alone is a digest, not a number", () => {
  assert.equal(parseTokenList(`prod: ${DIGITS}`).size, 1);
  assert.equal(parseTokenList(`prod: ${"1".repeat(62)}e5`).size, 1);
});

const SECRET = "s3cr3t-token-in-clear";
const REFUSED: readonly { readonly text: string; readonly message: RegExp }[] = [
  { text: "", message: /^is not YAML: expected a document, but the input is empty$/ },
  { text: "[]", message: /^is no mapping: expected cluster names/ },
  { text: "{}", message: /^is no mapping/ },
  { text: SECRET, message: /^is no mapping/ },
  { text: `prod: ${SECRET}`, message: /^names "prod" without a digest: .* 64 hex digits$/ },
  { text: `prod: ${DIGITS}0`, message: /^names "prod" without a digest/ },
  { text: "prod:", message: /^names "prod" without a digest/ },
  { text: "prod: []", message: /^names "prod" with 0 entries: expected 1 to 100$/ },
  { text: `prod: {a: ${SECRET}}`, message: /^names "prod" without a digest/ },
  { text: `"": ${DIGITS}`, message: /^names "" as a cluster/ },
  { text: `"a\\nb": ${DIGITS}`, message: /^names "a\\nb" as a cluster/ },
  {
    text: `prod: ${DIGITS}\nprod: ${DIGITS}`,
    message: /^is not YAML: duplicated mapping key \(line 2/,
  },
  { text: `prod: *${SECRET}`, message: /^is not YAML: / },
  { text: `prod: "${SECRET}`, message: /^is not YAML: / },
  { text: `prod: ${DIGITS} # ${"x".repeat(1_048_576)}`, message: /^is longer than 1048576/ },
];

for (const { text, message } of REFUSED) {
  Deno.test(`a list is refused with a sentence: ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.throws(() => parseTokenList(text), (error) => {
      assert.ok(error instanceof AccessListError);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /s3cr3t/);
      return true;
    });
  });
}

Deno.test("a caller's id is its token's own, whatever else the file says", async () => {
  const [one, two] = await Promise.all(["one", "two"].map(toTokenDigest));
  const before = parseTokenList(JSON.stringify({ prod: [one, two] }));
  const after = parseTokenList(JSON.stringify({ "*": two, lab: one }));
  const find = async (
    token: string,
  ) => [(await before.find(token))?.id, (await after.find(token))?.id];
  const ids = [...await find("one"), ...await find("two")];
  assert.equal(ids[0], ids[1]);
  assert.equal(ids[2], ids[3]);
  assert.notEqual(ids[0], ids[2]);
});
