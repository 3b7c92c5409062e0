/** Where the project is, where what is made goes, and which build it is. */
import { fileURLToPath } from "node:url";
import type { BuildInfo } from "../build_info.ts";
import { readBuildFacts } from "./build_facts.ts";
import { createGit, type Git } from "./git.ts";

/** The project's root. */
export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
/** What is released. */
export const DIST: string = `${ROOT}/dist`;
/** The bundled program. */
export const BUNDLE: string = `${DIST}/bundle`;
/** Git of the project. */
export const GIT: Git = createGit(ROOT);

/** The facts of a build of this project, now. */
export async function readProjectFacts(): Promise<BuildInfo> {
  return await readBuildFacts({ git: GIT, env: (name) => Deno.env.get(name) });
}
