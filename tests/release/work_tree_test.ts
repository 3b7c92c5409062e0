import assert from "node:assert/strict";
import { readBuildFacts } from "../../src/release/build_facts.ts";
import { createGit } from "../../src/release/git.ts";
import { readReleaseContent } from "../../src/release/release_range.ts";
import { tagRelease } from "../../src/release/tag_release.ts";
import { listChanges } from "../../src/release/work_tree.ts";
import { GitWorld } from "./git_world.ts";

Deno.test("sources inside the repository of another project are not that project", async () => {
  await using world = await GitWorld.create();
  await world.commit();
  await Deno.mkdir(`${world.folder}/clone/src/collector`, { recursive: true });
  const git = createGit(`${world.folder}/clone/src/collector`);
  const expected =
    /^ReleaseError: Expected the project to be a Git .+ folder "src\/collector\/" of .+clone"$/;
  await assert.rejects(readBuildFacts({ git, env: () => undefined }), expected);
  await assert.rejects(tagRelease(git, { version: "1.0.0", isPushed: false }), expected);
  await assert.rejects(readReleaseContent(git, { to: "HEAD", from: undefined }), expected);
  assert.equal(await world.git.read(["tag", "--list"]), "");
});

Deno.test("a link to the project is the project", async () => {
  await using world = await GitWorld.create();
  await world.commit();
  await Deno.symlink(`${world.folder}/clone`, `${world.folder}/link`, { type: "dir" });
  const git = createGit(`${world.folder}/link`);
  assert.match((await readBuildFacts({ git, env: () => undefined })).version, /^0\.0\.0-0\./);
});

Deno.test("no setting hides files that are not committed", async () => {
  await using world = await GitWorld.create();
  await world.commit();
  await world.git.read(["config", "status.showUntrackedFiles", "no"]);
  assert.equal(await listChanges(world.git), "");
  await world.scribble();
  assert.equal(await listChanges(world.git), "?? note.txt");
  const { version } = await readBuildFacts({ git: world.git, env: () => undefined });
  assert.match(version, /\.dirty$/);
  await assert.rejects(
    tagRelease(world.git, { version: "1.0.0", isPushed: false }),
    /Expected a clean working tree/,
  );
});

Deno.test("no setting changes which tag is found", async () => {
  await using world = await GitWorld.create();
  await world.commit();
  for (const name of ["v1.0.0", "v1.1.0"]) await world.git.read(["tag", name]);
  await world.git.read(["config", "column.ui", "always"]);
  const { version } = await readBuildFacts({ git: world.git, env: () => undefined });
  assert.equal(version, "1.1.0");
});

Deno.test("a shallow clone has no notes, as history is missing", async () => {
  await using world = await GitWorld.create();
  for (const name of ["one", "two"]) await world.commit(`feat: ${name}`);
  const folder = `${world.folder}/shallow`;
  await world.git.read(["clone", "-q", "--depth=1", `file://${world.folder}/clone`, folder]);
  await assert.rejects(
    readReleaseContent(createGit(folder), { to: "HEAD", from: undefined }),
    /^ReleaseError: Expected the whole history, found a shallow clone/,
  );
});
