/**
 * Reads kubeconfig files as `kubectl` does: several are merged, the first to say something wins, and
 * paths in a file are relative to it. Says what is in them; what of it can be used is not decided here.
 */
import { dirname, isAbsolute, join, resolve } from "node:path";
import { CORE_SCHEMA, load, YAMLException } from "js-yaml";
import { toMapping } from "../claim/record.ts";
import { ConfigError } from "../errors.ts";
import { quote } from "../runtime/visible_text.ts";
import { describeYamlProblem } from "../runtime/yaml_problem.ts";

/** The fields of a context, cluster or user, as they are called in the file. */
export type Fields = Readonly<Record<string, unknown>>;

/** What one or several files say. */
export interface Kubeconfig {
  readonly currentContext: string | null;
  readonly contexts: ReadonlyMap<string, Fields>;
  readonly clusters: ReadonlyMap<string, Fields>;
  readonly users: ReadonlyMap<string, Fields>;
}

/** Fields that hold the path of a file. */
const PATH_FIELDS = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];
const NESTING_MAX = 100;

/** Reads and merges the files; those that do not exist are passed over. Throws `ConfigError`. */
export async function readKubeconfig(
  paths: readonly string[],
  readTextFile: (path: string) => Promise<string>,
): Promise<Kubeconfig> {
  const found: Kubeconfig[] = [];
  for (const path of paths) {
    const text = await readOptional(path, readTextFile);
    if (text !== null) found.push(parseKubeconfig(text, path));
  }
  if (found.length === 0) {
    throw configError(`expected a kubeconfig at ${paths.map((path) => quote(path)).join(" or ")}`);
  }
  return {
    currentContext: found.find((file) => file.currentContext !== null)?.currentContext ?? null,
    contexts: mergeMaps(found.map((file) => file.contexts)),
    clusters: mergeMaps(found.map((file) => file.clusters)),
    users: mergeMaps(found.map((file) => file.users)),
  };
}

/** The value, if it is a text with something in it. */
export function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

async function readOptional(
  path: string,
  readTextFile: (path: string) => Promise<string>,
): Promise<string | null> {
  try {
    return await readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    const reason = error instanceof Error ? error.name : "unknown error";
    throw configError(`the file ${quote(path)} cannot be read: ${reason}`);
  }
}

function parseKubeconfig(text: string, path: string): Kubeconfig {
  const document = toMapping(parseYaml(text, path));
  const folder = dirname(path);
  return {
    currentContext: asText(document["current-context"]),
    contexts: readNamed(document["contexts"], { key: "context", folder }),
    clusters: readNamed(document["clusters"], { key: "cluster", folder }),
    users: readNamed(document["users"], { key: "user", folder }),
  };
}

function parseYaml(text: string, path: string): unknown {
  try {
    return load(text, { schema: CORE_SCHEMA, maxDepth: NESTING_MAX });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw configError(`the file ${quote(path)} is not YAML: ${describeYamlProblem(error)}`);
  }
}

function readNamed(
  list: unknown,
  { key, folder }: { readonly key: string; readonly folder: string },
): ReadonlyMap<string, Fields> {
  const named = new Map<string, Fields>();
  for (const item of Array.isArray(list) ? list : []) {
    const name = asText(toMapping(item)["name"]);
    if (name === null || named.has(name)) continue;
    named.set(name, resolvePaths(toMapping(toMapping(item)[key]), folder));
  }
  return named;
}

function resolvePaths(fields: Fields, folder: string): Fields {
  const resolved: Record<string, unknown> = { ...fields };
  for (const field of PATH_FIELDS) {
    const path = asText(fields[field]);
    if (path !== null && !isAbsolute(path)) resolved[field] = join(folder, path);
  }
  const exec = toMapping(fields["exec"]);
  const command = asText(exec["command"]);
  // A bare name is looked up in PATH; one with a slash is a path.
  if (command !== null && /[/\\]/.test(command) && !isAbsolute(command)) {
    // Absolute: beside a kubeconfig in the working directory it would be a bare name again.
    resolved["exec"] = { ...exec, command: resolve(folder, command) };
  }
  return resolved;
}

function mergeMaps(maps: readonly ReadonlyMap<string, Fields>[]): ReadonlyMap<string, Fields> {
  return new Map(maps.toReversed().flatMap((map) => [...map]));
}

function configError(message: string): ConfigError {
  return new ConfigError([{ variable: "KUBECONFIG", message }]);
}
