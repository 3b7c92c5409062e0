/**
 * `deno task release:notes`: prints the notes of the release that is checked out, in Markdown.
 * `--to=HEAD` and `--from=v1.2.2` name other ends.
 */
import { GIT } from "./project.ts";
import { readArguments, runReleaseCommand, writeLine } from "./release_command.ts";
import { formatReleaseNotes } from "./release_notes.ts";
import { readReleaseContent } from "./release_range.ts";

await runReleaseCommand(async () => {
  const { values: { to = "HEAD", from } } = readArguments({
    options: { to: { type: "string" }, from: { type: "string" } },
  });
  writeLine(formatReleaseNotes(await readReleaseContent(GIT, { to, from })).trimEnd());
});
