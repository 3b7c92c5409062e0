/** The resources that people have named: they are wanted from the beginning to the end. */
import type { ClaimTarget, TargetEvent, TargetSource } from "./target_source.ts";

/** A source of these targets; no resource may stand there twice. */
export function createNamedTargets(targets: readonly ClaimTarget[]): TargetSource {
  return {
    description: "the list of resources",
    right: null,
    read: (signal) => tell(targets, signal),
  };
}

async function* tell(
  targets: readonly ClaimTarget[],
  signal: AbortSignal,
): AsyncGenerator<TargetEvent> {
  for (const target of targets) yield { type: "wanted", target };
  yield { type: "listed" };
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
}
