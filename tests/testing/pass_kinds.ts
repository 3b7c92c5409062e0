/**
 * Every kind of pass, for tests that disturb or count each call of it: what leads up to it, and what
 * is true once it and the passes after it are done.
 */
import assert from "node:assert/strict";
import { parseMarker } from "../../src/collector/proposal_marker.ts";
import {
  CollectorWorld,
  type CollectorWorldOptions,
  REGISTRY_PATH,
  registryOf,
} from "./collector_world.ts";
import type { GitHubSettings } from "./github/repository/github_state.ts";

/** A claim's text when all is well, and when it is not. */
export const READY = "Ready: True, Synced: True";
export const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";

const LABEL = "claim-status";

/** How what is left may differ from what was asked for. */
export interface DoneContext {
  /** GitHub refused one call for good, so what is asked for once is not asked for again. */
  readonly isRefused: boolean;
}

/** A kind of pass. */
export interface PassKind {
  readonly name: string;
  readonly settings?: CollectorWorldOptions["settings"];
  readonly github?: Partial<GitHubSettings>;
  /** What the senders say by then, by claim, for a collector that has forgotten it. */
  readonly statuses: Readonly<Record<string, string>>;
  /** The passes and deeds before it, and what its cause is. */
  readonly prepare: (world: CollectorWorld) => Promise<void>;
  /** Whether it is the one that merges. */
  readonly isMerging?: boolean;
  readonly assertDone: (world: CollectorWorld, context: DoneContext) => void;
  /** What must still be possible later. */
  readonly assertLater?: (world: CollectorWorld) => Promise<void>;
}

/** A world right before a pass of that kind. */
export async function createWorldBefore(
  kind: PassKind,
  more: Pick<CollectorWorldOptions, "callTimeoutMs"> = {},
): Promise<CollectorWorld> {
  const { settings = {}, github = {} } = kind;
  const world = await CollectorWorld.create({
    registry: registryOf("db", "web"),
    settings,
    ...more,
  });
  Object.assign(world.github.settings, github);
  await kind.prepare(world);
  return world;
}

/** Has the senders say again what they know. */
export function repeatStatuses(world: CollectorWorld, { statuses }: PassKind): void {
  for (const [claim, text] of Object.entries(statuses)) world.post(claim, text);
}

/** All of them. */
export const PASS_KINDS: readonly PassKind[] = [
  {
    name: "the first of a process, access check included",
    statuses: { "team/db": READY },
    prepare: (world) => Promise.resolve(world.post("team/db", READY)),
    assertDone: (world) => assertProposed(world, [READY]),
  },
  {
    name: "opening",
    statuses: { "team/db": READY },
    prepare: async (world) => {
      await world.pass();
      world.post("team/db", READY);
    },
    assertDone: (world) => assertProposed(world, [READY]),
  },
  {
    name: "updating",
    statuses: { "team/db": READY, "team/web": BROKEN },
    prepare: async (world) => {
      await open(world);
      world.post("team/web", BROKEN);
    },
    assertDone: (world) => assertProposed(world, [READY, BROKEN]),
  },
  {
    name: "rebuilding, as the file on the base branch moved",
    statuses: { "team/db": READY },
    prepare: async (world) => {
      await open(world);
      const content = registryOf("db", "web", "cache");
      world.github.commitFile({ path: REGISTRY_PATH, content });
    },
    assertDone: (world) => {
      assertProposed(world, [READY]);
      assert.match(world.registry(world.branch), /name: cache/);
    },
  },
  {
    name: "rewording",
    statuses: { "team/db": READY, "team/extra": READY },
    prepare: async (world) => {
      await open(world);
      world.clock.advance(3_600_000);
      world.post("team/db", READY);
      world.post("team/extra", READY);
    },
    assertDone: (world) => {
      assertProposed(world, [READY]);
      assert.match(world.openPulls()[0]?.body ?? "", /team\/extra/);
    },
  },
  {
    name: "finishing, with labels, reviewers and auto-merge",
    settings: { labels: [LABEL], reviewers: ["ann"], mergeMethod: "squash" },
    github: { collaborators: ["ann"], requiredApprovals: 1, allowsAutoMerge: true },
    statuses: { "team/db": READY },
    prepare: async (world) => {
      await world.pass();
      world.post("team/db", READY);
    },
    assertDone: assertFinished,
  },
  {
    name: "withdrawing",
    statuses: { "team/db": READY },
    prepare: async (world) => {
      await open(world);
      const [pull] = world.openPulls();
      world.github.mergePull({ number: pull?.number ?? 0, method: "squash", deleteBranch: true });
      await world.pass();
      world.post("team/db", BROKEN);
      await world.pass();
      world.post("team/db", READY);
    },
    assertDone: (world) => {
      assert.deepEqual(world.openPulls(), []);
      assert.equal(world.github.head(world.branch), null);
      assert.match(world.registry(), new RegExp(`"${READY}"`));
    },
    // What we took back ourselves is no person's no.
    assertLater: async (world) => {
      world.post("team/db", BROKEN);
      await world.pass();
      assertProposed(world, [BROKEN]);
    },
  },
  {
    name: "speaking of a foreign commit",
    statuses: { "team/db": READY },
    prepare: async (world) => {
      await open(world);
      world.github.commitFile({ branch: world.branch, path: "README.md", content: "# Theirs\n" });
      world.post("team/web", BROKEN);
    },
    assertDone: (world, { isRefused }) => {
      const [pull] = world.openPulls();
      const said = world.github.comments(pull?.number ?? 0);
      assert.ok(said.length === 1 || (isRefused && said.length === 0), `${said.length} comments`);
      const readme = world.github.readFile({ branch: world.branch, path: "README.md" });
      assert.equal(readme, "# Theirs\n");
    },
  },
  {
    name: "merging where nothing blocks",
    settings: { mergeMethod: "squash" },
    github: { allowsAutoMerge: true },
    statuses: { "team/db": READY },
    isMerging: true,
    prepare: async (world) => {
      await open(world);
    },
    assertDone: (world) => {
      assert.deepEqual(world.openPulls(), []);
      assert.match(world.registry(), new RegExp(`"${READY}"`));
    },
  },
];

async function open(world: CollectorWorld): Promise<void> {
  world.post("team/db", READY);
  assert.equal((await world.pass()).outcome, "proposed");
}

function assertProposed(world: CollectorWorld, texts: readonly string[]): void {
  assert.equal(world.openPulls().length, 1, "one pull request is open");
  const proposed = [...world.registry(world.branch).matchAll(/statusMessage: "(.*)"/g)];
  assert.deepEqual(proposed.map(([, text]) => text), texts);
}

function assertFinished(world: CollectorWorld, { isRefused }: DoneContext): void {
  assertProposed(world, [READY]);
  const [pull] = world.openPulls();
  assert.ok(!parseMarker(pull?.body ?? "")?.isUnfinished, "its marker says so");
  const done = [
    pull?.labels.includes(LABEL),
    pull?.requestedReviewers.includes("ann"),
    pull?.autoMerge?.method === "squash",
  ];
  const missingCount = done.filter((isDone) => isDone !== true).length;
  assert.ok(missingCount <= (isRefused ? 1 : 0), `labels, reviewers, merge: ${done.join()}`);
}
