/**
 * The settings of a plan: asked of a running collector, or made of two files without one. An entry
 * of this table is all that a setting needs; which of them belong together stands in
 * `plan_source.ts`.
 */
import { INFORMER_SETTINGS } from "./informer_settings.ts";
import { LOG_SETTINGS } from "./log_settings.ts";
import {
  parseSettings,
  type SettingSources,
  type SettingTable,
  type SettingValues,
} from "./parse_settings.ts";
import { findSourceConflicts, isPlannedFromFiles, toRepositoryFilePath } from "./plan_source.ts";
import type { SecretSource } from "./secret.ts";
import { SERVER_SETTINGS } from "./server_settings.ts";
import { defaultedSetting, optionalSetting, toOptionalSetting, withShortFlag } from "./setting.ts";
import { pathValue, wordValue } from "./value_parser.ts";

const { settings: server } = SERVER_SETTINGS;
const { settings: informer } = INFORMER_SETTINGS;

/** Every setting of a plan. */
export const PLAN_SETTINGS = {
  ownPrefix: "PLAN_",
  settings: {
    collectorUrl: toOptionalSetting(
      informer.collectorUrl,
      "required, unless two files are given instead",
    ),
    collectorToken: informer.collectorToken,
    collectorCaFile: informer.collectorCaFile,
    output: withShortFlag(
      defaultedSetting({
        variable: "PLAN_OUTPUT",
        description: "How the plan is printed",
        value: wordValue(["text", "json"]),
        default: "text",
      }),
      "o",
    ),
    statuses: optionalSetting({
      variable: "PLAN_STATUSES",
      description: "Statuses, as GET /api/v1/status answers them, for a plan without a collector",
      value: pathValue({ expected: "the path of a file in JSON or YAML" }),
      absence: "default those of the collector",
    }),
    registry: optionalSetting({
      variable: "PLAN_REGISTRY",
      description: "Registry file, for a plan without a collector",
      value: pathValue({ expected: "the path of a file" }),
      absence: "default the collector's",
    }),
    manifests: optionalSetting({
      variable: "PLAN_MANIFESTS",
      description: "Root of the registry's repository, where the paths of entries begin",
      value: pathValue({ expected: "the path of a directory", kind: "directory" }),
      absence: "default none: entries are not matched by their manifests",
    }),
    registryFilePath: toOptionalSetting(
      server.registryFilePath,
      "default as far as PLAN_REGISTRY tells",
    ),
    registryRepoOwner: toOptionalSetting(
      server.registryRepoOwner,
      "default none: entries that name a repository have no manifest",
    ),
    registryRepoName: toOptionalSetting(
      server.registryRepoName,
      "default none, as REGISTRY_REPO_OWNER",
    ),
    registryDefaultCluster: server.registryDefaultCluster,
    registryWriteStatus: server.registryWriteStatus,
    registryPrTitle: server.registryPrTitle,
    ...LOG_SETTINGS,
  },
} satisfies SettingTable;

type PlanValues = SettingValues<typeof PLAN_SETTINGS>;

/** A collector that is asked for its plan. */
export interface CollectorSource {
  readonly kind: "collector";
  readonly collectorUrl: string;
  readonly collectorToken: SecretSource | undefined;
  readonly collectorCaFile: string | undefined;
}

/** Files that a plan is made of. */
export interface FileSource {
  readonly kind: "files";
  readonly statusesPath: string;
  readonly registryPath: string;
  readonly manifestsPath: string | undefined;
  /** Path of the registry in its repository. */
  readonly filePath: string;
  /** `owner/name` of the repository; empty where it is not known. */
  readonly repository: string;
  readonly defaultCluster: string | null;
  readonly writesStatus: boolean;
  readonly title: string;
}

/** The settings of a plan, checked and frozen. */
export interface PlanSettings extends Pick<PlanValues, "logLevel" | "logFormat"> {
  readonly output: "text" | "json";
  readonly source: CollectorSource | FileSource;
}

/** Reads the settings of a plan; throws one `ConfigError` with all problems. */
export function parsePlanSettings(sources: SettingSources): PlanSettings {
  const values = parseSettings(PLAN_SETTINGS, {
    sources,
    findConflicts: () => findSourceConflicts(sources, PLAN_SETTINGS.ownPrefix),
  });
  const { logLevel, logFormat, output } = values;
  const source = isPlannedFromFiles(sources, PLAN_SETTINGS.ownPrefix)
    ? toFileSource(values)
    : toCollectorSource(values);
  return Object.freeze({ logLevel, logFormat, output, source: Object.freeze(source) });
}

function toCollectorSource(values: PlanValues): CollectorSource {
  const { collectorUrl = "", collectorToken, collectorCaFile } = values;
  return { kind: "collector", collectorUrl, collectorToken, collectorCaFile };
}

function toFileSource(values: PlanValues): FileSource {
  const { statuses = "", registry = "", manifests, registryRepoOwner, registryRepoName } = values;
  return {
    kind: "files",
    statusesPath: statuses,
    registryPath: registry,
    manifestsPath: manifests,
    filePath: values.registryFilePath ?? toRepositoryFilePath(registry, manifests),
    repository: registryRepoOwner === undefined ? "" : `${registryRepoOwner}/${registryRepoName}`,
    defaultCluster: values.registryDefaultCluster ?? null,
    writesStatus: values.registryWriteStatus,
    title: values.registryPrTitle,
  };
}
