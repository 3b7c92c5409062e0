/**
 * What may happen in the life of a repository, as values for fast-check to draw and to shrink.
 * `repository_life.ts` carries them out.
 */
import fc from "fast-check";
import type { FaultAnswer } from "./github/http/fault_plan.ts";
import type { MergeMethod } from "./github/repository/pull_record.ts";
import { ENTRY_NAMES, type EntryName, HAND_EDIT_KINDS, type HandEdit } from "./hand_edit.ts";

/** The messages that senders post. */
export const MESSAGES = [
  "Ready: True, Synced: True",
  "Ready: False (Creating), Synced: True",
  "Gone",
  "x | `y` @all",
  "Ready: True, Synced: False (ReconcileError) - boom",
] as const;

/** What a faulty call gets in place of GitHub's answer. */
export const FAULT_ANSWERS = {
  "connection cut": "cut",
  "answer cut short": "truncate",
  "not JSON": { status: 200, body: "<html>hi</html>", headers: { "content-type": "text/html" } },
  "nothing": { status: 200, body: "" },
  "too many calls": {
    status: 403,
    body: { message: "You have exceeded a secondary rate limit" },
    headers: { "retry-after": "30" },
  },
  "401": { status: 401, body: { message: "nope" } },
  "403": { status: 403, body: { message: "nope" } },
  "404": { status: 404, body: { message: "nope" } },
  "409": { status: 409, body: { message: "nope" } },
  "422": { status: 422, body: { message: "nope" } },
  "500": { status: 500, body: { message: "nope" } },
  "502": { status: 502, body: { message: "nope" } },
} as const satisfies Record<string, FaultAnswer | "truncate">;

/** Name of such an answer. */
export type FaultName = keyof typeof FAULT_ANSWERS;

/** What senders and people do, at rest or in the middle of a pass. */
export type Deed =
  | {
    readonly kind: "post";
    readonly name: EntryName | "unregistered";
    readonly from: "its own cluster" | "cluster b";
    readonly message: typeof MESSAGES[number];
    readonly isTyped: boolean;
  }
  | { readonly kind: "forget a cluster"; readonly cluster: "a" | "b" }
  | { readonly kind: "merge"; readonly method: MergeMethod; readonly deletesBranch: boolean }
  | { readonly kind: "close"; readonly deletesBranch: boolean }
  | { readonly kind: "reopen" }
  | { readonly kind: "delete the branch" }
  | { readonly kind: "edit the registry" } & HandEdit
  | { readonly kind: "bring back an older registry"; readonly age: number }
  | { readonly kind: "touch another file" }
  | { readonly kind: "commit to our branch"; readonly what: "a file" | "the registry" | "a merge" }
  | { readonly kind: "edit the text"; readonly how: "empty it" | "add to it" | "change the title" }
  /** GitHub keeps saying so of the newest pull request, whatever becomes of it. */
  | { readonly kind: "mergeability stands still"; readonly at: "dirty" | "behind" | "unknown" }
  | { readonly kind: "update the branch" }
  | { readonly kind: "approve"; readonly login: string }
  | { readonly kind: "comment" }
  | { readonly kind: "add a label" | "remove our label" }
  /** Another writer knows our fields not and writes the file without them. */
  | { readonly kind: "strip all fields" }
  | { readonly kind: "the crowd reports"; readonly message: typeof MESSAGES[number] }
  | { readonly kind: "reads lag"; readonly seconds: number }
  | { readonly kind: "let time pass"; readonly minutes: number };

/** A deed on the newest pull request. */
export type PullDeed = Extract<
  Deed,
  {
    kind:
      | "merge"
      | "close"
      | "reopen"
      | "edit the text"
      | "mergeability stands still"
      | "update the branch"
      | "approve"
      | "comment"
      | "add a label"
      | "remove our label";
  }
>;

