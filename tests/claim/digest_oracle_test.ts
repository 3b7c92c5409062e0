/** Every combination of statuses, compared with the rules as they are told to people. */
import assert from "node:assert/strict";
import type { Phase } from "../../src/claim/claim.ts";
import { type ClaimDigest, digestObject, joinDigests } from "../../src/claim/digest.ts";
import { assertDigestRules } from "./digest_rules.ts";
import { type ConditionSketch, type ObjectSketch, toObject } from "./object_sketch.ts";

/** What a condition can be like, and what is written of it. */
interface Choice {
  readonly sketch: ConditionSketch | undefined;
  readonly text: string;
  /** Whether a composite's complaint is told instead. */
  readonly givesWay: boolean;
  /** Whether it is told instead of a claim's condition that gives way. */
  readonly complains: boolean;
}

const NONE: Choice = { sketch: undefined, text: "", givesWay: true, complains: false };

function choice(
  type: string,
  { told, message = "" }: { readonly told: string; readonly message?: string },
): Choice {
  const [status = "", reason = ""] = told.split(/[ ()]+/);
  return {
    sketch: [status, reason, message],
    text: `${type}: ${told}`,
    givesWay: status === "True" || reason === "Waiting",
    complains: status !== "True",
  };
}

const READY: readonly Choice[] = [
  NONE,
  choice("Ready", { told: "True", message: "left over" }),
  choice("Ready", { told: "False (Creating)", message: "is made" }),
  choice("Ready", { told: "False (Waiting)", message: "waits" }),
  choice("Ready", { told: "False (Unavailable)" }),
  choice("Ready", { told: "Unknown (Odd)", message: "who knows" }),
];

const SYNCED: readonly Choice[] = [
  NONE,
  choice("Synced", { told: "True", message: "left over" }),
  choice("Synced", { told: "False (ReconcileError)", message: "fails" }),
  choice("Synced", { told: "False (ReconcilePaused)", message: "pauses" }),
  choice("Synced", { told: "False" }),
  choice("Synced", { told: "Unknown", message: "not yet" }),
];

const RESPONSIVE: readonly Choice[] = [
  NONE,
  choice("Responsive", { told: "True", message: "left over" }),
  choice("Responsive", { told: "False (WatchCircuitOpen)", message: "too much" }),
  choice("Responsive", { told: "Unknown (Odd)", message: "left over" }),
];

interface Chosen {
  readonly ready: Choice;
  readonly synced: Choice;
  readonly responsive: Choice;
  readonly isPaused: boolean;
  readonly isDeleted: boolean;
}

Deno.test("a claim alone is told by the rules, whatever its conditions are", () => {
  const seen = new Set<Phase>();
  for (const claim of combine({ ready: READY, synced: SYNCED, responsive: RESPONSIVE })) {
    const digest = digestChosen({ claim, composite: null });
    assert.deepEqual(digest, tell(claim), JSON.stringify(claim));
    assertDigestRules(digest);
    seen.add(digest.phase);
  }
  assert.equal(seen.size, 8);
});

Deno.test("a claim and its composite are told by the rules, whatever their conditions are", () => {
  const claims = combine({ ready: READY, synced: SYNCED, responsive: RESPONSIVE.slice(0, 3) });
  const composites = combine({ ready: READY, synced: SYNCED, responsive: RESPONSIVE.slice(0, 3) });
  let count = 0;
  for (const [index, claim] of claims.entries()) {
    // A seventh of the pairs, shifted from claim to claim: every two choices meet.
    for (let other = index % 7; other < composites.length; other += 7) {
      const composite = composites[other];
      if (composite === undefined) continue;
      const digest = digestChosen({ claim, composite });
      assert.deepEqual(
        digest,
        tell(join({ claim, composite })),
        JSON.stringify([claim, composite]),
      );
      count++;
    }
  }
  assert.ok(count > 20_000, `${count}`);
});

function combine(
  { ready, synced, responsive }: {
    readonly ready: readonly Choice[];
    readonly synced: readonly Choice[];
    readonly responsive: readonly Choice[];
  },
): readonly Chosen[] {
  return ready.flatMap((ready) =>
    synced.flatMap((synced) =>
      responsive.flatMap((responsive) =>
        [false, true].flatMap((isPaused) =>
          [false, true].map((isDeleted) => ({ ready, synced, responsive, isPaused, isDeleted }))
        )
      )
    )
  );
}

/** The rules for a composite, in other words than the code's. */
function join(
  { claim, composite }: { readonly claim: Chosen; readonly composite: Chosen },
): Chosen {
  return {
    ready: claim.ready.givesWay && composite.ready.complains ? composite.ready : claim.ready,
    synced: claim.synced.givesWay && composite.synced.complains ? composite.synced : claim.synced,
    responsive: composite.responsive,
    isPaused: claim.isPaused || composite.isPaused,
    isDeleted: claim.isDeleted,
  };
}

function tell({ ready, synced, responsive, isPaused, isDeleted }: Chosen): ClaimDigest {
  const throttled = responsive.text.startsWith("Responsive: False") ? responsive : NONE;
  const told = [ready, synced, throttled].map(({ text }) => text).filter((text) => text !== "");
  const messages = [synced, ready, throttled].filter(({ complains }) => complains)
    .map(({ sketch }) => sketch?.[2] ?? "").filter((message) => message !== "");
  const pauses = isPaused || synced.text.includes("ReconcilePaused");
  const leads = (isDeleted ? "Deleting, " : "") + (pauses ? "Paused, " : "");
  const [message] = messages;
  return {
    statusMessage: leads + (told.join(", ") || "No status conditions") +
      (message === undefined ? "" : ` - ${message}`),
    phase: toPhase({ leads, ready: ready.text, synced: synced.text, throttled: throttled.text }),
    isOutdated: false,
  };
}

function toPhase(
  { leads, ready, synced, throttled }: Readonly<
    Record<"leads" | "ready" | "synced" | "throttled", string>
  >,
): Phase {
  const rules: readonly (readonly [boolean, Phase])[] = [
    [leads.startsWith("Deleting"), "Deleting"],
    [leads.startsWith("Paused"), "Paused"],
    [synced.startsWith("Synced: False"), "Error"],
    [throttled !== "", "Throttled"],
    [ready === "Ready: True" && synced === "Synced: True", "Ready"],
    [/\((?:Creating|Waiting)\)/.test(ready), "Creating"],
    [ready.startsWith("Ready: False"), "Unavailable"],
  ];
  return rules.find(([applies]) => applies)?.[1] ?? "Unknown";
}

function digestChosen(
  { claim, composite }: { readonly claim: Chosen; readonly composite: Chosen | null },
): ClaimDigest {
  const digest = digestObject(toObject(toSketch(claim)));
  assert.ok(digest);
  return joinDigests(digest, composite && digestObject(toObject(toSketch(composite))));
}

function toSketch({ ready, synced, responsive, isPaused, isDeleted }: Chosen): ObjectSketch {
  return {
    ready: ready.sketch,
    synced: synced.sketch,
    responsive: responsive.sketch,
    deleted: isDeleted,
    ...(isPaused ? { paused: "true" } : {}),
  };
}
