/** Words what is wrong with YAML that may hold secrets. */

/** What a reader of YAML complains of; the place counts from 0. */
export interface YamlProblem {
  readonly reason: string;
  readonly mark?: { readonly line: number; readonly column: number } | undefined;
}

/** Reason and place without any of the text: the reason may go on with names of aliases and tags. */
export function describeYamlProblem({ reason, mark }: YamlProblem): string {
  const [words = ""] = reason.split(/ ?["!<]|: /);
  const place = mark === undefined ? "" : ` (line ${mark.line + 1}, column ${mark.column + 1})`;
  return `${words}${place}`;
}
