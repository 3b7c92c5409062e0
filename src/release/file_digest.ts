/** `deno task release:digest PATH`: prints `digest=...` of a file, or of the files in a folder. */
import { resolve } from "node:path";
import { digestFiles } from "./checksums.ts";
import { readArguments, runReleaseCommand, writeLine } from "./release_command.ts";
import { ReleaseError } from "./release_error.ts";

await runReleaseCommand(async () => {
  const [path, ...others] = readArguments({ allowPositionals: true }).positionals;
  if (path === undefined || others.length > 0) {
    throw new ReleaseError("Expected one file or folder: deno task release:digest PATH");
  }
  // A task runs in the project's root, wherever it was called.
  const digest = await digestFiles(resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), path));
  writeLine(`digest=${digest}`);
});
