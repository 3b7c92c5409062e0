/** Reads a file of statuses, JSON or YAML, as the API answers them. */
import { CORE_SCHEMA, load, YAMLException } from "js-yaml";
import { parseStatusRows, type StatusRowsResult } from "../contract/status_rows.ts";
import { toPosition } from "../registry/source_text.ts";

const NESTING_MAX = 60;

/** The statuses, or everything that is wrong with them; total. */
export function parseStatusFile(text: string): StatusRowsResult {
  try {
    return parseStatusRows(parseText(text));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line, column } = toPosition(text, error.mark?.position ?? 0);
    const problem = `Cannot parse the text: ${error.reason} (line ${line}, column ${column})`;
    return { isValid: false, problems: [problem] };
  }
}

/** JSON is read as what it is: faster, and with all its escapes. */
function parseText(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return load(text, { schema: CORE_SCHEMA, maxDepth: NESTING_MAX });
  }
}
