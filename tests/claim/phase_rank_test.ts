import assert from "node:assert/strict";
import { SHOWN_PHASES } from "../../src/claim/claim.ts";
import { rankPhase } from "../../src/claim/phase_rank.ts";

Deno.test("every phase has its place, from what is worst to what is well", () => {
  assert.deepEqual(SHOWN_PHASES.toSorted((a, b) => rankPhase(a) - rankPhase(b)), [
    "Error",
    "Unavailable",
    "Stale",
    "Gone",
    "Throttled",
    "Deleting",
    "Unknown",
    "Creating",
    "Paused",
    "Ready",
  ]);
  assert.equal(new Set(SHOWN_PHASES.map(rankPhase)).size, SHOWN_PHASES.length);
  assert.equal(rankPhase("of a newer collector"), rankPhase("Unknown"));
});
