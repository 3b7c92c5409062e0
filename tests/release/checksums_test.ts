import assert from "node:assert/strict";
import { listChecksums } from "../../src/release/checksums.ts";

Deno.test("checksums are those that sha256sum knows, in the order of the names", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/b`, "abc");
    await Deno.writeTextFile(`${folder}/a`, "");
    assert.equal(
      await listChecksums(folder, ["b", "a"]),
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n" +
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b\n",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
