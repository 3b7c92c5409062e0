/** The real collector as a process of its own: its rights, its settings, and where it listens. */
import { z } from "zod";
import { SERVER_SETTINGS } from "../../src/config/server_settings.ts";
import { PLACE } from "../github/place.ts";
import type { LogTail } from "../program/log_tail.ts";
import { launchProgram, listVariables, type ProgramProcess } from "../program/program_process.ts";

/** Where the process finds things, and who hears of it. */
export interface CollectorOptions {
  readonly githubUrl: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly log: LogTail;
}

/**
 * How long an informer may be silent before its claims are stale: five heartbeats. Short, so that it
 * can be seen; long enough for informers to come back after a restart, whose wait it limits as well.
 */
export const STALE_AFTER = "5s";

const listeningSchema = z.object({ port: z.number() });

/** Launches it; nothing is awaited, so that whoever launched it can end it at any time. */
export function launchCollector(options: CollectorOptions): ProgramProcess {
  const variables = listVariables(SERVER_SETTINGS);
  return launchProgram({
    command: "server",
    upMessage: "Listening",
    rights: [`--allow-env=${variables.join(",")}`],
    variables,
    settings: toSettings(options),
    log: options.log,
  });
}

/** Where it listens, as soon as it does; `undefined` where it has ended before. */
export async function readPort({ up }: ProgramProcess): Promise<number | undefined> {
  const line = await up;
  return line === undefined ? undefined : listeningSchema.parse(line).port;
}

function toSettings({ githubUrl, port }: CollectorOptions): Readonly<Record<string, string>> {
  return {
    COLLECTOR_HOST: "127.0.0.1",
    COLLECTOR_PORT: String(port),
    COLLECTOR_RECONCILE_INTERVAL: "1s",
    COLLECTOR_STALE_AFTER: STALE_AFTER,
    GITHUB_API_URL: githubUrl,
    GITHUB_TOKEN: PLACE.collectorToken,
    REGISTRY_REPO_OWNER: PLACE.owner,
    REGISTRY_REPO_NAME: PLACE.repo,
    REGISTRY_FILE_PATH: PLACE.registryPath,
    LOG_FORMAT: "json",
  };
}
