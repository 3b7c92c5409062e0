/** A collector that has its pull requests merged without a click, and what can be seen of that. */
import assert from "node:assert/strict";
import { CollectorWorld, registryOf } from "../testing/collector_world.ts";
import type { Call } from "../testing/github/http/call_log.ts";

/** A claim that is well. */
export const READY = "Ready: True, Synced: True";
/** One that is not. */
export const BROKEN = "Ready: False (Unavailable), Synced: True - volume is lost";
/** The interval of these collectors. */
export const HOUR_MS = 3_600_000;

/** Calls of the merge button. */
export const isMerge = ({ method, path }: Call): boolean =>
  method === "PUT" && path.endsWith("/merge");
/** Calls of GraphQL. */
export const isGraphQl = ({ path }: Call): boolean => path.endsWith("/graphql");

/** How a world of merges differs from the usual one. */
export interface MergeWorldOptions {
  readonly method?: "merge" | "squash" | "rebase";
  /** Whether a check must pass first. */
  readonly isProtected?: boolean;
  readonly allowsAutoMerge?: boolean;
}

/** A collector that has its pull requests merged; nothing is proposed yet. */
export async function createWorld(options: MergeWorldOptions = {}): Promise<CollectorWorld> {
  const { method = "squash", isProtected = false, allowsAutoMerge = true } = options;
  const registry = registryOf("db", "web");
  const settings = { mergeMethod: method, intervalMs: HOUR_MS };
  const world = await CollectorWorld.create({ registry, settings });
  world.github.settings.allowsAutoMerge = allowsAutoMerge;
  if (isProtected) world.github.settings.requiredChecks = ["ci"];
  world.post("team/db", READY);
  return world;
}

/** Opens pull request #1, which nothing blocks, and lets its commit become old enough. */
export async function openUnblocked(options: MergeWorldOptions = {}): Promise<CollectorWorld> {
  const world = await createWorld(options);
  assert.equal((await world.pass()).outcome, "proposed");
  world.clock.advance(HOUR_MS);
  return world;
}

/** How GitHub will merge the newest pull request by itself. */
export function autoMergeOf(world: CollectorWorld): string | undefined {
  return world.github.pulls().at(-1)?.autoMerge?.method;
}

/** Whether the newest pull request is merged. */
export function isMerged(world: CollectorWorld): boolean {
  return world.github.pulls().at(-1)?.merged ?? false;
}

/** Lets the check and the status of our commit pass. */
export function succeed(world: CollectorWorld): void {
  const { branch: ref } = world;
  world.github.setCheck({ ref, name: "ci", status: "completed", conclusion: "success" });
  world.github.setStatus({ ref, context: "ci", state: "success" });
}
