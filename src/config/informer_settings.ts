/**
 * The settings of the informer. An entry of this table is all that a setting needs: its variable,
 * flag, default, check, message and help come from it.
 */
import type { ConfigProblem } from "../errors.ts";
import { optionalCertificateFile } from "./certificate_setting.ts";
import { isClusterName, isDnsLabel, isDnsWord } from "./kubernetes_name.ts";
import { LOG_SETTINGS } from "./log_settings.ts";
import {
  parseSettings,
  type SettingSources,
  type SettingTable,
  type SettingValues,
} from "./parse_settings.ts";
import { isPrintableLine } from "./printable_line.ts";
import {
  type ClaimChoice,
  findClaimConflicts,
  groupValue,
  resourceListValue,
  toClaimChoice,
} from "./resource_list.ts";
import { optionalSecret } from "./secret_setting.ts";
import { defaultedSetting, optionalSetting, requiredSetting } from "./setting.ts";
import {
  booleanValue,
  durationValue,
  portOrOffValue,
  textValue,
  urlValue,
} from "./value_parser.ts";

const SECOND_MS = 1_000;
const CONTEXT_LENGTH_MAX = 253;
const PATHS_LENGTH_MAX = 32_768;

/** Every setting of the informer; durations are milliseconds. */
export const INFORMER_SETTINGS = {
  ownPrefix: "INFORMER_",
  settings: {
    clusterName: requiredSetting({
      variable: "CLUSTER_NAME",
      description: "Name of this cluster",
      value: textValue({
        placeholder: "cluster",
        expected: "a cluster's name on one line, at most 253 characters, other than . and ..",
        isValid: isClusterName,
      }),
    }),
    collectorUrl: requiredSetting({
      variable: "COLLECTOR_URL",
      description: "Base address of the collector",
      value: urlValue(),
    }),
    collectorToken: optionalSecret({
      variable: "COLLECTOR_TOKEN",
      description: "Bearer token that the collector knows this cluster by",
    }),
    collectorCaFile: optionalCertificateFile({
      variable: "COLLECTOR_CA_FILE",
      description: "Private authority that signed the collector's certificate",
      absence: "default the system's authorities only",
    }),
    claimGroup: requiredSetting({
      variable: "CLAIM_GROUP",
      description: "API group of the claims",
      value: groupValue(),
    }),
    claimVersion: defaultedSetting({
      variable: "CLAIM_VERSION",
      description: "API version of the resources that are named; discovery finds it by itself",
      value: textValue({
        placeholder: "version",
        expected: "an API version of at most 63 characters in lower case, such as v1 or v1alpha1",
        isValid: isDnsWord,
      }),
      default: "v1alpha1",
    }),
    claimResource: requiredSetting({
      variable: "CLAIM_RESOURCE",
      description:
        "Resources to watch; those that name no group or version have the ones above. * " +
        "finds claims and composites by the categories of their definitions",
      value: resourceListValue(),
    }),
    claimNamespace: optionalSetting({
      variable: "CLAIM_NAMESPACE",
      description: "Namespace to watch",
      value: textValue({
        placeholder: "namespace",
        expected: "a namespace: a DNS label of at most 63 characters",
        isValid: isDnsLabel,
      }),
      absence: "default all",
    }),
    kubeconfig: optionalSetting({
      variable: "KUBECONFIG",
      description: "Files that say how to reach the API server",
      value: {
        ...textValue({
          placeholder: "paths",
          expected: "a path, or several as the system separates them in PATH",
          isValid: (text) => isPrintableLine(text, PATHS_LENGTH_MAX),
        }),
        completion: { kind: "file" },
      },
      absence: "default the pod's service account where there is one, else ~/.kube/config",
    }),
    kubeContext: optionalSetting({
      variable: "KUBE_CONTEXT",
      description: "Context of the kubeconfig",
      value: textValue({
        placeholder: "context",
        expected: "a context's name on one line, at most 253 characters",
        isValid: (text) => isPrintableLine(text, CONTEXT_LENGTH_MAX),
      }),
      absence: "default the current one",
    }),
    composites: defaultedSetting({
      variable: "INFORMER_COMPOSITES",
      description: "Also watch the composites of the claims",
      value: booleanValue(),
      default: "true",
    }),
    heartbeatMs: defaultedSetting({
      variable: "INFORMER_HEARTBEAT",
      description: "Longest silence towards the collector",
      value: durationValue({ min: SECOND_MS, max: 60 * SECOND_MS }),
      default: "15s",
    }),
    port: defaultedSetting({
      variable: "INFORMER_PORT",
      description: "Port of /healthz, /readyz, /metrics and /version, on every address",
      value: portOrOffValue(),
      default: "8081",
    }),
    ...LOG_SETTINGS,
  },
} satisfies SettingTable;

type InformerValues = SettingValues<typeof INFORMER_SETTINGS>;

/** The informer's settings, checked and frozen. */
export interface InformerSettings
  extends Omit<InformerValues, "claimGroup" | "claimVersion" | "claimResource"> {
  /** What to watch. */
  readonly claims: ClaimChoice;
}

/** Reads the informer's settings; throws one `ConfigError` with all problems. */
export function parseInformerSettings(sources: SettingSources): InformerSettings {
  const { claimGroup, claimVersion, claimResource, ...settings } = parseSettings(
    INFORMER_SETTINGS,
    { sources, findConflicts: findInformerConflicts },
  );
  const claims = toClaimChoice({
    group: claimGroup,
    version: claimVersion,
    resources: claimResource,
  });
  return Object.freeze({ ...settings, claims });
}

function findInformerConflicts(values: Partial<InformerValues>): readonly ConfigProblem[] {
  const { claimGroup: group, claimVersion: version, claimResource: resources } = values;
  if (group === undefined || version === undefined || resources === undefined) return [];
  return findClaimConflicts({ group, version, resources });
}
