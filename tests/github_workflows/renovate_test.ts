/** What Renovate's own checker does not know: whether it looks at what this project has. */
import assert from "node:assert/strict";
import renovate from "../../.github/renovate.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);

Deno.test("Renovate looks at everything below tests, which its presets leave out", async () => {
  assert.ok(renovate.ignorePresets.includes(":ignoreModulesAndTests"));
  for (
    const manager of ["gomod", "npm", "pip_requirements", "deno", "dockerfile", "github-actions"]
  ) {
    assert.ok(renovate.enabledManagers.includes(manager), manager);
  }
  for (const { matchFileNames = [] } of renovate.packageRules) {
    for (const pattern of matchFileNames) {
      await assert.doesNotReject(Deno.stat(new URL(pattern.replace("**", ""), ROOT)), pattern);
    }
  }
});

Deno.test("Renovate waits for a release to be some days old, and comes once a week", () => {
  assert.match(renovate.minimumReleaseAge, /^[5-9] days$/);
  assert.deepEqual(renovate.schedule, ["* 0-6 * * 1"]);
});

Deno.test("Renovate pins actions and images, and asks people to merge", () => {
  assert.ok(renovate.extends.includes("docker:pinDigests"));
  assert.ok(renovate.extends.includes("helpers:pinGitHubActionDigestsToSemver"));
  assert.doesNotMatch(JSON.stringify(renovate), /automerge/i);
});
