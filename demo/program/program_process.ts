/**
 * A command of the program as a process of its own, with the rights and settings that it would have
 * elsewhere: started, asked to stop or killed, and watched, so that nobody waits for one that died.
 */
import { z } from "zod";
import type { SettingTable } from "../../src/config/parse_settings.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import type { LogTail } from "./log_tail.ts";

/** How a process is started. */
export interface ProgramOptions {
  /** What it runs as. */
  readonly command: "server" | "informer";
  /** The message in its log that says it is up. */
  readonly upMessage: string;
  /** Flags of `deno run`; it may reach this machine in any case. */
  readonly rights: readonly string[];
  /** All that it reads: what is set in the caller's environment must not reach it. */
  readonly variables: readonly string[];
  /** What is set of it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly log: LogTail;
}

/** A running process. */
export interface ProgramProcess {
  /** Resolves to the line of its log that says it is up, or to `undefined` when it ends before. */
  readonly up: Promise<unknown>;
  /** Resolves to the exit code, whoever ended it. */
  readonly ended: Promise<number>;
  /** Asks it to stop as Kubernetes would; resolves to the exit code. */
  stop(): Promise<number>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

const ROOT = new URL("../../", import.meta.url);
/** It promises to stop within 10 s. */
const STOP_MS = 12_000;
const EXIT_KILLED = 137;

const lineSchema = z.looseObject({ message: z.string() });

/** Launches it; nothing is awaited, so that whoever launched it can end it at any time. */
export function launchProgram(options: ProgramOptions): ProgramProcess {
  const { command, upMessage, rights, variables, settings, log } = options;
  const up = Promise.withResolvers<unknown>();
  const listener = log.listen((line) => {
    const entry = lineSchema.safeParse(parseJson(line));
    if (entry.success && entry.data.message === upMessage) up.resolve(entry.data);
  });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-net=127.0.0.1", ...rights, "main.ts", command],
    cwd: ROOT,
    env: { ...Object.fromEntries(variables.map((name) => [name, ""])), ...settings },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = [child.stdout, child.stderr].map((stream) => log.follow(stream));
  const ended = Promise.all([child.status, ...output]).then(([{ code }]) => {
    listener[Symbol.dispose]();
    up.resolve(undefined);
    return code;
  });
  return {
    up: up.promise,
    ended,
    stop: () => stop(child, ended),
    kill: async () => {
      sendSignal(child, "SIGKILL");
      await ended;
    },
  };
}

/** Every variable that a command reads its settings from. */
export function listVariables({ settings }: SettingTable): readonly string[] {
  return Object.values(settings).flatMap(({ variable, flag }) =>
    flag === null ? [variable, `${variable}_FILE`] : [variable]
  );
}

async function stop(child: Deno.ChildProcess, ended: Promise<number>): Promise<number> {
  sendSignal(child, Deno.build.os === "windows" ? "SIGINT" : "SIGTERM");
  const patience = new AbortController();
  try {
    return await Promise.race([ended, killLater(child, patience.signal)]);
  } finally {
    patience.abort();
  }
}

/** Nothing survives that, so nobody need wait for the end of it. */
async function killLater(child: Deno.ChildProcess, signal: AbortSignal): Promise<number> {
  await systemClock.sleep(STOP_MS, signal);
  if (!signal.aborted) sendSignal(child, "SIGKILL");
  return EXIT_KILLED;
}

function sendSignal(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It has ended already.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
