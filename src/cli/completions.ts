/**
 * The script that teaches a shell to complete the command line; loaded only by the command for it. It
 * calls nothing at a TAB: a start of the program would be felt each time, and an executable would run
 * because somebody has typed its name. The price is that an update wants a new script.
 */
import type { Command } from "commander";
import type { VersionInfo } from "../version.ts";
import { formatBashCompletion } from "./bash_completion.ts";
import { toCompletionModel } from "./completion_model.ts";
import { formatFishCompletion } from "./fish_completion.ts";
import type { Shell } from "./shell.ts";
import { formatZshCompletion } from "./zsh_completion.ts";

/** What writes the script of each shell. */
export const COMPLETION_FORMATS = {
  bash: formatBashCompletion,
  zsh: formatZshCompletion,
  fish: formatFishCompletion,
} as const;

/** As downloads name processors. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64" };

/** The script, for the installed name and for this executable's as it is downloaded. */
export function formatCompletions(
  shell: Shell,
  { program, version }: { readonly program: Command; readonly version: VersionInfo },
): string {
  const names = [program.name(), toDownloadName(program.name(), version)];
  return COMPLETION_FORMATS[shell](toCompletionModel(program, names));
}

/** `machinery-status-collector_1.2.3_linux_amd64`, for this system. */
function toDownloadName(name: string, { version, platform }: VersionInfo): string {
  const [os = "", arch = ""] = platform.split("/");
  const end = os === "windows" ? ".exe" : "";
  return `${name}_${version}_${os}_${ARCHITECTURES[arch] ?? arch}${end}`;
}
