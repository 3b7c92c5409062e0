/** The settings of the log, which every mode that runs for long has. */
import { LOG_LEVELS, type LogFormat } from "../runtime/logger.ts";
import { defaultedSetting } from "./setting.ts";
import { wordValue } from "./value_parser.ts";

/** How much is logged, and how. */
export const LOG_SETTINGS = {
  logLevel: defaultedSetting({
    variable: "LOG_LEVEL",
    description: "How much is logged",
    value: wordValue(LOG_LEVELS),
    default: "info",
  }),
  logFormat: defaultedSetting({
    variable: "LOG_FORMAT",
    description: "How a line of the log is written",
    value: wordValue(["json", "text"] satisfies readonly LogFormat[]),
    default: "json",
    terminalDefault: "text",
  }),
};
