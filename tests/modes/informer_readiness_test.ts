import assert from "node:assert/strict";
import type { InformerReason } from "../../src/informer/informer_reason.ts";
import { toInformerReadiness } from "../../src/modes/informer_readiness.ts";

const TROUBLE: InformerReason = { code: "collector-unreachable", message: "The collector fails" };
const SUPERSEDED: InformerReason = { code: "superseded", message: "A newer informer speaks" };

Deno.test("an informer is as ready as it is complete, heard and alone", () => {
  const states = [
    { is: "starting", wasSynchronised: false, reasons: [] },
    { is: "starting", wasSynchronised: false, reasons: [TROUBLE] },
    { is: "ready", wasSynchronised: true, reasons: [] },
    { is: "degraded", wasSynchronised: true, reasons: [TROUBLE] },
    { is: "superseded", wasSynchronised: true, reasons: [TROUBLE, SUPERSEDED] },
    { is: "superseded", wasSynchronised: false, reasons: [SUPERSEDED] },
  ] as const;
  for (const { is, wasSynchronised, reasons } of states) {
    const facts = { isDraining: false, wasSynchronised, report: { reasons } };
    assert.deepEqual(toInformerReadiness(facts), { state: is, reasons });
  }
});

Deno.test("an informer that stops is draining, whatever else it is", () => {
  for (const wasSynchronised of [false, true]) {
    const report = { reasons: [TROUBLE, SUPERSEDED] };
    assert.deepEqual(toInformerReadiness({ isDraining: true, wasSynchronised, report }), {
      state: "draining",
      reasons: [],
    });
  }
});
