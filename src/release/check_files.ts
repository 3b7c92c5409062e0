/** `deno task release:check FOLDER --digest=...`: fails unless just the files of this digest are there. */
import { quote } from "../runtime/visible_text.ts";
import { assertFiles } from "./checksums.ts";
import {
  readArguments,
  readOnlyWord,
  runReleaseCommand,
  toCallerPath,
  writeLine,
} from "./release_command.ts";
import { ReleaseError } from "./release_error.ts";

const SHOWN_MAX = 100;

await runReleaseCommand(async () => {
  const { values: { digest = "" }, positionals } = readArguments({
    options: { digest: { type: "string" } },
    allowPositionals: true,
  });
  const folder = readOnlyWord(
    positionals,
    "Expected one folder: deno task release:check FOLDER --digest=DIGEST",
  );
  // Also where the output of a job is empty, since nobody has set it.
  if (!/^[0-9a-f]{64}$/.test(digest)) {
    throw new ReleaseError(
      `--digest: expected 64 hexadecimal digits, got ${quote(digest, SHOWN_MAX)}`,
    );
  }
  await assertFiles(toCallerPath(folder), digest);
  writeLine("The files are those of the digest");
});
