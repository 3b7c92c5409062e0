/**
 * The resources to watch as people write them: a plural name, or a list of names that may each bring
 * a group and a version of their own.
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

/** Most resources of one list. */
export const RESOURCE_COUNT_MAX = 100;

const NOT_YET = `"*" asks for discovery, which is not supported yet`;

/** A comma list of `plural[.group[/version]]`. */
export function resourceListValue(): ValueParser<readonly NamedResource[]> {
  return {
    placeholder: "resources",
    expected:
      `a plural name, or a comma list of at most ${RESOURCE_COUNT_MAX} plural[.group[/version]]`,
    parse: parseList,
    explain: (text) =>
      text.includes("*")
        ? `${NOT_YET}: write the plural names of the resources, such as volumeclaims, or a comma ` +
          "list of plural[.group[/version]]"
        : undefined,
  };
}

/** An API group. */
export function groupValue(): ValueParser<string> {
  return {
    placeholder: "group",
    expected: "an API group: a DNS name in lower case, at most 253 characters",
    parse: (text) => isDnsName(text) ? text : undefined,
    explain: (text) =>
      text.includes("*")
        ? `${NOT_YET}: write the API group of the claims, such as storage.example.org`
        : undefined,
  };
}

/** The resources with the group and version that hold where one brings none; frozen. */
export function toClaimResources(
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
export function findRepeatedResources(
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
