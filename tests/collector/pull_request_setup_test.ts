/** Labels and reviewers of a new pull request, and in whose name its commit is made. */
import assert from "node:assert/strict";
import { UnavailableError } from "../../src/errors.ts";
import {
  CollectorWorld,
  type CollectorWorldOptions,
  registryOf,
} from "../testing/collector_world.ts";
import { createAppKey } from "../testing/github/app_world.ts";
import type { Call } from "../testing/github/http/call_log.ts";

const READY = "Ready: True, Synced: True";
const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";

const isSetup = ({ path }: Call) => path.endsWith("/labels") || path.endsWith("_reviewers");

interface Setup {
  readonly labels?: readonly string[];
  readonly reviewers?: readonly string[];
}

/** A collector whose pull requests get these; nothing is proposed yet. */
async function createWorld(settings: Setup): Promise<CollectorWorld> {
  const world = await CollectorWorld.create({ registry: registryOf("db", "web"), settings });
  world.github.settings.collaborators = ["ada", "linus"];
  world.github.settings.teams = ["platform"];
  world.post("team/db", READY);
  return world;
}

function setupOf(world: CollectorWorld): readonly (readonly string[])[] {
  const { labels = [], requestedReviewers = [], requestedTeams = [] } =
    world.github.pulls().at(-1) ?? {};
  return [labels, requestedReviewers, requestedTeams];
}

const ALL = { labels: ["status", "bot"], reviewers: ["ada", "acme/platform", "linus"] };

Deno.test("a new pull request gets its labels and reviewers once", async () => {
  const world = await createWorld(ALL);
  const { outcome, problems } = await world.pass();
  assert.deepEqual([outcome, problems], ["proposed", []]);
  assert.deepEqual(setupOf(world), [["status", "bot"], ["ada", "linus"], ["platform"]]);
  assert.doesNotMatch(world.openPulls()[0]?.body ?? "", /unfinished/);
  world.github.clearCalls();
  assert.equal((await world.pass()).outcome, "up-to-date");
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  assert.equal(world.github.countCalls(isSetup), 0);
});

Deno.test("each new pull request gets them", async () => {
  const world = await createWorld(ALL);
  await world.pass();
  world.github.mergePull({ number: 1, method: "squash" });
  world.post("team/db", BROKEN);
  await world.pass();
  assert.deepEqual(setupOf(world), [["status", "bot"], ["ada", "linus"], ["platform"]]);
});

Deno.test("a label that a person has removed is not set again", async () => {
  const world = await createWorld(ALL);
  await world.pass();
  world.github.removeLabel({ number: 1, name: "bot" });
  world.restart();
  world.post("team/db", BROKEN);
  assert.equal((await world.pass()).outcome, "proposed");
  await world.pass();
  assert.deepEqual(setupOf(world)[0], ["status"]);
});

Deno.test("what could not be noted in the text is not set again by the same process", async () => {
  const world = await createWorld(ALL);
  const match = ({ method }: Call) => method === "PATCH";
  world.github.fault({ when: "before", match, times: 2, answer: "cut" });
  await assert.rejects(world.pass(), UnavailableError);
  world.github.removeLabel({ number: 1, name: "bot" });
  world.github.clearCalls();
  await assert.rejects(world.pass(), UnavailableError);
  await world.pass();
  assert.equal(world.github.countCalls(isSetup), 0);
  assert.deepEqual(setupOf(world)[0], ["status"]);
  assert.doesNotMatch(world.openPulls()[0]?.body ?? "", /unfinished/);
});

Deno.test("unknown reviewers are a problem, the pass goes on, and nobody asks twice", async () => {
  const world = await createWorld({ labels: ["bot"], reviewers: ["nobody"] });
  const { outcome, problems } = await world.pass();
  assert.equal(outcome, "proposed");
  assert.deepEqual(problems.map(({ code }) => code), ["reviewers-refused"]);
  assert.match(problems[0]?.message ?? "", /Reviews may only be requested from collaborators/);
  assert.deepEqual(setupOf(world), [["bot"], [], []]);
  world.github.clearCalls();
  assert.deepEqual((await world.pass()).problems, problems);
  assert.deepEqual((await world.pass()).problems, problems, "it is told as long as it is open");
  assert.equal(world.github.countCalls(isSetup), 0);
  world.github.mergePull({ number: 1, method: "squash" });
  assert.deepEqual((await world.pass()).problems, []);
});

Deno.test("a reviewer whom GitHub does not know costs the others nothing", async () => {
  const world = await createWorld({ reviewers: ["ada", "nobody", "acme/platform", "acme/none"] });
  const { outcome, problems } = await world.pass();
  assert.deepEqual([outcome, problems.map(({ code }) => code)], ["proposed", [
    "reviewers-refused",
  ]]);
  assert.match(problems[0]?.message ?? "", /refused were "nobody", "acme\/none"$/);
  assert.deepEqual(setupOf(world), [[], ["ada"], ["platform"]]);
});

Deno.test("labels that the token may not set are a problem, and reviewers are asked all the same", async () => {
  const world = await createWorld({ labels: ["bot"], reviewers: ["ada"] });
  const match = ({ path }: Call) => path.endsWith("/labels");
  const body = { message: "Resource not accessible by personal access token" };
  world.github.fault({ when: "before", match, answer: { status: 403, body } });
  const { outcome, problems } = await world.pass();
  assert.deepEqual([outcome, problems.map(({ code }) => code)], ["proposed", ["labels-refused"]]);
  assert.deepEqual(setupOf(world), [[], ["ada"], []]);
});

