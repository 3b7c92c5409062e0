/** Two things that are made of settings: what is wrong with either is told together. */
import { ConfigError } from "../errors.ts";

/** Waits for both; throws one `ConfigError` with all problems, or what else was thrown. */
export async function gatherProblems<Works extends readonly [Promise<unknown>, Promise<unknown>]>(
  works: Works,
): Promise<{ -readonly [Index in keyof Works]: Awaited<Works[Index]> }> {
  const settled = await Promise.allSettled(works);
  const reasons = settled.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
  const problems = reasons.flatMap((reason) => {
    if (!(reason instanceof ConfigError)) throw reason;
    return reason.problems;
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return await Promise.all(works);
}
