/** Composites as Crossplane keeps them: each names the claim that has made it. */
import { claim, type ObjectOptions } from "./claim_builder.ts";

/** What a claim is told with whose composite is broken. */
export const BROKEN = "Ready: True, Synced: False (ReconcileError) - cannot compose";

/** A composite; `x-one` was made by the claim `one` where nothing else is said. */
export function composite(
  name: string,
  options: ObjectOptions = {},
): Readonly<Record<string, unknown>> {
  return claim(name, { maker: name.replace(/^x-/, ""), ...options });
}

/** A composite that cannot be reconciled, as its claim will never tell. */
export function brokenComposite(
  name: string,
  options: ObjectOptions = {},
): Readonly<Record<string, unknown>> {
  const synced = { status: "False", reason: "ReconcileError", message: "cannot compose" } as const;
  return composite(name, { synced, ...options });
}