for (const when of ["before", "after"] as const) {
  for (
    const [name, match] of Object.entries({
      labels: ({ path }: Call) => path.endsWith("/labels"),
      reviewers: ({ path }: Call) => path.endsWith("_reviewers"),
      marker: ({ method }: Call) => method === "PATCH",
    })
  ) {
    Deno.test(`what died ${when} its ${name} were set is finished by the next process`, async () => {
      const world = await createWorld(ALL);
      world.github.fault({ when, match, answer: "cut" });
      await assert.rejects(world.pass(), UnavailableError);
      world.restart();
      world.post("team/db", READY);
      const { problems } = await world.pass();
      assert.deepEqual(problems, []);
      assert.deepEqual(setupOf(world), [["status", "bot"], ["ada", "linus"], ["platform"]]);
      assert.doesNotMatch(world.openPulls()[0]?.body ?? "", /unfinished/);
      assert.equal(world.github.pulls().length, 1);
    });
  }
}

Deno.test("what died before its setup is finished once its clusters have reported", async () => {
  const world = await createWorld({ labels: ["bot"] });
  world.post("team/web", READY, { cluster: "prod" });
  const match = ({ path }: Call) => path.endsWith("/labels");
  world.github.fault({ when: "before", match, answer: "cut" });
  await assert.rejects(world.pass(), UnavailableError);
  world.restart();
  world.post("team/db", READY);
  assert.deepEqual((await world.pass()).awaitedClusters, ["prod"]);
  world.post("team/web", READY, { cluster: "prod" });
  await world.pass();
  assert.deepEqual(setupOf(world)[0], ["bot"]);
});

const KEY = createAppKey();

/** A collector that signs its commits off, by a token or by an App. */
async function createSigner(options: Partial<CollectorWorldOptions>): Promise<CollectorWorld> {
  const settings = { isSignedOff: true };
  return await CollectorWorld.create({ registry: registryOf("db"), settings, ...options });
}

for (
  const [name, { options, login }] of Object.entries({
    token: { options: {}, login: "registry-bot" },
    App: { options: { appKey: KEY }, login: "collector[bot]" },
  })
) {
  Deno.test(`a commit is signed off by whom GitHub says the ${name} is`, async () => {
    const world = await createSigner(options);
    world.post("team/db", READY);
    assert.equal((await world.pass()).outcome, "proposed");
    const [commit] = world.github.log(world.branch);
    assert.equal(commit?.author.name, login);
    const signoff = `Signed-off-by: ${login} <${commit?.author.email}>`;
    assert.ok(commit?.message.includes(`\n${signoff}`), commit?.message);
    assert.match(commit?.message ?? "", /^Registry-Digest: sha256:[0-9a-f]{64}$/m);
    const isCommit = ({ method, path }: Call) => method === "POST" && path.endsWith("/commits");
    assert.equal(world.github.countCalls(isCommit), 2, "the first one only told the name");
    world.post("team/db", BROKEN);
    assert.equal((await world.pass()).outcome, "proposed");
    assert.equal(world.github.countCalls(isCommit), 3);
    assert.ok(world.github.log(world.branch)[0]?.message.includes(signoff));
    assert.equal((await world.pass()).outcome, "up-to-date", "it is still ours");
  });
}

Deno.test("without the setting nobody signs off", async () => {
  const world = await createSigner({ settings: {} });
  world.post("team/db", READY);
  await world.pass();
  assert.doesNotMatch(world.github.log(world.branch)[0]?.message ?? "", /Signed-off-by/);
});

Deno.test("the report tells whether GitHub has verified our commit", async (test) => {
  for (const [name, appKey] of Object.entries({ token: undefined, App: KEY })) {
    await test.step(name, async () => {
      const isVerified = appKey !== undefined;
      const world = await createSigner(appKey === undefined ? {} : { appKey });
      world.post("team/db", READY);
      for (const outcome of ["proposed", "up-to-date", "clean"]) {
        const result = await world.pass();
        assert.deepEqual([result.outcome, result.pullRequest?.isVerified], [outcome, isVerified]);
      }
      world.restart();
      world.post("team/db", READY);
      assert.equal((await world.pass()).pullRequest?.isVerified, isVerified);
    });
  }
});

Deno.test("reviewers whom GitHub refused are asked again after an hour", async () => {
  const settings = { reviewers: ["mara"] };
  const world = await CollectorWorld.create({ registry: registryOf("db"), settings });
  world.post("team/db", READY);
  await world.pass();
  world.github.settings.collaborators = ["mara"];
  assert.equal((await world.pass()).problems.length, 1);
  world.clock.advance(3_600_000);
  assert.deepEqual((await world.pass()).problems, []);
  assert.deepEqual(world.openPulls()[0]?.requestedReviewers, ["mara"]);
});

Deno.test("reviewers whom GitHub refused are asked again by the next process", async () => {
  const settings = { reviewers: ["mara"] };
  const world = await CollectorWorld.create({ registry: registryOf("db"), settings });
  world.post("team/db", READY);
  const first = await world.pass();
  assert.deepEqual(first.problems.map(({ code }) => code), ["reviewers-refused"]);
  assert.match(first.problems[0]?.message ?? "", /refused was "mara"$/);
  world.github.clearCalls();
  assert.equal((await world.pass()).problems.length, 1);
  assert.deepEqual(world.writes(), []);
  world.restart();
  world.post("team/db", READY);
  assert.equal((await world.pass()).problems.length, 1, "still refused, still told");
  world.github.settings.collaborators = ["mara"];
  world.restart();
  world.post("team/db", READY);
  assert.deepEqual((await world.pass()).problems, []);
  assert.deepEqual(world.openPulls()[0]?.requestedReviewers, ["mara"]);
  assert.doesNotMatch(world.openPulls()[0]?.body ?? "", /unfinished/);
});
