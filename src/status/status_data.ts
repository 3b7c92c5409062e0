/**
 * All that a collector tells, for programs: every field as it came, as JSON or YAML. Made row by row,
 * since there may be very many. What could steer a terminal is escaped, which reads back the same.
 */
import type { StatusDocument } from "../contract/status_document.ts";
import { escapeControls } from "../runtime/visible_text.ts";
import { type PlainValue, toItemLines, toYamlLines } from "./yaml_text.ts";

/** Lines of one JSON object: `statuses`, `clusters`, `readiness`, `reconciliation`. */
export function* formatStatusJson(document: StatusDocument): Generator<string> {
  yield "{";
  const parts = Object.entries(toParts(document));
  for (const [index, [name, value]] of parts.entries()) {
    const end = index === parts.length - 1 ? "" : ",";
    if (Array.isArray(value) && value.length > 0) {
      yield `  "${name}": [`;
      for (const [position, item] of value.entries()) {
        const comma = position === value.length - 1 ? "" : ",";
        yield `    ${escapeControls(JSON.stringify(item))}${comma}`;
      }
      yield `  ]${end}`;
    } else {
      yield `  "${name}": ${escapeControls(JSON.stringify(value))}${end}`;
    }
  }
  yield "}";
}

/** The same as lines of one YAML mapping. */
export function* formatStatusYaml(document: StatusDocument): Generator<string> {
  for (const [name, value] of Object.entries(toParts(document))) {
    // What a schema read from JSON is nothing but JSON.
    const plain = value as PlainValue;
    if (Array.isArray(plain) && plain.length > 0) {
      yield `${name}:`;
      for (const item of plain) yield* toItemLines(item, 2).map(escapeControls);
    } else {
      yield* toYamlLines({ [name]: plain }, 0).map(escapeControls);
    }
  }
}

/** In the order in which they are written. */
function toParts({ statuses, clusters, readiness, reconciliation }: StatusDocument) {
  return { statuses, clusters, readiness, reconciliation };
}
