/**
 * Every call of every kind of pass, and everything that can go wrong with it: afterwards the base
 * branch is untouched, one pull request is open at most, no branch is left without one, and the next
 * passes finish what was begun.
 */
import assert from "node:assert/strict";
import type { CollectorWorld } from "../testing/collector_world.ts";
import type { FaultResponse } from "../testing/github/http/fault_plan.ts";
import {
  createWorldBefore,
  PASS_KINDS,
  type PassKind,
  repeatStatuses,
} from "../testing/pass_kinds.ts";

/** Passes after the disturbed one, within which everything is as it should be. */
const NEXT_PASS_MAX = 6;

/** What happens to a call: `kill` ends the process, `hang` is ended by the time limit. */
interface CallFault {
  readonly name: string;
  readonly when: "before" | "after";
  readonly answer: FaultResponse | "cut" | "hang" | "kill";
  /** Whether it says that repeating is in vain. */
  readonly isRefusal?: boolean;
}

const SLOW_DOWN = { message: "You have exceeded a secondary rate limit" };

const FAULTS: readonly CallFault[] = [
  { name: "500", when: "before", answer: { status: 500, body: { message: "Server Error" } } },
  { name: "502 after its effect", when: "after", answer: { status: 502, body: "<html>" } },
  {
    name: "403, secondary limit",
    when: "before",
    answer: { status: 403, body: SLOW_DOWN, headers: { "retry-after": "30" } },
  },
  {
    name: "429",
    when: "before",
    answer: { status: 429, body: SLOW_DOWN, headers: { "retry-after": "30" } },
  },
  {
    name: "409",
    when: "before",
    answer: { status: 409, body: { message: "Conflict" } },
    isRefusal: true,
  },
  {
    name: "422",
    when: "before",
    answer: { status: 422, body: { message: "Validation Failed" } },
    isRefusal: true,
  },
  { name: "timeout", when: "before", answer: "hang" },
  { name: "timeout after its effect", when: "after", answer: "hang" },
  { name: "response lost", when: "after", answer: "cut" },
  { name: "SIGKILL before its effect", when: "before", answer: "kill" },
  { name: "SIGKILL after its effect", when: "after", answer: "kill" },
];

for (const kind of PASS_KINDS) {
  Deno.test(`a pass survives whatever happens to any of its calls: ${kind.name}`, async () => {
    const calls = await listCalls(kind);
    for (const [at, call] of calls.entries()) {
      for (const fault of FAULTS) {
        try {
          await disturb(kind, { at, fault });
        } catch (error) {
          const place = `"${kind.name}", call ${at} (${call}), ${fault.name}`;
          throw new Error(`${place}: ${error instanceof Error ? error.message : error}`, {
            cause: error,
          });
        }
      }
    }
  });
}

async function listCalls(kind: PassKind): Promise<readonly string[]> {
  const world = await createWorldBefore(kind);
  world.github.clearCalls();
  await world.pass();
  const calls = world.github.calls.map(({ method, path }) => `${method} ${path}`);
  await finish(world, { kind, isRefused: false });
  return calls;
}

async function disturb(
  kind: PassKind,
  { at, fault }: { readonly at: number; readonly fault: CallFault },
): Promise<void> {
  let isHanging = () => false;
  const callTimeoutMs = () => isHanging() ? 1 : 60_000;
  const world = await createWorldBefore(kind, { callTimeoutMs });
  const { github } = world;
  github.clearCalls();
  if (fault.answer === "hang") isHanging = () => github.calls.length === at;
  const answer = fault.answer === "kill" ? "cut" : fault.answer;
  const planned = github.fault({ at, when: fault.when, answer });
  const isKilled = fault.answer === "kill";
  const signal = isKilled ? abortAt(world, { at, when: fault.when }) : undefined;
  const base = github.head("main");
  await world.pass(signal).catch(() => undefined);
  isHanging = () => false;
  assert.equal(planned.hits, 1, "the fault hits");
  if (isKilled) {
    world.restart();
    repeatStatuses(world, kind);
  }
  assertHarmless(world, { kind, base });
  await finish(world, { kind, isRefused: fault.isRefusal ?? false });
}

/** The next passes bring everything about, and then write nothing any more. */
async function finish(
  world: CollectorWorld,
  context: { readonly kind: PassKind; readonly isRefused: boolean },
): Promise<void> {
  const { kind, isRefused } = context;
  const base = world.github.head("main");
  for (let count = 1, isQuiet = false; !isQuiet; count++) {
    assert.ok(count <= NEXT_PASS_MAX, `pass ${count} afterwards still writes`);
    world.github.clearCalls();
    await world.pass();
    isQuiet = world.writes().length === 0;
    assertHarmless(world, { kind, base });
  }
  // What was refused beside the proposal is asked for again.
  world.clock.advance(3_600_000);
  await world.pass();
  kind.assertDone(world, { isRefused });
  const hasBranch = world.github.head(world.branch) !== null;
  assert.equal(hasBranch, world.openPulls().length > 0, "no branch without a pull request");
  const unmerged = world.github.pulls().filter(({ merged }) => !merged);
  assert.ok(unmerged.length <= 1, "no second pull request");
  await kind.assertLater?.(world);
}

/** What must hold right after any pass. */
function assertHarmless(
  world: CollectorWorld,
  { kind, base }: { readonly kind: PassKind; readonly base: string | null },
): void {
  const { github, branch } = world;
  if (kind.isMerging !== true) assert.equal(github.head("main"), base, "the base is untouched");
  const others = github.branches().filter((name) => name !== "main" && name !== branch);
  assert.deepEqual(others, [], "no other branch");
  assert.ok(world.openPulls().length <= 1, "at most one pull request");
}

/** A signal that ends the pass around one of its calls. */
function abortAt(
  world: CollectorWorld,
  { at, when }: { readonly at: number; readonly when: "before" | "after" },
): AbortSignal {
  const controller = new AbortController();
  const stop = world.github.onCall((_call, phase) => {
    if (phase !== when || world.github.calls.length !== at + 1) return;
    stop();
    controller.abort();
  });
  return controller.signal;
}
