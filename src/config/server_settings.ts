/**
 * The settings of the collector. An entry of this table is all that a setting needs: its variable,
 * flag, default, check, message and help come from it.
 */
import type { ConfigProblem } from "../errors.ts";
import { ACCESS_SETTINGS, findTlsConflicts } from "./access_settings.ts";
import { findCredentialConflicts, GITHUB_SETTINGS } from "./github_settings.ts";
import { LOG_SETTINGS } from "./log_settings.ts";
import {
  parseSettings,
  type SettingSources,
  type SettingTable,
  type SettingValues,
} from "./parse_settings.ts";
import { isClusterName } from "./kubernetes_name.ts";
import { findReviewerConflicts, PROPOSAL_SETTINGS } from "./proposal_settings.ts";
import {
  canBranchesCoexist,
  isBranchName,
  isOwnerName,
  isRepositoryName,
  isRepositoryPath,
} from "./repository_name.ts";
import { defaultedSetting, optionalSetting, requiredSetting } from "./setting.ts";
import { STORE_SETTINGS } from "./store_settings.ts";
import {
  booleanValue,
  bytesValue,
  durationValue,
  portValue,
  textValue,
  wholeNumberValue,
} from "./value_parser.ts";

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const KIB = 1_024;
const MIB = 1_048_576;

const BRANCH = textValue({
  placeholder: "branch",
  expected: "a branch name as Git allows it, without refs/heads/",
  isValid: isBranchName,
});

/** Every setting of the server; durations are milliseconds. */
export const SERVER_SETTINGS = {
  ownPrefix: "COLLECTOR_",
  settings: {
    port: defaultedSetting({
      variable: "COLLECTOR_PORT",
      description: "Port to listen on",
      value: portValue(),
      default: "8080",
    }),
    host: defaultedSetting({
      variable: "COLLECTOR_HOST",
      description: "Address to listen on",
      value: textValue({
        placeholder: "address",
        expected: "an IP address or a host name, without brackets",
        isValid: (text) => /^[A-Za-z0-9._:%-]{1,253}$/.test(text),
      }),
      default: "0.0.0.0",
    }),
    reconcileIntervalMs: defaultedSetting({
      variable: "COLLECTOR_RECONCILE_INTERVAL",
      description: "Time from the end of one pass to the start of the next",
      value: durationValue({ min: SECOND_MS, max: 24 * HOUR_MS }),
      default: "5m",
    }),
    ...GITHUB_SETTINGS,
    registryRepoOwner: requiredSetting({
      variable: "REGISTRY_REPO_OWNER",
      description: "Organisation or user that owns the registry's repository",
      value: textValue({
        placeholder: "owner",
        expected: "an owner's name of at most 39 letters, digits, hyphens and underscores",
        isValid: isOwnerName,
      }),
    }),
    registryRepoName: requiredSetting({
      variable: "REGISTRY_REPO_NAME",
      description: "Repository of the registry",
      value: textValue({
        placeholder: "name",
        expected:
          "a repository's name of at most 100 letters, digits, dots, hyphens and underscores, without .git",
        isValid: isRepositoryName,
      }),
    }),
    registryFilePath: requiredSetting({
      variable: "REGISTRY_FILE_PATH",
      description: "Path of the registry file in the repository",
      value: textValue({
        placeholder: "path",
        expected: "a relative path with / and without empty, . and .. parts",
        isValid: isRepositoryPath,
      }),
    }),
    registryBaseBranch: defaultedSetting({
      variable: "REGISTRY_BASE_BRANCH",
      description: "Branch that pull requests go to",
      value: BRANCH,
      default: "main",
    }),
    registryHeadBranch: optionalSetting({
      variable: "REGISTRY_HEAD_BRANCH",
      description: "The one branch that the collector owns, not the base branch",
      value: BRANCH,
      absence: "default derived from base branch and file path",
    }),
    registryDefaultCluster: optionalSetting({
      variable: "REGISTRY_DEFAULT_CLUSTER",
      description: "Cluster of the entries that name none",
      value: textValue({
        placeholder: "cluster",
        expected: "a cluster's name on one line, at most 253 characters",
        isValid: isClusterName,
      }),
      absence: "default none",
    }),
    registryWriteStatus: defaultedSetting({
      variable: "REGISTRY_WRITE_STATUS",
      description: "Also write the status field of entries",
      value: booleanValue(),
      default: "false",
    }),
    ...PROPOSAL_SETTINGS,
    ...ACCESS_SETTINGS,
    staleAfterMs: defaultedSetting({
      variable: "COLLECTOR_STALE_AFTER",
      description:
        "How long an informer may be silent before its claims are stale, and how long clusters may " +
        "take to report after a start",
      value: durationValue({ min: SECOND_MS, max: 720 * HOUR_MS }),
      default: "15m",
    }),
    requestsPerSecond: defaultedSetting({
      variable: "COLLECTOR_REQUESTS_PER_SECOND",
      description:
        "Requests a second that one credential, or one address without, may send, and ten times " +
        "as many at once; 0 for any number",
      value: wholeNumberValue({ min: 0, max: 100_000 }),
      default: "1000",
    }),
    bodyLimitBytes: defaultedSetting({
      variable: "COLLECTOR_BODY_LIMIT_BYTES",
      description: "Largest body of a request",
      value: bytesValue({ min: KIB, max: 10 * MIB }),
      default: "65536",
    }),
    batchLimitBytes: defaultedSetting({
      variable: "COLLECTOR_BATCH_LIMIT_BYTES",
      description: "Largest body of a batch from an informer",
      value: bytesValue({ min: MIB, max: 64 * MIB }),
      default: "4194304",
    }),
    ...STORE_SETTINGS,
    ...LOG_SETTINGS,
  },
} satisfies SettingTable;

/** The server's settings, checked and frozen. */
export type ServerSettings = SettingValues<typeof SERVER_SETTINGS>;

/** Reads the server's settings; throws one `ConfigError` with all problems. */
export function parseServerSettings(sources: SettingSources): ServerSettings {
  return parseSettings(SERVER_SETTINGS, { sources, findConflicts: findServerConflicts });
}

function findServerConflicts(
  values: Partial<ServerSettings>,
): readonly ConfigProblem[] {
  const { registryRepoOwner: owner, registryPrReviewers: reviewers } = values;
  return [
    ...findCredentialConflicts(values),
    ...findBranchConflicts(values),
    ...findReviewerConflicts({ owner, reviewers }),
    ...findTlsConflicts(values),
  ];
}

function findBranchConflicts(
  { registryBaseBranch: base, registryHeadBranch: head }: Partial<ServerSettings>,
): readonly ConfigProblem[] {
  if (base === undefined || head === undefined || canBranchesCoexist(base, head)) return [];
  return [{
    variable: "REGISTRY_HEAD_BRANCH",
    message: `expected a branch that can exist beside the base branch "${base}", got "${head}"`,
  }];
}
