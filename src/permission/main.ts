/**
 * Starts a mode in a process of its own that may do what its settings need, and nothing else: only
 * its hosts, files, variables and commands. The settings are read here, so wrong ones end it here.
 *
 * `deno run <rights to read and to run deno> src/permission/main.ts [flags of deno run] main.ts server`
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { BUILD_INFO } from "../build_info.ts";
import { runCli } from "../cli.ts";
import { chooseKubeAccess } from "../modes/choose_kube_access.ts";
import { createVersionInfo } from "../version.ts";
import { listInformerPermissions } from "./informer_permissions.ts";
import { launch } from "./launch.ts";
import { listPlanPermissions } from "./plan_permissions.ts";
import { listServerPermissions } from "./server_permissions.ts";
import { listStatusPermissions } from "./status_permissions.ts";

const SOURCE_FOLDER = fileURLToPath(new URL("..", import.meta.url));

/** Where the task was called: paths of flags and settings count from there, also in another folder. */
const callerFolder = Deno.env.get("INIT_CWD");

const entryIndex = Deno.args.findIndex((word) => !word.startsWith("-"));
const command = {
  runFlags: Deno.args.slice(0, entryIndex),
  entry: resolve(Deno.args[entryIndex] ?? "main.ts"),
  args: Deno.args.slice(entryIndex + 1),
};
if (callerFolder) Deno.chdir(callerFolder);
const env = (name: string) => Deno.env.get(name);
const readTextFile = (path: string) => Deno.readTextFileSync(path);
const encoder = new TextEncoder();

const exitCode = await runCli(command.args, {
  env,
  readTextFile,
  stdout: (text) => void Deno.stdout.writeSync(encoder.encode(text)),
  stderr: (text) => void Deno.stderr.writeSync(encoder.encode(text)),
  isTerminal: Deno.stdout.isTerminal(),
  version: createVersionInfo({ build: BUILD_INFO, deno: Deno }),
  modes: {
    server: (settings) => {
      const sources = [command.entry, SOURCE_FOLDER];
      return launch(command, listServerPermissions(settings, { sources, readTextFile }));
    },
    informer: async (settings) => {
      const choice = chooseKubeAccess(settings, { env });
      return await launch(command, await listInformerPermissions(settings, choice));
    },
    plan: (settings) => launch(command, listPlanPermissions(settings)),
    status: (settings) => launch(command, listStatusPermissions(settings)),
  },
});
Deno.exit(exitCode);
