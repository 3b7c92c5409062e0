import assert from "node:assert/strict";
import { at, openPull, refusalOf, testGitHub } from "./octokit_world.ts";

const pull = { ...at, pull_number: 1 };
const settings = { collaborators: ["ann", "registry-bot"], teams: ["platform"] };

testGitHub("reviews are requested from collaborators and teams, and taken back", async (world) => {
  const { octokit } = world;
  await openPull(world);
  const { status } = await octokit.pulls.requestReviewers({
    ...pull,
    reviewers: ["Ann"],
    team_reviewers: ["platform"],
  });
  assert.equal(status, 201);
  const shown = async () => {
    const { data } = await octokit.pulls.get(pull);
    return [
      data.requested_reviewers?.map(({ login }) => login),
      data.requested_teams?.map(({ slug }) => slug),
    ];
  };
  assert.deepEqual(await shown(), [["ann"], ["platform"]]);
  await octokit.pulls.removeRequestedReviewers({ ...pull, reviewers: ["ann"] });
  assert.deepEqual(await shown(), [[], ["platform"]]);
}, { settings });

testGitHub("a stranger or the author cannot be asked for a review", async (world) => {
  const { github, octokit } = world;
  await openPull(world);
  const strangers = {
    status: 422,
    message: "Reviews may only be requested from collaborators. One or more of the users or " +
      "teams you specified is not a collaborator of the acme/registry repository.",
  };
  const ask = (reviewers: string[], team_reviewers: string[] = []) =>
    refusalOf(octokit.pulls.requestReviewers({ ...pull, reviewers, team_reviewers }));
  assert.deepEqual(await ask(["ann", "stranger"]), strangers);
  assert.deepEqual(await ask([], ["strangers"]), strangers);
  const author = { status: 422, message: "Review cannot be requested from pull request author." };
  assert.deepEqual(await ask(["registry-bot"]), author);
  assert.deepEqual(github.pulls()[0]?.requestedReviewers, []);
}, { settings });

testGitHub("missing approvals block, and a push may take them", async (world) => {
  const { github, octokit } = world;
  const { branch } = await openPull(world);
  const state = async () => (await octokit.pulls.get(pull)).data.mergeable_state;
  assert.equal(await state(), "blocked");
  const message = "At least 1 approving review is required by reviewers with write access.";
  assert.deepEqual(await refusalOf(octokit.pulls.merge(pull)), { status: 405, message });
  assert.throws(() => github.approve({ number: 1, login: "registry-bot" }), /your own/);
  github.approve({ number: 1, login: "ann" });
  assert.equal(await state(), "clean");
  github.commitFile({ branch, path: "more", content: "x" });
  assert.equal(await state(), "clean");
  github.settings.dismissesStaleApprovals = true;
  github.commitFile({ branch, path: "more", content: "y" });
  assert.equal(await state(), "blocked");
}, { settings: { requiredApprovals: 1 } });

testGitHub("who has approved is no longer asked", async (world) => {
  const { github, octokit } = world;
  await openPull(world);
  github.requestReviews({ number: 1, reviewers: ["ann"], teams: ["platform"] });
  github.approve({ number: 1, login: "ann" });
  const { data } = await octokit.pulls.get(pull);
  assert.deepEqual([data.requested_reviewers?.length, data.requested_teams?.length], [0, 1]);
}, { settings });
