/**
 * What a plan is made from: a running collector, or files. As everywhere a flag wins over a
 * variable; what is given both ways with equal right, or only in part, is told.
 */
import type { ConfigProblem } from "../errors.ts";
import { type SettingSources, toFlagName } from "./parse_settings.ts";
import { isRepositoryPath } from "./repository_name.ts";

const COLLECTOR = "COLLECTOR_URL";
const STATUSES = "PLAN_STATUSES";
const REGISTRY = "PLAN_REGISTRY";
const FILES = [STATUSES, REGISTRY, "PLAN_MANIFESTS"];
const OWNER = "REGISTRY_REPO_OWNER";
const NAME = "REGISTRY_REPO_NAME";
/** What a running collector has settings of its own for. */
const COLLECTORS_OWN = [
  "REGISTRY_FILE_PATH",
  OWNER,
  NAME,
  "REGISTRY_DEFAULT_CLUSTER",
  "REGISTRY_WRITE_STATUS",
  "REGISTRY_PR_TITLE",
];
const FOR_COLLECTOR = "COLLECTOR_CA_FILE";
const FALLBACK_PATH = "registry.yaml";

type Given = "flag" | "variable" | undefined;

/** Whether files are meant; asked only of settings without conflicts. */
export function isPlannedFromFiles(sources: SettingSources, ownPrefix: string): boolean {
  const given = createLookup(sources, ownPrefix);
  const files = strongest(FILES.map(given));
  return files === "flag" || (files === "variable" && given(COLLECTOR) === undefined);
}

/** What is wrong between the settings, everything at once. */
export function findSourceConflicts(
  sources: SettingSources,
  ownPrefix: string,
): readonly ConfigProblem[] {
  const given = createLookup(sources, ownPrefix);
  const collector = given(COLLECTOR);
  const files = strongest(FILES.map(given));
  if (collector === undefined && files === undefined) {
    const message = "is required and not set: expected the base address of a running collector, " +
      "or --statuses and --registry for a plan without one";
    return [{ variable: COLLECTOR, message }];
  }
  if (collector === files) {
    const named = FILES.filter((variable) => given(variable) === files).join(" and ");
    const message = `is given together with ${named}: expected either a running collector or files`;
    return [{ variable: COLLECTOR, message }];
  }
  return isPlannedFromFiles(sources, ownPrefix)
    ? findFileConflicts(given)
    : findUselessFlags(given, {
      variables: COLLECTORS_OWN,
      message: "is a setting of the collector itself: expected only with --statuses and --registry",
    });
}

function findFileConflicts(given: (variable: string) => Given): readonly ConfigProblem[] {
  const problems = findUselessFlags(given, {
    variables: [FOR_COLLECTOR],
    message: "is of no use without a collector: expected only with --collector-url",
  });
  if (given(STATUSES) === undefined) problems.push(missing(STATUSES, "a file of statuses"));
  if (given(REGISTRY) === undefined) problems.push(missing(REGISTRY, "the registry file"));
  const [first, second] = given(OWNER) === undefined ? [OWNER, NAME] : [NAME, OWNER];
  if (given(first) === undefined && given(second) !== undefined) {
    const message = `is required together with ${second}: expected both or neither`;
    problems.push({ variable: first, message });
  }
  return problems;
}

function missing(variable: string, what: string): ConfigProblem {
  const message = `is required for a plan without a collector: expected the path of ${what}`;
  return { variable, message };
}

/** Variables may be there for another command; a flag was meant. */
function findUselessFlags(
  given: (variable: string) => Given,
  rule: { readonly variables: readonly string[]; readonly message: string },
): ConfigProblem[] {
  return rule.variables.filter((variable) => given(variable) === "flag")
    .map((variable) => ({ variable, message: rule.message }));
}

function createLookup(sources: SettingSources, ownPrefix: string): (variable: string) => Given {
  return (variable) => {
    if (sources.flags[toFlagName(variable, ownPrefix)]) return "flag";
    return sources.env(variable) ? "variable" : undefined;
  };
}

function strongest(all: readonly Given[]): Given {
  return all.includes("flag") ? "flag" : all.includes("variable") ? "variable" : undefined;
}

/** Where the registry stands in its repository, as far as its path on this machine tells. */
export function toRepositoryFilePath(registry: string, root: string | undefined): string {
  const path = toSegments(registry);
  const start = root === undefined ? [] : toSegments(root);
  const isBelow = start.every((segment, index) => path[index] === segment);
  const isRelative = !/^(?:[/\\]|[A-Za-z]:)/.test(registry);
  const candidates = [
    ...(isBelow && (root !== undefined || isRelative) ? [path.slice(start.length)] : []),
    ...(isRelative ? [path] : []),
    path.slice(-1),
  ].map((segments) => segments.join("/"));
  return candidates.find(isRepositoryPath) ?? FALLBACK_PATH;
}

function toSegments(path: string): readonly string[] {
  return path.split(/[/\\]/).filter((segment) => segment !== "" && segment !== ".");
}
