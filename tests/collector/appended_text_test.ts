/** What people and other tools append to the text of our pull request. */
import assert from "node:assert/strict";
import { BODY_LENGTH_MAX, keepAppended } from "../../src/collector/proposal.ts";
import { EMPTY_MARKER, formatMarker } from "../../src/collector/proposal_marker.ts";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";
import { editPull } from "../testing/person.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";
const APPENDED = "\n\n## Release checklist\n\n- [x] told the users\n";
const MARKER = formatMarker(EMPTY_MARKER);

/** Pull request #1 says that `team/db` is ready, and a person has appended a list. */
async function createAppended(): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web") });
  world.post("team/db", READY);
  await world.pass();
  await editPull(world.github, { number: 1, body: `${bodyOf(world)}${APPENDED}` });
  return world;
}

function bodyOf(world: CollectorWorld): string {
  return world.github.pulls()[0]?.body ?? "";
}

Deno.test("what is appended is no difference, and stays when there is news", async () => {
  const world = await createAppended();
  world.github.clearCalls();
  await world.pass();
  assert.deepEqual(world.writes(), []);
  world.post("team/web", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.match(bodyOf(world), /volume is lost/);
  assert.ok(bodyOf(world).endsWith(` -->${APPENDED}`));
  world.github.clearCalls();
  await world.pass();
  assert.deepEqual(world.writes(), []);
});

Deno.test("it stays when words alone change, when the merge is noted, and at the end", async () => {
  const settings = { labels: ["bot"], mergeMethod: "squash" } as const;
  const world = await CollectorWorld.create({ registry: registryOf("db", "web"), settings });
  world.github.settings.allowsAutoMerge = true;
  world.post("team/db", READY);
  await world.pass();
  await editPull(world.github, { number: 1, body: `${bodyOf(world)}${APPENDED}` });
  world.github.settings.requiredChecks = ["ci"];
  world.clock.advance(3_600_000);
  await world.pass();
  assert.match(bodyOf(world), /"merge":"auto"/);
  assert.ok(bodyOf(world).endsWith(APPENDED));
  world.post("team/unknown", READY);
  world.clock.advance(3_600_000);
  await world.pass();
  assert.match(bodyOf(world), /team\/unknown/);
  assert.ok(bodyOf(world).endsWith(APPENDED));
  const content = world.registry(world.branch);
  world.github.commitFile({ path: "claims/registry.yaml", content });
  assert.equal((await world.pass()).outcome, "withdrawn");
  assert.ok(bodyOf(world).endsWith(APPENDED));
});

Deno.test("appended text is kept in whole lines as far as there is room", () => {
  const standing = `Old\n\n${MARKER}${APPENDED}`;
  assert.equal(keepAppended(`New\n\n${MARKER}`, standing), `New\n\n${MARKER}${APPENDED}`);
  const fromGitHub = standing.replaceAll("\n", "\r\n");
  const kept = keepAppended(`New\n\n${MARKER}`, fromGitHub);
  assert.equal(kept.replaceAll("\r\n", "\n"), `New\n\n${MARKER}${APPENDED}`);
  for (let room = 0; room <= APPENDED.length; room++) {
    const own = "x".repeat(BODY_LENGTH_MAX - room);
    const text = keepAppended(own, standing);
    assert.ok(text.length <= BODY_LENGTH_MAX, `${room}`);
    assert.ok(text === own || text.endsWith("\n"));
  }
});

Deno.test("without a marker nothing is known to be appended", () => {
  assert.equal(keepAppended("New", "Old, and more\n"), "New");
  assert.equal(keepAppended("New", ""), "New");
});
