/** The part of a smoke run that needs no server: short commands, and settings that are wrong. */
import { describe, type ProgramFile, runProgram } from "./program_file.ts";
import { ReleaseError } from "./release_error.ts";
import { expect, type ExpectedFacts, expectFacts, type SmokeReport } from "./smoke_step.ts";

/** A mode, a setting that is wrong, and all that it must then ask for. */
interface WrongSettings {
  readonly mode: string;
  readonly env: Readonly<Record<string, string>>;
  readonly named: readonly string[];
}

const CONFIG_EXIT_CODE = 2;
const WRONG_SETTINGS: readonly WrongSettings[] = [
  {
    mode: "server",
    env: { COLLECTOR_PORT: "none" },
    named: [
      "COLLECTOR_PORT",
      "REGISTRY_REPO_OWNER",
      "REGISTRY_REPO_NAME",
      "REGISTRY_FILE_PATH",
      "GITHUB_TOKEN",
    ],
  },
  {
    mode: "informer",
    env: { INFORMER_PORT: "none" },
    named: ["INFORMER_PORT", "CLUSTER_NAME", "COLLECTOR_URL", "CLAIM_GROUP", "CLAIM_RESOURCE"],
  },
];

/** Tries them all. */
export async function smokeCommands(
  file: ProgramFile,
  { report, expected }: { readonly report: SmokeReport; readonly expected: ExpectedFacts },
): Promise<void> {
  await report.step("version --json tells which build it is", async () => {
    expectFacts(await readOutput(file, ["version", "--json"]), expected);
  });
  await report.step("help tells of both modes", async () => {
    const text = await readOutput(file, ["help"]);
    const missing = ["server", "informer"].filter((mode) => !text.includes(mode));
    if (missing.length > 0) throw new ReleaseError(`Expected a word of ${missing.join(" and ")}`);
  });
  await report.step("logo prints something", async () => {
    if (await readOutput(file, ["logo"]) === "") throw new ReleaseError("It printed nothing");
  });
  for (const wrong of WRONG_SETTINGS) {
    await report.step(`${wrong.mode} names all settings that are wrong`, async () => {
      await expectRefusal(file, wrong);
    });
  }
}

/** What a command that goes well prints. */
async function readOutput(file: ProgramFile, args: readonly string[]): Promise<string> {
  const end = await runProgram(file, { args });
  if (end.code === 0) return end.stdout.trim();
  throw new ReleaseError(`Expected exit code 0, got ${end.code}${describe(end)}`);
}

async function expectRefusal(file: ProgramFile, { mode, env, named }: WrongSettings) {
  const { code, stderr } = await runProgram(file, { args: [mode], env });
  expect("exit code", { got: code, expected: CONFIG_EXIT_CODE });
  const missing = named.filter((name) => !stderr.includes(name));
  if (missing.length === 0) return;
  throw new ReleaseError(`Expected a word of ${missing.join(", ")} on standard error`);
}
