/** `deno task tag 1.2.3`: tags the commit that is checked out; `--push` sends the tag to `origin`. */
import { GIT } from "./project.ts";
import { readArguments, readOnlyWord, runReleaseCommand, writeLine } from "./release_command.ts";
import { tagRelease } from "./tag_release.ts";

await runReleaseCommand(async () => {
  const { values: { push = false }, positionals } = readArguments({
    options: { push: { type: "boolean" } },
    allowPositionals: true,
  });
  const version = readOnlyWord(
    positionals,
    "Expected one version: deno task tag 1.2.3 [--push]",
  );
  const tag = await tagRelease(GIT, { version, isPushed: push });
  writeLine(push ? `Tagged ${tag} and pushed it` : `Tagged ${tag}; --push sends it to origin`);
});