/** A pass, undisturbed or not; calls are counted from 0. */
export type PassOperation =
  | { readonly kind: "pass" }
  | {
    readonly kind: "pass with a fault";
    readonly atCall: number;
    readonly times: number;
    readonly when: "before" | "after";
    readonly answer: FaultName;
  }
  | {
    readonly kind: "pass that is killed";
    readonly atCall: number;
    readonly when: "before" | "after";
  }
  | { readonly kind: "pass with a race"; readonly atCall: number; readonly deed: Deed };

/** Whatever may happen next. */
export type Operation = Deed | PassOperation | { readonly kind: "restart" };

const entryName = fc.constantFrom(...ENTRY_NAMES);
const phase = fc.constantFrom("before" as const, "after" as const);
const callOfPass = fc.nat({ max: 18 });

const post: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constant("post"),
  name: fc.constantFrom(...ENTRY_NAMES, "unregistered" as const),
  from: fc.oneof(
    { weight: 4, arbitrary: fc.constant("its own cluster" as const) },
    { weight: 1, arbitrary: fc.constant("cluster b" as const) },
  ),
  message: fc.constantFrom(...MESSAGES),
  isTyped: fc.nat({ max: 5 }).map((number) => number === 5),
});

const merge: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constant("merge"),
  method: fc.constantFrom("merge", "squash", "rebase"),
  deletesBranch: fc.boolean(),
});

const pullDeed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constant("close"), deletesBranch: fc.boolean() }),
  fc.record({ kind: fc.constant("reopen") }),
  fc.record({ kind: fc.constant("delete the branch") }),
  fc.record({
    kind: fc.constant("commit to our branch"),
    what: fc.constantFrom("a file", "the registry", "a merge"),
  }),
  fc.record({
    kind: fc.constant("edit the text"),
    how: fc.constantFrom("empty it", "add to it", "change the title"),
  }),
  fc.record({
    kind: fc.constant("mergeability stands still"),
    at: fc.constantFrom("dirty", "behind", "unknown"),
  }),
  fc.record({ kind: fc.constant("update the branch") }),
  fc.record({ kind: fc.constant("update the branch") }),
  fc.record({ kind: fc.constant("approve"), login: fc.constantFrom("ann", "bob") }),
  fc.record({ kind: fc.constantFrom("comment", "add a label", "remove our label") }),
);

const baseDeed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("edit the registry"),
      edit: fc.constantFrom(...HAND_EDIT_KINDS),
      name: entryName,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("bring back an older registry"),
      age: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("touch another file") }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("strip all fields") }) },
);

const otherDeed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constant("let time pass"), minutes: fc.constantFrom(1, 3, 20, 70) }),
  fc.record({
    kind: fc.constant("the crowd reports"),
    message: fc.constantFrom(...MESSAGES, "Gone" as const, "Gone" as const),
  }),
  fc.record({ kind: fc.constant("reads lag"), seconds: fc.constantFrom(0, 30, 90) }),
  fc.record({ kind: fc.constant("forget a cluster"), cluster: fc.constantFrom("a", "b") }),
);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 7, arbitrary: post },
  { weight: 3, arbitrary: merge },
  { weight: 5, arbitrary: pullDeed },
  { weight: 5, arbitrary: baseDeed },
  { weight: 4, arbitrary: otherDeed },
);

const pass: fc.Arbitrary<PassOperation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("pass") }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("pass with a fault"),
      atCall: callOfPass,
      times: fc.integer({ min: 1, max: 3 }),
      when: phase,
      answer: fc.constantFrom(...faultNames()),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("pass that is killed"),
      atCall: callOfPass,
      when: phase,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("pass with a race"), atCall: callOfPass, deed }),
  },
);

/** Lives, from one operation to four dozen. */
export const operationsArbitrary: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.oneof(
    { weight: 14, arbitrary: pass },
    { weight: 18, arbitrary: deed },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart") }) },
  ),
  { minLength: 1, maxLength: 48, size: "max" },
);

function faultNames(): readonly FaultName[] {
  return Object.keys(FAULT_ANSWERS).filter((name): name is FaultName => name in FAULT_ANSWERS);
}
