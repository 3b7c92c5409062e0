import assert from "node:assert/strict";
import fc from "fast-check";
import { redactToken } from "../../src/client/redact_token.ts";

Deno.test("a token that comes back is not shown, however it was encoded", () => {
  const token = "tok_SUPER/SECRET~";
  const header = new TextEncoder().encode(`Bearer ${token}`);
  const samples: readonly (readonly [string, string])[] = [
    [`bad Bearer ${token}, ${token}`, "bad Bearer ***, ***"],
    [encodeURIComponent(`Bearer ${token}`), "Bearer%20***"],
    [new TextEncoder().encode(token).toBase64(), "***4="],
    [header.toBase64(), "QmVhcmVyIH***"],
    ["another", "another"],
  ];
  for (const [text, expected] of samples) assert.equal(redactToken(text, token), expected);
  assert.equal(redactToken("tok", null), "tok");
  assert.equal(redactToken("abc", "x"), "abc");
});

Deno.test("of a token in base64 no more than its edges is left, whatever stands around it", () => {
  const text = fc.string({ unit: "binary-ascii", maxLength: 9 });
  const token = fc.string({ unit: "grapheme-ascii", minLength: 8, maxLength: 40 });
  fc.assert(fc.property(text, token, text, (before, secret, after) => {
    const bytes = new TextEncoder().encode(before + secret + after);
    for (const alphabet of ["base64", "base64url"] as const) {
      const redacted = redactToken(bytes.toBase64({ alphabet }), secret);
      assert.ok(redacted.includes("***"), redacted);
      assert.ok(redacted.length <= (before.length + after.length + 6) * 4 / 3 + 7, redacted);
    }
  }));
});
