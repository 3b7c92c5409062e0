/** Two things that are made of settings: what is wrong with either is told together. */
import { ConfigError } from "../errors.ts";

/** Waits for both; throws one `ConfigError` with all problems, or what else was thrown first. */
export async function gatherProblems<Works extends readonly [Promise<unknown>, Promise<unknown>]>(
  works: Works,
): Promise<{ -readonly [Index in keyof Works]: Awaited<Works[Index]> }> {
  const settled = await Promise.allSettled(works);
  const reasons = settled.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
  const problems = reasons.flatMap((reason) =>
    reason instanceof ConfigError ? reason.problems : []
  );
  if (reasons.length > 0 && reasons.every((reason) => reason instanceof ConfigError)) {
    throw new ConfigError(problems);
  }
  return await Promise.all(works);
}
