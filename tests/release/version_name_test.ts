import assert from "node:assert/strict";
import { formatVersionName, parseVersionName } from "../../src/release/version_name.ts";

const GOOD = [
  "0.0.0",
  "1.2.3",
  "10.20.30",
  "1.0.0-rc.1",
  "1.0.0-0.20260301080000-1a2b",
  "1.0.0--.-",
];
const BAD = ["", "1", "1.2", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+linux"];

Deno.test("versions are those of Semantic Versioning, without build metadata", () => {
  for (const text of GOOD) {
    const name = parseVersionName(text);
    assert.ok(name !== null, text);
    assert.equal(formatVersionName(name), text);
  }
  for (const text of [...BAD, " 1.2.3", "1.2.3\n", "1.2.3-ü", "1.2.9999999999"]) {
    assert.equal(parseVersionName(text), null, text);
  }
});
