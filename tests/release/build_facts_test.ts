import assert from "node:assert/strict";
import { formatBuildFacts, readBuildFacts } from "../../src/release/build_facts.ts";
import type { Git } from "../../src/release/git.ts";
import { ReleaseError } from "../../src/release/release_error.ts";
import { GitWorld } from "./git_world.ts";

const GIVEN = {
  BUILD_VERSION: "1.2.3",
  BUILD_COMMIT: "0123456789abcdef0123456789abcdef01234567",
  BUILD_DATE: "2026-03-01T08:00:00Z",
};
const NO_GIT: Git = { read: () => Promise.reject(new ReleaseError("Cannot run git")) };

async function readVersion({ git }: GitWorld): Promise<string> {
  return (await readBuildFacts({ git, env: () => undefined })).version;
}

Deno.test("commit and date are those of the commit, in UTC", async () => {
  await using world = await GitWorld.create();
  const commit = await world.commit();
  const seconds = await world.git.read(["show", "-s", "--format=%ct"]);
  const facts = await readBuildFacts({ git: world.git, env: () => undefined });
  assert.equal(facts.commit, commit);
  assert.equal(Date.parse(facts.date), Number(seconds) * 1_000);
  assert.match(facts.date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

Deno.test("the version is that of the newest tag at the commit, else it says what it follows", async () => {
  await using world = await GitWorld.create();
  const first = await world.commit();
  const { date } = await readBuildFacts({ git: world.git, env: () => undefined });
  const time = `${date.replace(/\D/g, "")}-${first.slice(0, 12)}`;
  assert.equal(await readVersion(world), `0.0.0-0.${time}`);
  const tag = async (name: string) => void await world.git.read(["tag", "-m", name, name]);
  await tag("v1.2.0-rc.2");
  assert.equal(await readVersion(world), "1.2.0-rc.2");
  await world.commit("fix: mend");
  assert.match(await readVersion(world), /^1\.2\.0-rc\.2\.0\.\d{14}-[0-9a-f]{12}$/);
  for (const name of ["v1.2.9", "v1.2.10", "v1.2.10-rc.1", "vintage", "v2", "other-9.9.9"]) {
    await tag(name);
  }
  assert.equal(await readVersion(world), "1.2.10");
  await world.scribble();
  assert.equal(await readVersion(world), "1.2.10-dirty");
  await world.commit("fix: mend more");
  assert.match(await readVersion(world), /^1\.2\.11-0\.\d{14}-[0-9a-f]{12}\.dirty$/);
});

Deno.test("where there is no Git, variables tell", async () => {
  const read = (given: Readonly<Record<string, string>>) =>
    readBuildFacts({ git: NO_GIT, env: (name) => given[name] });
  const [version, commit, date] = Object.values(GIVEN);
  assert.deepEqual(await read(GIVEN), { version, commit, date });
  assert.equal(
    formatBuildFacts(await read(GIVEN)),
    `version=${version}\ncommit=${commit}\ndate=${date}\n`,
  );
  await assert.rejects(read({}), /BUILD_DATE in the environment \(Cannot run git\)/);
  const wrong: Readonly<Record<string, string>> = {
    BUILD_VERSION: "v1.2.3",
    BUILD_COMMIT: "0123456",
    BUILD_DATE: "2026-03-01",
  };
  for (const [name, value] of Object.entries(wrong)) {
    await assert.rejects(
      read({ ...GIVEN, [name]: value }),
      new RegExp(`${name}: expected .*got "${value}"`),
    );
    await assert.rejects(read({ ...GIVEN, [name]: "" }), /Expected all of BUILD_VERSION/);
  }
  for (const value of ["2026-02-30T08:00:00Z", "9999-99-99T99:99:99Z", "2026-03-01T24:00:00Z"]) {
    await assert.rejects(
      read({ ...GIVEN, BUILD_DATE: value }),
      /^ReleaseError: BUILD_DATE: expected/,
    );
  }
});

Deno.test("a commit of a time that cannot be written is told", async () => {
  for (const seconds of ["253402300800", "9223372036854775807"]) {
    const read = ([command]: readonly string[]) =>
      Promise.resolve(command === "show" ? `${"c".repeat(40)} ${seconds}` : "");
    await assert.rejects(
      readBuildFacts({ git: { read }, env: () => undefined }),
      new RegExp(`^ReleaseError: Expected a commit of the years 1970 to 9999, .+ ${seconds}$`),
    );
  }
});

Deno.test("where there is neither, it says what was expected", async () => {
  await using world = await GitWorld.create();
  await assert.rejects(
    readVersion(world),
    /^ReleaseError: Cannot tell which build this is: .*BUILD_VERSION/,
  );
});
