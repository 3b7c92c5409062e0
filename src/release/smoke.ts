/**
 * `deno task smoke PATH`: tries an executable on this system as a user would, and says what went well.
 * `--version` and `--commit` say which build it must be, `--timeout-seconds` how long one step may take.
 */
import {
  readArguments,
  readOnlyWord,
  runReleaseCommand,
  toCallerPath,
  writeLine,
} from "./release_command.ts";
import { ReleaseError } from "./release_error.ts";
import { smokeCommands } from "./smoke_commands.ts";
import { smokeServer } from "./smoke_server.ts";
import { SmokeReport } from "./smoke_step.ts";
import { runUntilStopped } from "./stop_signals.ts";
import { WorkFolder } from "./work_folder.ts";

const TIMEOUT_SECONDS = "60";

await runReleaseCommand(() => runUntilStopped(smoke));

async function smoke(signal: AbortSignal): Promise<void> {
  const { values, positionals } = readArguments({
    options: {
      version: { type: "string" },
      commit: { type: "string" },
      "timeout-seconds": { type: "string" },
    },
    allowPositionals: true,
  });
  const path = readOnlyWord(
    positionals,
    "Expected one executable: deno task smoke PATH [--version=1.2.3]",
  );
  const seconds = values["timeout-seconds"] ?? TIMEOUT_SECONDS;
  if (!/^[1-9]\d{0,3}$/.test(seconds)) {
    throw new ReleaseError(`Expected whole seconds from 1 to 9999, got ${JSON.stringify(seconds)}`);
  }
  await using work = await WorkFolder.create();
  const report = new SmokeReport(writeLine);
  const expected = { version: values.version, commit: values.commit };
  const file = {
    path: toCallerPath(path),
    folder: work.path,
    timeoutMs: Number(seconds) * 1_000,
    signal,
  };
  await smokeCommands(file, { report, expected });
  await smokeServer(file, { report, expected });
  if (report.failureCount === 0) return;
  throw new ReleaseError(`${report.failureCount} of ${report.stepCount} steps failed`);
}
