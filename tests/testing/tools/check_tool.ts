/**
 * The tools that look at Dockerfile, workflows, manifests, API description and catalog, and what becomes
 * of tests that need them where they are not: left out with a clear name on somebody's machine, a
 * failure in CI.
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { createNeedingTest, type DefineTest } from "../needed_part.ts";

/** A command of the folder that `CHECK_TOOLS` names. */
export type CheckTool =
  | "actionlint"
  | "hadolint"
  | "kustomize"
  | "linkchecker"
  | "mkdocs"
  | "redocly"
  | "zizmor";

/** How a command ended, and all that it said. */
export interface ToolEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const FOLDER: string | null = Deno.env.get("CHECK_TOOLS") || null;
const NOTICE = "needs CHECK_TOOLS=$(tests/testing/tools/build)";
const ROOT = new URL("../../../", import.meta.url);

/** It runs in the Deno of the tests, whatever Node is there, and asks nobody for anything. */
const REDOCLY = "node_modules/@redocly/cli/bin/cli.js";
const REDOCLY_FLAGS = "run --allow-all --deny-net --no-config --no-lock".split(" ");

/** A test that runs where the tools are. */
export const testTools: DefineTest = createNeedingTest({
  isThere: FOLDER !== null,
  name: "A folder of tools",
  notice: NOTICE,
});

/** Runs one to its end, at the root of the project; fails with what to do where it is not. */
export async function runTool(
  tool: CheckTool,
  args: readonly string[],
): Promise<ToolEnd> {
  const [command = "", ...words] = tool === "redocly"
    ? [Deno.execPath(), ...REDOCLY_FLAGS, `${findFolder()}/../npm/${REDOCLY}`]
    : [`${findFolder()}/${tool}`];
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...words, ...args],
    cwd: ROOT,
    env: {
      NO_COLOR: "1",
      NO_MKDOCS_2_WARNING: "1",
      PYTHONDONTWRITEBYTECODE: "1",
      REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
      REDOCLY_TELEMETRY: "off",
    },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A package of the tools that is no command. */
export function requireTool(name: "@backstage/catalog-model"): unknown {
  return createRequire(`${findFolder()}/../npm/package.json`)(name);
}

function findFolder(): string {
  return FOLDER ?? assert.fail(`The tools are missing; this test ${NOTICE}`);
}

/** Runs one that must find nothing; gives its standard output. */
export async function runCleanTool(tool: CheckTool, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runTool(tool, args);
  assert.equal(code, 0, `${tool} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}
