/** Long work in small steps: between them, requests, timers and signals have their turn. */

/** Resolves after everything that waits for its turn had it. */
export function yieldTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
