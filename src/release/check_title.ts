/** `deno task check:title`: judges the title in `PR_TITLE`; 1 with what was expected if it is not good. */
import { readArguments, runReleaseCommand, writeLine } from "./release_command.ts";
import { ReleaseError } from "./release_error.ts";
import { findTitleProblems } from "./title_problems.ts";

await runReleaseCommand(() => {
  readArguments({ options: {} });
  const title = Deno.env.get("PR_TITLE");
  if (!title) throw new ReleaseError("Expected a title in PR_TITLE, got none");
  const problems = findTitleProblems(title);
  if (problems.length > 0) throw new ReleaseError(problems.join("\n"));
  writeLine("The title is good");
  return Promise.resolve();
});
