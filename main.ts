/**
 * The process edge: hands arguments, environment, files and standard streams to the command line and
 * ends the process with its exit code.
 */
import { BUILD_INFO } from "./src/build_info.ts";
import { type CliDeps, runCli } from "./src/cli.ts";
import { giveBack } from "./src/modes/give_back.ts";
import type { StatusOutput } from "./src/modes/status_output.ts";
import { createLineWriter, type LineWriter } from "./src/runtime/line_writer.ts";
import type { RegistryThreadScope } from "./src/thread/registry_thread.ts";
import { createVersionInfo } from "./src/version.ts";

async function main(): Promise<void> {
  const stdout = createLineWriter({ writeSync: (bytes) => Deno.stdout.writeSync(bytes) });
  const stderr = createLineWriter({ writeSync: (bytes) => Deno.stderr.writeSync(bytes) });
  // Whatever ends the process, the last lines are written.
  for (const event of ["unload", "error", "unhandledrejection"]) {
    addEventListener(event, () => stdout.flush());
  }
  const exitCode = await runCli(Deno.args, createCliDeps({ stdout, stderr }));
  stdout.flush();
  Deno.exit(exitCode);
}

function createCliDeps({ stdout, stderr }: Record<"stdout" | "stderr", LineWriter>): CliDeps {
  const exitNow = (exitCode: number) => {
    stdout.flush();
    Deno.exit(exitCode);
  };
  const env = (name: string) => Deno.env.get(name);
  return {
    env,
    stdout: (text) => stdout.write(text),
    stderr: (text) => {
      stderr.write(text);
      stderr.flush();
    },
    isTerminal: Deno.stdout.isTerminal(),
    version: createVersionInfo({ build: BUILD_INFO, deno: Deno }),
    readTextFile: (path) => Deno.readTextFileSync(path),
    modes: {
      // Loaded when it is needed: short commands start fast, and no mode pays for the other.
      server: async (settings, context) => {
        await giveBack(["ffi", "run", "sys", "write"]);
        const { runServer } = await import("./src/modes/server_mode.ts");
        return await runServer(settings, { ...context, entryUrl: import.meta.url, exitNow });
      },
      informer: async (settings, context) => {
        // A kubeconfig may name a plugin that is run.
        await giveBack(["ffi", "sys", "write"]);
        const { runInformer } = await import("./src/modes/informer_mode.ts");
        return await runInformer(settings, { ...context, surroundings: { env }, exitNow });
      },
      plan: async (settings, context) => {
        await giveBack(["ffi", "run", "sys", "write"]);
        const { runPlan } = await import("./src/modes/plan_mode.ts");
        return await runPlan(settings, context);
      },
      status: async (settings, context) => {
        await giveBack(["ffi", "run", "sys", "write"]);
        const { runStatus } = await import("./src/modes/status_mode.ts");
        return await runStatus(settings, { ...context, output: createOutput(), exitNow });
      },
    },
  };
}

/** Standard output as a command sees it that knows the size of its terminal. */
function createOutput(): StatusOutput {
  return {
    write: (bytes) => Deno.stdout.write(bytes),
    writeSync: (bytes) => Deno.stdout.writeSync(bytes),
    readSize: () => Deno.consoleSize(),
  };
}

/** A worker that runs this same file is no process: it does the registry's heavy work. */
async function serveThread(scope: RegistryThreadScope): Promise<void> {
  const { serveRegistryThread } = await import("./src/thread/registry_thread.ts");
  serveRegistryThread(scope);
}

if ("DedicatedWorkerGlobalScope" in globalThis) await serveThread(globalThis as never);
else if (import.meta.main) await main();
