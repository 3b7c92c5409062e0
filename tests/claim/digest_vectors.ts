/** What is told of a claim: the one table of it. `message_vectors.ts` has what becomes of messages. */
import type { Phase } from "../../src/claim/claim.ts";
import type { ConditionSketch, ObjectSketch } from "./object_sketch.ts";

/** A claim, with its composite where it has one, and what is told of it. */
export interface DigestVector {
  readonly of: string;
  readonly claim: ObjectSketch;
  readonly composite?: ObjectSketch;
  readonly text: string;
  readonly phase: Phase;
  /** False where it is left out. */
  readonly isOutdated?: boolean;
}

const AVAILABLE: ConditionSketch = ["True", "Available"];
const SUCCESS: ConditionSketch = ["True", "ReconcileSuccess"];
const WELL: ObjectSketch = { ready: AVAILABLE, synced: SUCCESS };
const WELL_COMPOSITE: ObjectSketch = { ...WELL, responsive: ["True", "WatchCircuitClosed"] };

const WAITS_MESSAGE = "Claim is waiting for composite resource to become Ready";
const WAITS: ConditionSketch = ["False", "Waiting", WAITS_MESSAGE];
const CREATES: ConditionSketch = ["False", "Creating", "Unready resources: disk"];
const ERROR_MESSAGE = 'cannot compose resources: no matches for kind "Disk"';
const FAILS: ConditionSketch = ["False", "ReconcileError", ERROR_MESSAGE];
const PAUSED_MESSAGE = "Reconciliation (including deletion) is paused via the pause annotation";
const PAUSES: ConditionSketch = ["False", "ReconcilePaused", PAUSED_MESSAGE];
const CIRCUIT_MESSAGE =
  "Too many watch events from Disk/data (default). Allowing events periodically.";
const THROTTLES: ConditionSketch = ["False", "WatchCircuitOpen", CIRCUIT_MESSAGE];

const MANY = "Unready resources: alert, backup, disk, and 2 more";

/** A condition as it is, its type in it. */
function raw([type, status]: readonly unknown[], more: object = {}): unknown {
  return { type, status, ...more };
}

