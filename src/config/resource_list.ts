/**
 * The resources to watch as people write them: a plural name, or a list of names that may each bring
 * a group and a version of their own, or a star for all claims that there are.
 */
import type { ConfigProblem } from "../errors.ts";
import { quote } from "../runtime/visible_text.ts";
import { isDnsName, isDnsWord } from "./kubernetes_name.ts";
import type { ValueParser } from "./value_parser.ts";

/** One resource of an API server. */
export interface ClaimResource {
  readonly group: string;
  readonly version: string;
  /** Its plural name. */
  readonly resource: string;
}

/** One resource as it was written; what is not there is common to all. */
export interface NamedResource {
  readonly resource: string;
  readonly group?: string;
  readonly version?: string;
}

/** The settings that say what to watch. */
export interface ClaimSettings {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly NamedResource[] | typeof EVERYTHING;
}

/** How much of a wrong value is shown. */
const SHOWN_LENGTH_MAX = 120;

/** Most resources of one list. */
export const RESOURCE_COUNT_MAX = 100;

/** Stands for everything that is found in the cluster. */
export const EVERYTHING = "*";

/** What to watch: resources that people have named, or all claims that are found. */
export type ClaimChoice =
  | {
    readonly kind: "named";
    /** At least one, and none twice. */
    readonly resources: readonly ClaimResource[];
  }
  | {
    readonly kind: "discovered";
    /** `null`: every group. */
    readonly group: string | null;
  };

/** A comma list of `plural[.group[/version]]`, or a star. */
export function resourceListValue(): ValueParser<readonly NamedResource[] | typeof EVERYTHING> {
  return {
    placeholder: "resources",
    expected: `a plural name, a comma list of at most ${RESOURCE_COUNT_MAX} ` +
      `plural[.group[/version]], or ${EVERYTHING} for every claim of the group`,
    parse: (text) => text.trim() === EVERYTHING ? EVERYTHING : parseList(text),
    explain: (text) =>
      text.split(",").some((part) => part.trim() === EVERYTHING)
        ? `expected ${quote(EVERYTHING)} to stand alone, got ${quote(text, SHOWN_LENGTH_MAX)}`
        : undefined,
  };
}

/** An API group, or a star. */
export function groupValue(): ValueParser<string> {
  return {
    placeholder: "group",
    expected: "an API group, which is a DNS name in lower case of at most 253 characters, or " +
      `${EVERYTHING} for every group`,
    parse: (text) => text === EVERYTHING || isDnsName(text) ? text : undefined,
  };
}

/** What the settings choose together; frozen. */
export function toClaimChoice(settings: ClaimSettings): ClaimChoice {
  const { group, version, resources } = settings;
  if (resources === EVERYTHING) {
    return Object.freeze({ kind: "discovered", group: group === EVERYTHING ? null : group });
  }
  return Object.freeze({
    kind: "named",
    resources: toClaimResources(resources, { group, version }),
  });
}

/** What is wrong between the settings although each is fine. */
export function findClaimConflicts(settings: ClaimSettings): readonly ConfigProblem[] {
  const { group, version, resources } = settings;
  if (resources === EVERYTHING) return [];
  const problems = findRepeatedResources(toClaimResources(resources, { group, version }));
  if (group !== EVERYTHING) return problems;
  const message = `expected an API group: ${quote(EVERYTHING)} stands for every group only where ` +
    `CLAIM_RESOURCE is ${quote(EVERYTHING)}, too`;
  return [{ variable: "CLAIM_GROUP", message }, ...problems];
}

/** The resources with the group and version that hold where one brings none; frozen. */
function toClaimResources(
  named: readonly NamedResource[],
  common: { readonly group: string; readonly version: string },
): readonly ClaimResource[] {
  return Object.freeze(
    named.map(({ resource, group = common.group, version = common.version }) =>
      Object.freeze({ group, version, resource })
    ),
  );
}

/** A problem for each resource that stands more than once, be it with another version. */
function findRepeatedResources(
  resources: readonly ClaimResource[],
): readonly ConfigProblem[] {
  const names = resources.map(({ resource, group }) => `${resource}.${group}`);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => ({
    variable: "CLAIM_RESOURCE",
    message: `expected each resource once, got ${quote(name)} more than once`,
  }));
}

function parseList(text: string): readonly NamedResource[] | undefined {
  const parts = text.split(",");
  if (parts.length > RESOURCE_COUNT_MAX) return undefined;
  const resources = parts.flatMap((part) => parseResource(part.trim()) ?? []);
  return resources.length === parts.length ? resources : undefined;
}

function parseResource(text: string): NamedResource | undefined {
  const [, resource = "", group, version] = /^([^./]+)(?:\.([^/]+)(?:\/([^/]+))?)?$/.exec(text) ??
    [];
  const isGood = isDnsWord(resource) && (group === undefined || isDnsName(group)) &&
    (version === undefined || isDnsWord(version));
  if (!isGood) return undefined;
  return {
    resource,
    ...(group === undefined ? {} : { group }),
    ...(version === undefined ? {} : { version }),
  };
}
