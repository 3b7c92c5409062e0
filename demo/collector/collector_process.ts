/**
 * The real collector as a process of its own, with the rights and settings that it would have
 * elsewhere: started, asked to stop, and watched, so that nobody waits for one that has died.
 */
import { z } from "zod";
import { SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import { PLACE } from "../github/place.ts";
import type { LogTail } from "./log_tail.ts";

/** Where the process finds things, and who hears of it. */
export interface CollectorOptions {
  readonly githubUrl: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly log: LogTail;
}

/** One run of the collector. */
export interface CollectorProcess {
  /** Resolves when it listens, or to `undefined` when it has ended before. */
  readonly port: Promise<number | undefined>;
  /** Resolves to the exit code, whoever ended it. */
  readonly ended: Promise<number>;
  /** Asks it to stop as a cluster would; resolves to the exit code. */
  stop(): Promise<number>;
}

const ROOT = new URL("../../", import.meta.url);
/** It promises to stop within 10 s. */
const STOP_MS = 12_000;

const listeningSchema = z.object({ message: z.literal("Listening"), port: z.number() });

/** Launches it; nothing is awaited, so that whoever launched it can end it at any time. */
export function launchCollector(options: CollectorOptions): CollectorProcess {
  const variables = listVariables();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-net=127.0.0.1",
      `--allow-env=${variables.join(",")}`,
      "main.ts",
      "server",
    ],
    cwd: ROOT,
    env: { ...Object.fromEntries(variables.map((name) => [name, ""])), ...toSettings(options) },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const port = Promise.withResolvers<number | undefined>();
  const listener = options.log.listen((line) => {
    const listening = listeningSchema.safeParse(parseJson(line));
    if (listening.success) port.resolve(listening.data.port);
  });
  const output = [child.stdout, child.stderr].map((stream) => options.log.follow(stream));
  const ended = Promise.all([child.status, ...output]).then(([{ code }]) => {
    listener[Symbol.dispose]();
    port.resolve(undefined);
    return code;
  });
  return { port: port.promise, ended, stop: () => stop(child, ended) };
}

function toSettings({ githubUrl, port }: CollectorOptions): Readonly<Record<string, string>> {
  return {
    COLLECTOR_HOST: "127.0.0.1",
    COLLECTOR_PORT: String(port),
    COLLECTOR_RECONCILE_INTERVAL: "1s",
    GITHUB_API_URL: githubUrl,
    GITHUB_TOKEN: PLACE.collectorToken,
    REGISTRY_REPO_OWNER: PLACE.owner,
    REGISTRY_REPO_NAME: PLACE.repo,
    REGISTRY_FILE_PATH: PLACE.registryPath,
    LOG_FORMAT: "json",
  };
}

/** Everything that it reads: what is set in the caller's environment must not reach it. */
function listVariables(): readonly string[] {
  const names = Object.values(SERVER_SETTINGS.settings).map(({ variable }) => variable);
  return [...names, "GITHUB_TOKEN_FILE"];
}

async function stop(child: Deno.ChildProcess, ended: Promise<number>): Promise<number> {
  const signal = Deno.build.os === "windows" ? "SIGINT" : "SIGTERM";
  sendSignal(child, signal);
  const timer = setTimeout(() => sendSignal(child, "SIGKILL"), STOP_MS);
  try {
    return await ended;
  } finally {
    clearTimeout(timer);
  }
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