/** Every group of vectors by its name. */
export const DIGEST_VECTORS: Readonly<Record<string, readonly DigestVector[]>> = {
  "claims that are well": [
    { of: "a healthy claim", claim: WELL, text: "Ready: True, Synced: True", phase: "Ready" },
    {
      of: "one without reasons",
      claim: { ready: ["True"], synced: ["True", ""] },
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "one that is responsive, too",
      claim: WELL_COMPOSITE,
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "one with a left-over message",
      claim: { ready: ["True", "Available", MANY], synced: SUCCESS },
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "reasons that say more than the normal ones",
      claim: { ready: ["True", "Healthy"], synced: ["True", "Adopted", "from elsewhere"] },
      text: "Ready: True (Healthy), Synced: True (Adopted)",
      phase: "Ready",
    },
    {
      of: "conditions that a function added",
      claim: {
        conditions: [
          raw(["DatabaseReady", "False"], { reason: "Starting", message: "the database starts" }),
          raw(["Ready", "True"], { reason: "Available" }),
          raw(["Synced", "True"], { reason: "ReconcileSuccess" }),
        ],
      },
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
  ],

  "claims that are not ready": [
    {
      of: "unready resources",
      claim: { ready: ["False", "Creating", MANY], synced: SUCCESS },
      text: `Ready: False (Creating), Synced: True - ${MANY}`,
      phase: "Creating",
    },
    {
      of: "no message, as when a function decides",
      claim: { ready: ["False", "Creating"], synced: SUCCESS },
      text: "Ready: False (Creating), Synced: True",
      phase: "Creating",
    },
    {
      of: "waiting",
      claim: { ready: WAITS, synced: SUCCESS },
      text: `Ready: False (Waiting), Synced: True - ${WAITS_MESSAGE}`,
      phase: "Creating",
    },
    {
      of: "unavailable",
      claim: { ready: ["False", "Unavailable", "gone"], synced: SUCCESS },
      text: "Ready: False (Unavailable), Synced: True - gone",
      phase: "Unavailable",
    },
    {
      of: "a reason of deletion without a deletion",
      claim: { ready: ["False", "Deleting"], synced: SUCCESS },
      text: "Ready: False (Deleting), Synced: True",
      phase: "Unavailable",
    },
    {
      of: "a normal reason at the wrong place",
      claim: { ready: ["False", "Available"], synced: ["Unknown", "ReconcileSuccess"] },
      text: "Ready: False, Synced: Unknown",
      phase: "Unavailable",
    },
    {
      of: "a status that is unknown",
      claim: { ready: ["Unknown", "Creating", "soon"], synced: SUCCESS },
      text: "Ready: Unknown (Creating), Synced: True - soon",
      phase: "Creating",
    },
    {
      of: "Ready alone",
      claim: { ready: AVAILABLE },
      text: "Ready: True",
      phase: "Unknown",
    },
    {
      of: "Synced alone",
      claim: { synced: SUCCESS },
      text: "Synced: True",
      phase: "Unknown",
    },
  ],

  "claims that cannot be reconciled": [
    {
      of: "an error",
      claim: { ready: AVAILABLE, synced: FAILS },
      text: `Ready: True, Synced: False (ReconcileError) - ${ERROR_MESSAGE}`,
      phase: "Error",
    },
    {
      of: "an error, told before what Ready says",
      claim: { ready: CREATES, synced: FAILS, responsive: THROTTLES },
      text: "Ready: False (Creating), Synced: False (ReconcileError), " +
        `Responsive: False (WatchCircuitOpen) - ${ERROR_MESSAGE}`,
      phase: "Error",
    },
    {
      of: "an error without a message, where Ready has one",
      claim: { ready: CREATES, synced: ["False", "ReconcileError", ""] },
      text: "Ready: False (Creating), Synced: False (ReconcileError) - Unready resources: disk",
      phase: "Error",
    },
    {
      of: "an error and Ready without messages, where Responsive has one",
      claim: { ready: ["False"], synced: ["False"], responsive: ["False", "Odd", "slow"] },
      text: "Ready: False, Synced: False, Responsive: False (Odd) - slow",
      phase: "Error",
    },
    {
      of: "a message that only a True condition has",
      claim: { ready: ["True", "Available", "left over"], synced: ["False", "ReconcileError"] },
      text: "Ready: True, Synced: False (ReconcileError)",
      phase: "Error",
    },
    {
      of: "Synced unknown",
      claim: { ready: AVAILABLE, synced: ["Unknown", "", "not yet"] },
      text: "Ready: True, Synced: Unknown - not yet",
      phase: "Unknown",
    },
  ],

  "claims that are throttled": [
    {
      of: "an open circuit",
      claim: { ...WELL, responsive: THROTTLES },
      text: `Ready: True, Synced: True, Responsive: False (WatchCircuitOpen) - ${CIRCUIT_MESSAGE}`,
      phase: "Throttled",
    },
    {
      of: "an open circuit of a claim that is not ready",
      claim: { ready: CREATES, synced: SUCCESS, responsive: THROTTLES },
      text: "Ready: False (Creating), Synced: True, Responsive: False (WatchCircuitOpen)" +
        " - Unready resources: disk",
      phase: "Throttled",
    },
    {
      of: "Responsive alone",
      claim: { responsive: ["False", "WatchCircuitOpen"] },
      text: "Responsive: False (WatchCircuitOpen)",
      phase: "Throttled",
    },
    {
      of: "a circuit nobody knows about",
      claim: { ...WELL, responsive: ["Unknown", "Odd", "who knows"] },
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
  ],

  "claims that are paused or deleted": [
    {
      of: "a pause that is seen already",
      claim: { ready: AVAILABLE, synced: PAUSES, paused: "true" },
      text: `Paused, Ready: True, Synced: False (ReconcilePaused) - ${PAUSED_MESSAGE}`,
      phase: "Paused",
    },
    {
      of: "a pause that is not seen yet",
      claim: { ...WELL, paused: "true" },
      text: "Paused, Ready: True, Synced: True",
      phase: "Paused",
    },
    {
      of: "an end of the pause that is not seen yet",
      claim: { ready: AVAILABLE, synced: PAUSES },
      text: `Paused, Ready: True, Synced: False (ReconcilePaused) - ${PAUSED_MESSAGE}`,
      phase: "Paused",
    },
    {
      of: "an annotation that says no",
      claim: { ...WELL, paused: "false" },
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "an annotation that Crossplane does not take either",
      claim: { ...WELL, paused: "True" },
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "a paused error",
      claim: { ready: AVAILABLE, synced: FAILS, paused: "true" },
      text: `Paused, Ready: True, Synced: False (ReconcileError) - ${ERROR_MESSAGE}`,
      phase: "Paused",
    },
    {
      of: "a pause without conditions",
      claim: { paused: "true" },
      text: "Paused, No status conditions",
      phase: "Paused",
    },
    {
      of: "a deletion",
      claim: { ready: ["False", "Deleting"], synced: SUCCESS, deleted: true },
      text: "Deleting, Ready: False (Deleting), Synced: True",
      phase: "Deleting",
    },
    {
      of: "a deletion with its old conditions",
      claim: { ...WELL, deleted: true },
      text: "Deleting, Ready: True, Synced: True",
      phase: "Deleting",
    },
    {
      of: "a deletion without conditions",
      claim: { deleted: true },
      text: "Deleting, No status conditions",
      phase: "Deleting",
    },
    {
      of: "a deletion that never goes on, for it is paused",
      claim: { ready: AVAILABLE, synced: PAUSES, paused: "true", deleted: true },
      text: `Deleting, Paused, Ready: True, Synced: False (ReconcilePaused) - ${PAUSED_MESSAGE}`,
      phase: "Deleting",
    },
    {
      of: "a paused deletion without conditions",
      claim: { paused: "true", deleted: true },
      text: "Deleting, Paused, No status conditions",
      phase: "Deleting",
    },
  ],

  "claims and their composites": [
    {
      of: "both well",
      claim: WELL,
      composite: WELL_COMPOSITE,
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "a claim that is well above a composite that is not",
      claim: WELL,
      composite: { ...WELL_COMPOSITE, synced: FAILS },
      text: `Ready: True, Synced: False (ReconcileError) - ${ERROR_MESSAGE}`,
      phase: "Error",
    },
    {
      of: "a claim that waits, and why",
      claim: { ready: WAITS, synced: SUCCESS },
      composite: { ...WELL_COMPOSITE, ready: ["False", "Creating", MANY] },
      text: `Ready: False (Creating), Synced: True - ${MANY}`,
      phase: "Creating",
    },
    {
      of: "a claim that waits for a composite that does not say why",
      claim: { ready: WAITS, synced: SUCCESS },
      composite: { ...WELL_COMPOSITE, ready: ["False", "Creating"] },
      text: "Ready: False (Creating), Synced: True",
      phase: "Creating",
    },
    {
      of: "a claim that waits for a composite without Ready",
      claim: { ready: WAITS, synced: SUCCESS },
      composite: { synced: FAILS, responsive: ["True"] },
      text: `Ready: False (Waiting), Synced: False (ReconcileError) - ${ERROR_MESSAGE}`,
      phase: "Error",
    },
    {
      of: "a claim that has not seen yet that its composite is ready",
      claim: { ready: WAITS, synced: SUCCESS },
      composite: WELL_COMPOSITE,
      text: `Ready: False (Waiting), Synced: True - ${WAITS_MESSAGE}`,
      phase: "Creating",
    },
    {
      of: "a claim without conditions, its composite well",
      claim: {},
      composite: WELL_COMPOSITE,
      text: "No status conditions",
      phase: "Unknown",
    },
    {
      of: "a claim without conditions, its composite not",
      claim: {},
      composite: { ready: CREATES, synced: FAILS },
      text: `Ready: False (Creating), Synced: False (ReconcileError) - ${ERROR_MESSAGE}`,
      phase: "Error",
    },
    {
      of: "a composite without conditions",
      claim: WELL,
      composite: {},
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "a claim with an error of its own",
      claim: { ready: WAITS, synced: ["False", "ReconcileError", "cannot bind composite"] },
      composite: { ready: CREATES, synced: FAILS },
      text: "Ready: False (Creating), Synced: False (ReconcileError) - cannot bind composite",
      phase: "Error",
    },
    {
      of: "a claim with a reason of its own",
      claim: { ready: ["False", "Unavailable", "mine"], synced: SUCCESS },
      composite: { ready: CREATES, synced: SUCCESS },
      text: "Ready: False (Unavailable), Synced: True - mine",
      phase: "Unavailable",
    },
    {
      of: "a claim that is unknown",
      claim: { ready: ["Unknown", "Odd"], synced: ["Unknown"] },
      composite: { ready: CREATES, synced: FAILS },
      text: "Ready: Unknown (Odd), Synced: Unknown",
      phase: "Unknown",
    },
    {
      of: "a composite that is unknown",
      claim: WELL,
      composite: { ready: ["Unknown", "", "hm"], synced: ["Unknown"] },
      text: "Ready: Unknown, Synced: Unknown - hm",
      phase: "Unknown",
    },
    {
      of: "a throttled composite",
      claim: WELL,
      composite: { ...WELL, responsive: THROTTLES },
      text: `Ready: True, Synced: True, Responsive: False (WatchCircuitOpen) - ${CIRCUIT_MESSAGE}`,
      phase: "Throttled",
    },
    {
      of: "Responsive of the claim, which nobody asks then",
      claim: { ...WELL, responsive: THROTTLES },
      composite: WELL_COMPOSITE,
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "Responsive of the claim, its composite without one",
      claim: { ...WELL, responsive: THROTTLES },
      composite: WELL,
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "a paused composite",
      claim: WELL,
      composite: { ...WELL_COMPOSITE, paused: "true" },
      text: "Paused, Ready: True, Synced: True",
      phase: "Paused",
    },
    {
      of: "a paused composite that says so itself",
      claim: WELL,
      composite: { ...WELL_COMPOSITE, synced: PAUSES },
      text: `Paused, Ready: True, Synced: False (ReconcilePaused) - ${PAUSED_MESSAGE}`,
      phase: "Paused",
    },
    {
      of: "a pause of the composite behind an error of the claim",
      claim: { ready: AVAILABLE, synced: FAILS },
      composite: { ready: AVAILABLE, synced: PAUSES },
      text: `Ready: True, Synced: False (ReconcileError) - ${ERROR_MESSAGE}`,
      phase: "Error",
    },
    {
      of: "a paused claim, its composite broken",
      claim: { ready: AVAILABLE, synced: PAUSES, paused: "true" },
      composite: { ready: AVAILABLE, synced: FAILS },
      text: `Paused, Ready: True, Synced: False (ReconcilePaused) - ${PAUSED_MESSAGE}`,
      phase: "Paused",
    },
    {
      of: "a deleted composite below a claim that stays",
      claim: WELL,
      composite: { ready: ["False", "Deleting"], synced: SUCCESS, deleted: true },
      text: "Ready: False (Deleting), Synced: True",
      phase: "Unavailable",
    },
    {
      of: "a deleted claim above a composite that still creates",
      claim: { ready: WAITS, synced: SUCCESS, deleted: true },
      composite: { ready: CREATES, synced: SUCCESS, deleted: true },
      text: "Deleting, Ready: False (Creating), Synced: True - Unready resources: disk",
      phase: "Deleting",
    },
  ],

  "old generations": [
    {
      of: "a status of the newest generation",
      claim: { ...WELL, generation: 3, observed: 3 },
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "a status of an older one",
      claim: { ...WELL, generation: 3, observed: 2 },
      text: "Ready: True, Synced: True",
      phase: "Ready",
      isOutdated: true,
    },
    {
      of: "numbers that are none",
      claim: { ...WELL, generation: "3", observed: 2 },
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "observations that are none",
      claim: { ...WELL, generation: 3, observed: "2" },
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "an old composite that is not told",
      claim: { ...WELL, generation: 3, observed: 3 },
      composite: { ...WELL_COMPOSITE, generation: 9, observed: 8 },
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "an old composite that is told",
      claim: { ...WELL, generation: 3, observed: 3 },
      composite: { ready: AVAILABLE, synced: FAILS, generation: 9, observed: 8 },
      text: `Ready: True, Synced: False (ReconcileError) - ${ERROR_MESSAGE}`,
      phase: "Error",
      isOutdated: true,
    },
    {
      of: "an old claim behind a composite that is told",
      claim: { ...WELL, generation: 3, observed: 2 },
      composite: { ready: AVAILABLE, synced: FAILS, generation: 9, observed: 9 },
      text: `Ready: True, Synced: False (ReconcileError) - ${ERROR_MESSAGE}`,
      phase: "Error",
    },
    {
      of: "an old claim above a composite of which only Ready is told",
      claim: { ...WELL, generation: 3, observed: 2 },
      composite: { ready: CREATES, synced: SUCCESS, generation: 9, observed: 9 },
      text: "Ready: False (Creating), Synced: True - Unready resources: disk",
      phase: "Creating",
      isOutdated: true,
    },
  ],

  "conditions that are none": [
    { of: "an empty list", claim: {}, text: "No status conditions", phase: "Unknown" },
    ...[undefined, null, "Ready", 1, true, {}, { Ready: "True" }, [null, 1, "Ready", [], {}]].map((
      conditions,
    ): DigestVector => ({
      of: JSON.stringify(conditions) ?? "none",
      claim: { conditions },
      text: "No status conditions",
      phase: "Unknown",
    })),
    {
      of: "types that are no text",
      claim: { conditions: [raw([1, "True"]), raw([null, "True"]), raw([["Ready"], "True"])] },
      text: "No status conditions",
      phase: "Unknown",
    },
    {
      of: "types that are almost right",
      claim: {
        conditions: [raw(["ready", "True"]), raw(["Ready ", "True"]), raw(["__proto__", "True"])],
      },
      text: "No status conditions",
      phase: "Unknown",
    },
    {
      of: "bad ones between good ones",
      claim: {
        conditions: [
          null,
          raw(["Ready", "True"]),
          7,
          [raw(["Synced", "False"])],
          raw(["Synced", "True"]),
        ],
      },
      text: "Ready: True, Synced: True",
      phase: "Ready",
    },
    {
      of: "several of one type, where the first wins",
      claim: {
        conditions: [
          raw(["Synced", "False"], { reason: "ReconcileError" }),
          raw(["Synced", "True"]),
          raw(["Ready", "True"]),
          raw(["Ready", "False"]),
        ],
      },
      text: "Ready: True, Synced: False (ReconcileError)",
      phase: "Error",
    },
    {
      of: "statuses that are none",
      claim: {
        conditions: [raw(["Ready", true]), raw(["Synced", "true"]), raw(["Responsive", false])],
      },
      text: "Ready: Unknown, Synced: Unknown",
      phase: "Unknown",
    },
    {
      of: "a status that is missing",
      claim: { conditions: [{ type: "Ready" }, { type: "Synced", status: null }] },
      text: "Ready: Unknown, Synced: Unknown",
      phase: "Unknown",
    },
    {
      of: "reasons and messages that are none",
      claim: {
        conditions: [
          raw(["Ready", "False"], { reason: 1, message: { a: 1 } }),
          raw(["Synced", "False"], { reason: null, message: ["x"] }),
        ],
      },
      text: "Ready: False, Synced: False",
      phase: "Error",
    },
    {
      of: "a flood of conditions",
      claim: {
        conditions: [
          raw(["Ready", "True"]),
          ...Array.from({ length: 20_000 }, (_, index) => raw([`Odd${index}`, "False"])),
          raw(["Synced", "False"]),
        ],
      },
      text: "Ready: True",
      phase: "Unknown",
    },
  ],

  "reasons that are no names": [
    {
      of: "parentheses",
      claim: { ready: ["False", "Odd (really)"], synced: ["False", "(ReconcileError)"] },
      text: "Ready: False (Odd really), Synced: False (ReconcileError)",
      phase: "Error",
    },
    {
      of: "a reason that plays the end of its condition",
      claim: { ready: ["False", "x), Synced: True"], synced: ["False", "y) - all is well"] },
      text: "Ready: False (x Synced True), Synced: False (y all is well)",
      phase: "Error",
    },
    {
      of: "control characters and lines",
      claim: { ready: ["False", "Crea\u0000ting\n"], synced: ["True", "\u202eok\u001b[31m"] },
      text: "Ready: False (Creating), Synced: True (ok)",
      phase: "Creating",
    },
    {
      of: "nothing that can be printed",
      claim: { ready: ["False", " \n"], synced: ["True", "()"] },
      text: "Ready: False, Synced: True",
      phase: "Unavailable",
    },
    {
      of: "a reason of 1,024 characters",
      claim: { ready: ["False", "Long".repeat(256)], synced: SUCCESS },
      text: `Ready: False (${"Long".repeat(13)}Lon…), Synced: True`,
      phase: "Unavailable",
    },
    {
      of: "three long reasons, which leave room for each other",
      claim: {
        ready: ["Unknown", "R".repeat(99)],
        synced: ["Unknown", "S".repeat(99)],
        responsive: ["False", "ß".repeat(99), "message"],
        paused: "true",
        deleted: true,
      },
      text: `Deleting, Paused, Ready: Unknown (${"R".repeat(55)}…), ` +
        `Synced: Unknown (${"S".repeat(55)}…), Responsive: False (${"ß".repeat(55)}…) - message`,
      phase: "Deleting",
    },
    {
      of: "a secret",
      claim: { ready: ["False", "token=hunter2"], synced: ["False", "ghp_16C7e42F292c6912E7"] },
      text: "Ready: False (token ***), Synced: False (***)",
      phase: "Error",
    },
    {
      of: "secrets that take all that follows them without a space",
      claim: {
        ready: ["False", "Authorization: Bearer abc123def"],
        synced: ["False", "helm --token hunter2"],
      },
      text: "Ready: False (Authorization Bearer ***), Synced: False (helm token ***)",
      phase: "Error",
    },
    {
      of: "a secret that never ends",
      claim: {
        ready: ["False", 'password="'],
        synced: ["False", "-----BEGIN RSA PRIVATE KEY-----"],
      },
      text: "Ready: False (password ***), Synced: False (***)",
      phase: "Error",
    },
  ],
};
