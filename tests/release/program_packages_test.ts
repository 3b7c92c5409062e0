import assert from "node:assert/strict";
import { ReleaseError } from "../../src/release/release_error.ts";
import { readProgramPackages } from "../../src/release/program_packages.ts";

const INTEGRITY = `sha512-${"A".repeat(86)}==`;
const KNOWN = [
  {
    name: "@b/c",
    version: "2.0.0",
    dependencies: ["a@1.0.0_peer@3.0.0", "unused@1.0.0"],
    localPath: "C:\\Users\\npm\\deno\\npm\\registry.example.org\\@b\\c\\2.0.0",
  },
  ...["a@1.0.0", "unused@1.0.0", "d@1.0.0-rc.1", "d@1.0.0"].map((id) => {
    const [name = "", version = ""] = id.split("@");
    const localPath = `/home/npm/deno/npm/registry.example.org/${name}/${version}`;
    return { name, version, dependencies: [], localPath };
  }),
];
const LOCK = {
  "a@1.0.0_peer@3.0.0": { integrity: INTEGRITY },
  "@b/c@2.0.0": { integrity: INTEGRITY },
  "d@1.0.0-rc.1": { integrity: INTEGRITY },
};
const BUNDLE = [
  "// ../../home/npm/deno/npm/registry.example.org/a/1.0.0/dist/index.js",
  "export const a = 1;",
  "// ../../home/npm/deno/npm/registry.example.org/d/1.0.0-rc.1/index.js",
  "  // ../deno/npm/registry.example.org/@b/c/2.0.0/index.js",
  'const text = "/npm/registry.example.org/unused/1.0.0/index.js";',
].join("\n");

function read(change: { readonly bundle?: string; readonly lock?: typeof LOCK | object } = {}) {
  return readProgramPackages(
    {
      bundle: BUNDLE,
      known: KNOWN,
      lock: LOCK,
      readTextFile: (path) =>
        Promise.resolve(
          JSON.stringify(path.includes("@b") ? { license: "MIT" } : { license: { type: "MIT" } }),
        ),
      ...change,
    } as Parameters<typeof readProgramPackages>[0],
  );
}

Deno.test("the packages of a bundle are those that its code comes from", async () => {
  const sha512 = INTEGRITY.slice("sha512-".length);
  assert.deepEqual(await read(), [
    { name: "@b/c", version: "2.0.0", sha512, license: "MIT", dependencies: ["a@1.0.0"] },
    { name: "a", version: "1.0.0", sha512, license: null, dependencies: [] },
    { name: "d", version: "1.0.0-rc.1", sha512, license: null, dependencies: [] },
  ]);
});

Deno.test("a bundle that names no package, and a package that is not locked, end it", async () => {
  await assert.rejects(
    read({ bundle: "export const a = 1;" }),
    (error) => error instanceof ReleaseError && /found none/.test(error.message),
  );
  for (
    const lock of [{}, { ...LOCK, "@b/c@2.0.0": { integrity: INTEGRITY.replace("512", "384") } }]
  ) {
    await assert.rejects(
      read({ lock }),
      (error) => error instanceof ReleaseError && /it is not locked/.test(error.message),
    );
  }
});
