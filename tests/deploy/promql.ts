/** What a query of Prometheus asks for, by name: enough to compare it with what there is. */

/** A condition on a label. */
export interface Matcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  /** What may be there; several where they stand between bars. */
  readonly values: readonly string[];
}

/** A metric that is asked for. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** A name of this repository's metrics, or one that Prometheus or every client has. */
const SELECTOR = /\b(machinery_\w+|process_\w+|up|ALERTS)\b(?:\{([^}]*)\})?/g;
const MATCHER = /(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g;
const LABEL_LIST = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;

/** Every metric that a query names. */
export function listSelectors(query: string): readonly Selector[] {
  return [...query.matchAll(SELECTOR)].map(([, metric = "", conditions = ""]) => ({
    metric,
    matchers: [...conditions.matchAll(MATCHER)].map(([, label = "", operator, value = ""]) => ({
      label,
      operator: operator as Matcher["operator"],
      values: value.split("|"),
    })),
  }));
}

/** Every label by which a query groups or joins. */
export function listGroupingLabels(query: string): readonly string[] {
  return [...query.matchAll(LABEL_LIST)].flatMap(([, list = ""]) =>
    list.split(",").map((label) => label.trim()).filter((label) => label !== "")
  );
}
