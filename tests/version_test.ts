import assert from "node:assert/strict";
import { createVersionInfo, formatVersion } from "../src/version.ts";

Deno.test("a version is made of what the build and the runtime know", () => {
  const info = createVersionInfo({
    build: { version: "1.0.0", commit: "abc", date: "2026-01-02T15:04:05Z" },
    deno: { version: { deno: "2.9.6" }, build: { os: "linux", arch: "aarch64" } },
  });
  assert.deepEqual(info, {
    version: "1.0.0",
    commit: "abc",
    date: "2026-01-02T15:04:05Z",
    deno: "2.9.6",
    platform: "linux/aarch64",
  });
  assert.match(formatVersion(info), /^machinery-status-collector 1\.0\.0\n/);
  assert.match(formatVersion(info), /\nplatform: linux\/aarch64\n$/);
});
