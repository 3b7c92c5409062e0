/** `deno task build`: bundles the program into `dist/bundle`; `deno run` starts `main.js` there. */
import { bundleProgram } from "./bundle_program.ts";
import { BUNDLE, DIST, readProjectFacts, ROOT } from "./project.ts";
import { readArguments, runReleaseCommand, writeLine } from "./release_command.ts";
import { runUntilStopped } from "./stop_signals.ts";
import { WorkFolder } from "./work_folder.ts";

await runReleaseCommand(() =>
  runUntilStopped(async (signal) => {
    readArguments({ options: {} });
    const facts = await readProjectFacts();
    await using work = await WorkFolder.create(DIST);
    await bundleProgram({ root: ROOT, folder: `${work.path}/bundle`, facts, signal });
    await work.release("bundle", BUNDLE);
    writeLine(`Bundled ${facts.version} into dist/bundle`);
  })
);
