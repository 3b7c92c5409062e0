/** `deno task release:digest PATH`: prints `digest=...` of a file, or of the files in a folder. */
import { digestFiles } from "./checksums.ts";
import {
  readArguments,
  readOnlyWord,
  runReleaseCommand,
  toCallerPath,
  writeLine,
} from "./release_command.ts";

await runReleaseCommand(async () => {
  const { positionals } = readArguments({ allowPositionals: true });
  const path = readOnlyWord(
    positionals,
    "Expected one file or folder: deno task release:digest PATH",
  );
  const digest = await digestFiles(toCallerPath(path));
  writeLine(`digest=${digest}`);
});
