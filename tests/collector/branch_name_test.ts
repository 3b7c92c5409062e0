import assert from "node:assert/strict";
import fc from "fast-check";
import { deriveBranchName } from "../../src/collector/branch_name.ts";

Deno.test("the name is readable and stays the same for ever", async () => {
  // A changed name would leave the old branch and its pull request behind.
  assert.equal(
    await deriveBranchName({ baseBranch: "main", filePath: "claims/registry.yaml" }),
    "machinery-status-collector/main-claims-registry-yaml-b1ac2e33",
  );
});

Deno.test("every base branch and file has a name of its own", async () => {
  const places = [
    ["main", "registry.yaml"],
    ["main", "claims/registry.yaml"],
    ["main", "claims-registry.yaml"],
    ["main", "Claims/registry.yaml"],
    ["main-claims", "registry.yaml"],
    ["mainclaims", "registry.yaml"],
    ["main", "ä"],
    ["main", "ö"],
    ["", "main"],
    ["main", ""],
  ];
  const names = await Promise.all(
    places.map(([baseBranch = "", filePath = ""]) => deriveBranchName({ baseBranch, filePath })),
  );
  assert.equal(new Set(names).size, places.length);
});

Deno.test("whatever the path, Git takes the name", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.string({ unit: fc.constantFrom("/", ".", "-", "@{", "~", "a", "ä", " "), maxLength: 60 }),
      async (baseBranch, filePath) => {
        const name = await deriveBranchName({ baseBranch, filePath });
        assert.match(
          name,
          /^machinery-status-collector\/[a-z0-9](?:[a-z0-9-]*[a-z0-9])?-[0-9a-f]{8}$/,
        );
        assert.ok(name.length <= 120);
        assert.equal(await deriveBranchName({ baseBranch, filePath }), name);
      },
    ),
    { seed: 20_260_208, numRuns: 200 },
  );
});
