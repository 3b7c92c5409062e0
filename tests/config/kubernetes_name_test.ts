/** Names that settings take and the API takes: one rule in two places. */
import assert from "node:assert/strict";
import { isClusterName } from "../../src/config/kubernetes_name.ts";
import { clusterSchema } from "../../src/contract/status_post.ts";

Deno.test("settings take the names of clusters that the API takes", () => {
  const isTaken = (text: string) => clusterSchema.safeParse(text).success;
  for (const text of ["", ".", "..", "...", " ", " a", "a".repeat(253), "a".repeat(254)]) {
    assert.equal(isClusterName(text), isTaken(text), JSON.stringify(text));
  }
  for (let code = 0; code <= 0x10ffff; code += code < 0x1_0000 || code >= 0xe_0000 ? 1 : 7) {
    const text = `a${String.fromCodePoint(code)}`;
    assert.equal(isClusterName(text), isTaken(text), code.toString(16));
  }
});
