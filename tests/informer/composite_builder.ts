/** Composites that cannot be reconciled, as their claims will never tell. */
import { claim } from "./claim_builder.ts";

/** What a claim is told with whose composite is broken. */
export const BROKEN = "Ready: True, Synced: False (ReconcileError) - cannot compose";

/** A composite that is broken. */
export function brokenComposite(name: string): Readonly<Record<string, unknown>> {
  const synced = { status: "False", reason: "ReconcileError", message: "cannot compose" } as const;
  return claim(name, { synced });
}
