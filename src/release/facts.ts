/** `deno task build:facts`: prints version, commit and date as a build has them in it now. */
import { formatBuildFacts } from "./build_facts.ts";
import { readProjectFacts } from "./project.ts";
import { readArguments, runReleaseCommand, writeLine } from "./release_command.ts";

await runReleaseCommand(async () => {
  readArguments({ options: {} });
  writeLine(formatBuildFacts(await readProjectFacts()).trimEnd());
});
