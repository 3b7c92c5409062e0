/** `deno task build`: bundles the program into `dist/bundle`; `deno run` starts `main.js` there. */
import { bundleProgram } from "./bundle_program.ts";
import { BUNDLE, readProjectFacts, ROOT } from "./project.ts";
import { readArguments, runReleaseCommand, writeLine } from "./release_command.ts";

await runReleaseCommand(async () => {
  readArguments({ options: {} });
  const facts = await readProjectFacts();
  await bundleProgram({ root: ROOT, folder: BUNDLE, facts });
  writeLine(`Bundled ${facts.version} into dist/bundle`);
});
