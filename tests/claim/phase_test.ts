import assert from "node:assert/strict";
import { type Phase, PHASES } from "../../src/claim/claim.ts";
import { type ConditionFact, parsePhase, toPhase } from "../../src/claim/phase.ts";

type Fact = readonly [status: string, reason?: string] | undefined;

const READY: readonly Fact[] = [
  undefined,
  ["True"],
  ["True", "Available"],
  ["False"],
  ["False", "Creating"],
  ["False", "Waiting"],
  ["False", "Unavailable"],
  ["False", "Deleting"],
  ["Unknown"],
  ["Unknown", "Creating"],
];
const SYNCED: readonly Fact[] = [
  undefined,
  ["True"],
  ["True", "ReconcileSuccess"],
  ["False", "ReconcileError"],
  ["False"],
  ["False", "ReconcilePaused"],
  ["Unknown"],
];
const RESPONSIVE: readonly Fact[] = [undefined, ["True"], ["False", "WatchCircuitOpen"], ["False"]];
const LEADS = ["", "Deleting, ", "Paused, ", "Deleting, Paused, "];
const TAILS = [
  "",
  " - connect: connection refused",
  " - x (y) - Ready: True, Synced: True",
  " - …",
];

/** The words of the rules, first match wins; written down again, on purpose. */
function expectedPhase(
  facts: { readonly lead: string; readonly ready: Fact; readonly synced: Fact; responsive: Fact },
): Phase {
  if (facts.lead.includes("Deleting")) return "Deleting";
  if (facts.lead.includes("Paused") || facts.synced?.[1] === "ReconcilePaused") return "Paused";
  if (facts.synced?.[0] === "False") return "Error";
  if (facts.responsive?.[0] === "False") return "Throttled";
  if (facts.ready?.[0] === "True" && facts.synced?.[0] === "True") return "Ready";
  if (facts.ready?.[1] === "Creating" || facts.ready?.[1] === "Waiting") return "Creating";
  if (facts.ready?.[0] === "False") return "Unavailable";
  return "Unknown";
}

function write(name: string, fact: Fact): readonly string[] {
  if (fact === undefined) return [];
  const [status, reason] = fact;
  return [`${name}: ${status}${reason === undefined ? "" : ` (${reason})`}`];
}

Deno.test("a posted text tells its phase, whatever is combined in it", () => {
  const seen = new Set<Phase>();
  for (const ready of READY) {
    for (const synced of SYNCED) {
      for (const responsive of RESPONSIVE) {
        for (const lead of LEADS) {
          const conditions = [
            ...write("Ready", ready),
            ...write("Synced", synced),
            ...write("Responsive", responsive),
          ];
          if (conditions.length === 0) continue;
          for (const tail of TAILS) {
            const text = lead + conditions.join(", ") + tail;
            const expected = expectedPhase({ lead, ready, synced, responsive });
            assert.equal(parsePhase(text), expected, text);
            seen.add(expected);
          }
        }
      }
    }
  }
  const untold = PHASES.filter((phase) => !seen.has(phase));
  assert.deepEqual(untold, ["Gone"]);
});

Deno.test("texts without conditions", () => {
  const vectors: readonly (readonly [string, Phase])[] = [
    ["Gone", "Gone"],
    ["No status conditions", "Unknown"],
    ["Deleting, No status conditions", "Deleting"],
    ["Paused, No status conditions", "Paused"],
  ];
  for (const [text, expected] of vectors) assert.equal(parsePhase(text), expected, text);
});

Deno.test("what has another form tells nothing", () => {
  const texts = [
    "",
    " ",
    "gone",
    "Gone ",
    "Gone, Ready: True",
    "Gone - deleted",
    "Ready",
    "Ready:",
    "Ready: ",
    "Ready: true, Synced: true",
    "ready: True, synced: True",
    "Ready: Yes, Synced: True",
    "Ready:True, Synced:True",
    "Ready:  True, Synced: True",
    "Ready: True,  Synced: True",
    "Ready: True,Synced: True",
    "Ready: True Synced: True",
    "Ready: TrueSynced: True",
    "Ready: True, Synced: Truely",
    "Ready: True, Synced: False!",
    "Ready: True, Synced: False ()",
    "Ready: True, Synced: False (a (b))",
    "Ready: True, Synced: False(ReconcileError)",
    "Ready: True, Synced: False  (ReconcileError)",
    "Synced: False, Ready: True",
    "Responsive: False, Synced: False",
    "Ready: True, Ready: True, Synced: False",
    "Ready: True, Synced: False, Synced: False",
    "Ready: True, Synced: False, Healthy: False",
    " Ready: True, Synced: False",
    "Ready: True, Synced: False ",
    "Ready: True, Synced: False -",
    "Ready: True, Synced: False - ",
    "Ready: True, Synced: False- x",
    ", Synced: False",
    "Deleting, , Synced: False",
    "Deleting",
    "Deleting, ",
    "Deleting, x",
    "Deleting: Ready: True, Synced: True",
    "Paused, Deleting, Ready: True, Synced: True",
    "Status: Ready: True, Synced: False",
    "Ready: True, Synced: False\n",
    "Ready: True,\nSynced: False",
    `Ready: True, Synced: False (${"x".repeat(257)})`,
    "No status conditions - x",
  ];
  const told = new Set(["Ready: True, Synced: False - "]);
  for (const text of texts) {
    assert.equal(parsePhase(text), told.has(text) ? "Error" : "Unknown", JSON.stringify(text));
  }
});

Deno.test("the message behind the dash does not matter, not even a line break in it", () => {
  assert.equal(parsePhase("Ready: False, Synced: True - a\nb\u2028c"), "Unavailable");
  assert.equal(parsePhase(`Ready: False, Synced: True - ${"( - , ".repeat(1_000)}`), "Unavailable");
});

Deno.test("conditions make the phase that comes first in the list", () => {
  const fact = (status: string, reason?: string): ConditionFact => ({ status, reason });
  const none = { ready: undefined, synced: undefined, responsive: undefined };
  const broken = {
    ready: fact("False", "Creating"),
    synced: fact("False", "ReconcileError"),
    responsive: fact("False", "WatchCircuitOpen"),
  };
  const vectors: readonly (readonly [Parameters<typeof toPhase>[0], Phase])[] = [
    [none, "Unknown"],
    [{ ...none, isDeleting: true }, "Deleting"],
    [{ ...none, isPaused: true }, "Paused"],
    [{ ...broken, isDeleting: true, isPaused: true }, "Deleting"],
    [{ ...broken, isPaused: true }, "Paused"],
    [broken, "Error"],
    [{ ...broken, synced: fact("True") }, "Throttled"],
    [{ ...broken, synced: fact("True"), responsive: fact("True") }, "Creating"],
    [{ ...broken, synced: fact("Unknown", "ReconcilePaused") }, "Paused"],
    [{ ...none, ready: fact("True"), synced: fact("True") }, "Ready"],
    [{ ...none, ready: fact("True") }, "Unknown"],
    [{ ...none, ready: fact("True"), synced: fact("Unknown") }, "Unknown"],
    [{ ...none, synced: fact("True") }, "Unknown"],
    [{ ...none, ready: fact("Unknown", "Waiting") }, "Creating"],
    [{ ...none, ready: fact("False") }, "Unavailable"],
  ];
  for (const [facts, expected] of vectors) assert.equal(toPhase(facts), expected);
});
