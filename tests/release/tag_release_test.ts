import assert from "node:assert/strict";
import { tagRelease } from "../../src/release/tag_release.ts";
import { GitWorld } from "./git_world.ts";

const LIST = ["ls-remote", "--tags", "origin"];

Deno.test("a release is an annotated tag, and leaves the machine only when it is asked for", async () => {
  await using world = await GitWorld.create();
  const commit = await world.commit();
  assert.equal(await tagRelease(world.git, { version: "1.0.0", isPushed: false }), "v1.0.0");
  assert.equal(await world.git.read(["cat-file", "-t", "v1.0.0"]), "tag");
  assert.equal(await world.git.read(["rev-parse", "v1.0.0^{commit}"]), commit);
  assert.equal(await world.git.read(LIST), "");
  await world.git.read(["push", "--quiet", "origin", "main"]);
  await tagRelease(world.git, { version: "1.1.0-rc.1", isPushed: true });
  assert.match(
    await world.git.read(LIST),
    new RegExp(`\\trefs/tags/v1\\.1\\.0-rc\\.1\\n${commit}\\t`),
  );
  assert.doesNotMatch(await world.git.read(LIST), /v1\.0\.0/);
  // One that was made before is sent by a second call.
  await tagRelease(world.git, { version: "1.0.0", isPushed: true });
  assert.match(await world.git.read(LIST), /\trefs\/tags\/v1\.0\.0\n/);
});

Deno.test("what is not a new version of a clean tree is no release", async () => {
  await using world = await GitWorld.create();
  await world.commit();
  const tag = (version: string) => tagRelease(world.git, { version, isPushed: false });
  const push = (version: string) => tagRelease(world.git, { version, isPushed: true });
  for (const version of ["v1.0.0", "1.0", "latest", "--delete", "1.0.0+linux"]) {
    await assert.rejects(tag(version), /^ReleaseError: Expected a semantic version .*got "/);
  }
  await assert.rejects(push("1.0.0"), /^ReleaseError: Cannot run git fetch: /);
  assert.equal(await world.git.read(["tag", "--list"]), "");
  await world.git.read(["push", "--quiet", "origin", "main"]);
  await push("1.0.0");
  await assert.rejects(tag("1.0.0"), /^ReleaseError: The tag v1\.0\.0 is there already/);
  await world.git.read(["tag", "-d", "v1.0.0"]);
  await assert.rejects(push("1.0.0"), /^ReleaseError: The tag v1\.0\.0 is at origin already/);
  await world.commit("feat: go on");
  await assert.rejects(push("2.0.0"), /^ReleaseError: Expected a commit of main at origin/);
  await tag("2.0.0");
  await world.commit("feat: go further");
  await world.git.read(["push", "--quiet", "origin", "main"]);
  await assert.rejects(
    push("2.0.0"),
    /^ReleaseError: The tag v2\.0\.0 is there already: .*--delete/,
  );
  await world.git.read(["tag", "-d", "v2.0.0"]);
  await world.git.read(["tag", "v2.0.0"]);
  await assert.rejects(push("2.0.0"), /^ReleaseError: The tag v2\.0\.0 is there already/);
  await world.git.read(["tag", "-d", "v2.0.0"]);
  await world.scribble();
  await assert.rejects(tag("2.0.0"), /^ReleaseError: Expected a clean working tree[^]*note\.txt/);
  assert.equal(await world.git.read(["tag", "--list"]), "");
});
