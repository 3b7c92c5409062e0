import assert from "node:assert/strict";
import { type ClaimKey, compareClaimKeys, isSameType } from "../../src/claim/claim.ts";

Deno.test("keys are ordered by cluster, claim reference, group and kind, by code units", () => {
  const key = (cluster: string, claimRef: string, type: ClaimKey["type"] = null): ClaimKey => ({
    cluster,
    claimRef,
    type,
  });
  const ordered = [
    key("A", "z"),
    key("a", "a/b"),
    key("a", "a/b", { group: "", kind: "Pod" }),
    key("a", "a/b", { group: "a.example", kind: "B" }),
    key("a", "a/b", { group: "b.example", kind: "A" }),
    key("a", "a/b", { group: "b.example", kind: "B" }),
    key("a", "a0"),
    key("a/b", "c"),
    key("b", "a"),
    key("é", "a"),
    key("\u{1f680}", "a"),
    key("\uffee", "a"),
  ];
  for (const [index, first] of ordered.entries()) {
    assert.equal(compareClaimKeys(first, { ...first }), 0);
    for (const second of ordered.slice(index + 1)) {
      assert.ok(compareClaimKeys(first, second) < 0, JSON.stringify([first, second]));
      assert.ok(compareClaimKeys(second, first) > 0, JSON.stringify([second, first]));
    }
  }
});

Deno.test("types are the same by group and kind; unknown ones are one type", () => {
  const type = { group: "example.org", kind: "Volume" };
  assert.ok(isSameType(type, { ...type }));
  assert.ok(isSameType(null, null));
  assert.ok(!isSameType(type, null));
  assert.ok(!isSameType(null, type));
  assert.ok(!isSameType(type, { ...type, kind: "volume" }));
  assert.ok(!isSameType(type, { ...type, group: "" }));
});
