/**
 * The settings of the command `status`: which collector is asked, what of its answer is shown, and
 * how. An entry of this table is all that a setting needs.
 */
import { SHOWN_PHASES, type ShownPhase } from "../claim/claim.ts";
import type { ConfigProblem } from "../errors.ts";
import { INFORMER_SETTINGS } from "./informer_settings.ts";
import { isClusterName } from "./kubernetes_name.ts";
import { listSetting } from "./list_setting.ts";
import { LOG_SETTINGS } from "./log_settings.ts";
import {
  parseSettings,
  type SettingSources,
  type SettingTable,
  type SettingValues,
} from "./parse_settings.ts";
import { defaultedSetting, type Setting, withShortFlag } from "./setting.ts";
import { booleanValue, durationValue, wordValue } from "./value_parser.ts";

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const CLUSTER_COUNT_MAX = 100;

const { settings: informer } = INFORMER_SETTINGS;

/** Every setting of the command. */
export const STATUS_SETTINGS = {
  ownPrefix: "STATUS_",
  settings: {
    collectorUrl: informer.collectorUrl,
    collectorToken: informer.collectorToken,
    collectorCaFile: informer.collectorCaFile,
    output: withShortFlag(
      defaultedSetting({
        variable: "STATUS_OUTPUT",
        description: "How it is printed",
        value: wordValue(["table", "wide", "json", "yaml"]),
        default: "table",
      }),
      "o",
    ),
    clusters: listSetting({
      variable: "STATUS_CLUSTER",
      description: "Show these clusters only",
      items: {
        placeholder: "clusters",
        expected: "names of clusters other than . and ..",
        countMax: CLUSTER_COUNT_MAX,
        isItem: isClusterName,
      },
    }),
    phases: phaseListSetting("STATUS_PHASE", "Show claims in these phases only"),
    failOn: phaseListSetting(
      "STATUS_FAIL_ON",
      "End with exit code 3 where a claim that is shown is in one of these phases",
    ),
    watches: withShortFlag(
      defaultedSetting({
        variable: "STATUS_WATCH",
        description: "Show it again and again on a terminal, until SIGINT or SIGTERM",
        value: booleanValue(),
        default: "false",
      }),
      "w",
    ),
    intervalMs: defaultedSetting({
      variable: "STATUS_INTERVAL",
      description: "With STATUS_WATCH, time from one answer to the next question",
      value: durationValue({ min: SECOND_MS, max: HOUR_MS }),
      default: "2s",
    }),
    ...LOG_SETTINGS,
  },
} satisfies SettingTable;

type StatusValues = SettingValues<typeof STATUS_SETTINGS>;

/** The settings of the command, checked and frozen. */
export type StatusSettings = Omit<StatusValues, "phases" | "failOn"> & {
  readonly phases: readonly ShownPhase[];
  readonly failOn: readonly ShownPhase[];
};

/** Reads the settings; throws one `ConfigError` with all problems. */
export function parseStatusSettings(sources: SettingSources): StatusSettings {
  const values = parseSettings(STATUS_SETTINGS, {
    sources,
    findConflicts: (good) => findConflicts(good, sources.isTerminal === true),
  });
  return Object.freeze({
    ...values,
    phases: toPhases(values.phases),
    failOn: toPhases(values.failOn),
  });
}

/** What failed on its own is absent. */
function findConflicts(
  { watches, output, phases = [], failOn = [] }: Partial<StatusValues>,
  isTerminal: boolean,
): readonly ConfigProblem[] {
  const shown = toPhases(phases);
  const hidden = shown.length === 0 ? [] : toPhases(failOn).filter((p) => !shown.includes(p));
  const problems: ConfigProblem[] = hidden.length === 0 ? [] : [{
    variable: "STATUS_FAIL_ON",
    message: `names ${hidden.join(", ")}, which STATUS_PHASE leaves out: expected shown phases`,
  }];
  if (watches !== true) return problems;
  const variable = "STATUS_WATCH";
  if (!isTerminal) {
    const message = "draws on a terminal: expected standard output to be one";
    problems.push({ variable, message });
  }
  if (output === "json" || output === "yaml") {
    const message = `draws for people: expected table or wide as STATUS_OUTPUT, got "${output}"`;
    problems.push({ variable, message });
  }
  if (failOn.length > 0) {
    const message = "ends when it is told to: expected no STATUS_FAIL_ON beside it";
    problems.push({ variable, message });
  }
  return problems;
}

function phaseListSetting(variable: string, description: string): Setting<readonly string[]> {
  return listSetting({
    variable,
    description,
    items: {
      placeholder: "phases",
      expected: `phases out of ${SHOWN_PHASES.join(", ")}`,
      countMax: SHOWN_PHASES.length,
      completion: { kind: "words", words: SHOWN_PHASES },
      isItem: (text) => toPhase(text) !== undefined,
    },
  });
}

function toPhases(words: readonly string[]): readonly ShownPhase[] {
  return Object.freeze(words.map(toPhase).filter((phase) => phase !== undefined));
}

function toPhase(word: string): ShownPhase | undefined {
  return SHOWN_PHASES.find((phase) => phase.toLowerCase() === word.toLowerCase());
}
