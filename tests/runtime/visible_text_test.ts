import assert from "node:assert/strict";
import fc from "fast-check";
import { escapeControls, quote } from "../../src/runtime/visible_text.ts";

Deno.test("what could break a line or steer a terminal becomes visible", () => {
  assert.equal(escapeControls("a\nb\r\tc"), "a\\nb\\r\\tc");
  assert.equal(escapeControls("\u001b[31mred\u0007"), "\\u001b[31mred\\u0007");
  assert.equal(
    escapeControls("a\u2028b\u0085c\u202ed\u2066e\ufeff"),
    "a\\u2028b\\u0085c\\u202ed\\u2066e\\ufeff",
  );
  assert.equal(escapeControls("Grüße, 日本 🚀"), "Grüße, 日本 🚀");
});

Deno.test("a quoted text stays on one line, and JSON can read it again", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const quoted = quote(text);
    assert.doesNotMatch(quoted, /[\p{Cc}\p{Zl}\p{Zp}]/u);
    assert.equal(JSON.parse(quoted), text);
  }));
  assert.equal(quote("abcdef", 3), `"abc…"`);
});
