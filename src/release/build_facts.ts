/**
 * Which build this is, as Git tells it: the tag at a commit is its version. Where there is no Git, as
 * in the build of an image, variables tell it. The date is the commit's, so that the same commit gives
 * the same program.
 */
import type { BuildInfo } from "../build_info.ts";
import type { Git } from "./git.ts";
import { ReleaseError } from "./release_error.ts";
import { formatVersionName, parseVersionName } from "./version_name.ts";
import { listVersionTags } from "./version_tags.ts";
import { assertOwnRepository, listChanges } from "./work_tree.ts";

/** Whom to ask. */
export interface BuildFactsDeps {
  readonly git: Git;
  readonly env: (name: string) => string | undefined;
}

const VARIABLES = ["BUILD_VERSION", "BUILD_COMMIT", "BUILD_DATE"] as const;
const SHORT_COMMIT_LENGTH = 12;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * Version without `v`, full commit id, time of the commit in UTC. The version of a commit without a
 * tag is written as Go does, from the newest tag before: `1.2.4-0.20260301080000-1a2b3c4d5e6f` after
 * 1.2.3, `0.0.0-0....` where there is none. Changes that are not committed add `.dirty`. Throws
 * `ReleaseError` where neither the variables nor Git tell, or Git tells of another project.
 */
export async function readBuildFacts({ git, env }: BuildFactsDeps): Promise<BuildInfo> {
  const given = readVariables(env);
  if (given !== null) return given;
  const [commit = "", seconds] = (await readHead(git)).split(" ");
  await assertOwnRepository(git);
  const date = formatTime(Number(seconds) * 1_000);
  if (date === null) {
    throw new ReleaseError(`Expected a commit of the years 1970 to 9999, got the time ${seconds}`);
  }
  const version = await nameVersion(git, { commit, date });
  const isDirty = await listChanges(git) !== "";
  return { version: isDirty ? addDirty(version) : version, commit, date };
}

/** The lines `name=value`, as a workflow takes the outputs of a step. */
export function formatBuildFacts({ version, commit, date }: BuildInfo): string {
  return `version=${version}\ncommit=${commit}\ndate=${date}\n`;
}

function readVariables(env: BuildFactsDeps["env"]): BuildInfo | null {
  const [version, commit, date] = VARIABLES.map((name) => env(name) || undefined);
  if (version === undefined && commit === undefined && date === undefined) return null;
  if (version === undefined || commit === undefined || date === undefined) {
    throw new ReleaseError(`Expected all of ${VARIABLES.join(", ")} or none of them, got some`);
  }
  if (parseVersionName(version) === null) throw wrong("BUILD_VERSION", `"1.2.3"`, version);
  if (!/^[0-9a-f]{40}$/.test(commit)) {
    throw wrong("BUILD_COMMIT", "40 hexadecimal digits", commit);
  }
  if (formatTime(Date.parse(date)) !== date) {
    throw wrong("BUILD_DATE", `a time as "2026-03-01T08:00:00Z"`, date);
  }
  return { version, commit, date };
}

/** The time in UTC; `null` for one that RFC 3339 cannot write. */
function formatTime(time: number): string | null {
  if (Number.isNaN(new Date(time).valueOf())) return null;
  const text = new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
  return TIME.test(text) ? text : null;
}

function wrong(...[variable, expected, value]: readonly [string, string, string]): ReleaseError {
  return new ReleaseError(`${variable}: expected ${expected}, got ${JSON.stringify(value)}`);
}

async function readHead(git: Git): Promise<string> {
  try {
    return await git.read(["show", "-s", "--format=%H %ct", "HEAD"]);
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error;
    const [reason] = error.message.split("\n");
    throw new ReleaseError(
      "Cannot tell which build this is: expected a Git repository with a commit, or " +
        `${VARIABLES.join(", ")} in the environment (${reason})`,
    );
  }
}

async function nameVersion(
  git: Git,
  { commit, date }: Pick<BuildInfo, "commit" | "date">,
): Promise<string> {
  const [here] = await listVersionTags(git, ["--points-at", "HEAD"]);
  if (here !== undefined) return formatVersionName(here.version);
  const time = `0.${date.replace(/\D/g, "")}-${commit.slice(0, SHORT_COMMIT_LENGTH)}`;
  const [before] = await listVersionTags(git, ["--merged", "HEAD"]);
  if (before === undefined) return `0.0.0-${time}`;
  const { major, minor, patch, preRelease } = before.version;
  return preRelease === ""
    ? `${major}.${minor}.${patch + 1}-${time}`
    : `${formatVersionName(before.version)}.${time}`;
}

function addDirty(version: string): string {
  return version.includes("-") ? `${version}.dirty` : `${version}-dirty`;
}
