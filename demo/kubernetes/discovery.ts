/** What the API server says of itself: version, groups, resources, and just enough of OpenAPI. */
import type { ObjectStore } from "./object_store.ts";
import { toApiVersion } from "./kubernetes_object.ts";
import type { ResourceType, ResourceVersion } from "./resource_type.ts";

/** The version of Kubernetes whose answers the stand-in gives. */
export const SERVER_VERSION = {
  major: "1",
  minor: "35",
  gitVersion: "v1.35.0-stand-in",
  gitCommit: "",
  gitTreeState: "",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: "",
  platform: "linux/amd64",
} as const;

const VERBS = "delete get list patch create update watch".split(" ");
const STATUS_VERBS = "get patch update".split(" ");

/** Answers a path that asks for no objects; `undefined` where there is nothing. */
export function describeServer(path: string, store: ObjectStore): unknown {
  const types = store.listResources().map(({ type }) => type);
  const [root = "", first = "", second = "", ...rest] = path.split("/").slice(1);
  if (path === "/version") return SERVER_VERSION;
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"] };
  if (path === "/apis") return listGroups(types);
  if (root === "openapi") return first === "v3" ? describeOpenApi(path, types) : undefined;
  if (rest.length > 0) return undefined;
  if (root === "api" && second === "") return listVersion(types, { group: "", version: first });
  if (root !== "apis") return undefined;
  if (second !== "") return listVersion(types, { group: first, version: second });
  return toGroups(types).find(({ name }) => name === first);
}

function listGroups(types: readonly ResourceType[]): unknown {
  const groups = toGroups(types).map(({ kind: _kind, apiVersion: _version, ...group }) => group);
  return { kind: "APIGroupList", apiVersion: "v1", groups };
}

function toGroups(types: readonly ResourceType[]) {
  const groups = Map.groupBy(types.filter(({ group }) => group !== ""), ({ group }) => group);
  return [...groups].map(([name, members]) => {
    const names = members.flatMap(({ versions }) => versions).filter(({ isServed }) => isServed)
      .map((version) => version.name);
    const versions = [...new Set(names)]
      .map((version) => ({ groupVersion: toApiVersion({ group: name, version }), version }));
    return { kind: "APIGroup", apiVersion: "v1", name, versions, preferredVersion: versions[0] };
  });
}

function listVersion(
  types: readonly ResourceType[],
  { group, version }: { readonly group: string; readonly version: string },
): unknown {
  const resources = types.filter((type) => type.group === group).flatMap((type) => {
    const served = type.versions.find(({ name, isServed }) => name === version && isServed);
    return served === undefined ? [] : describeResource(type, served);
  });
  if (resources.length === 0) return undefined;
  const groupVersion = toApiVersion({ group, version });
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
}

function describeResource(type: ResourceType, { hasStatus }: ResourceVersion): readonly unknown[] {
  const { plural, singular, kind, categories, shortNames } = type;
  const namespaced = type.scope === "Namespaced";
  const resource = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: VERBS,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
  if (!hasStatus) return [resource];
  const status = { name: `${plural}/status`, singularName: "", namespaced, kind };
  return [resource, { ...status, verbs: STATUS_VERBS }];
}

/** Says of each kind that it can be patched with field validation: all that `kubectl` asks. */
function describeOpenApi(path: string, types: readonly ResourceType[]): unknown {
  const versions = types.flatMap(({ group, kind, versions }) =>
    versions.map(({ name: version }) => ({ group, version, kind }))
  );
  const toPath = ({ group, version }: { readonly group: string; readonly version: string }) =>
    group === "" ? `api/${version}` : `apis/${group}/${version}`;
  if (path === "/openapi/v3") {
    const paths = versions.map(toPath)
      .map((name) => [name, { serverRelativeURL: `/openapi/v3/${name}` }]);
    return { paths: Object.fromEntries(paths) };
  }
  const described = versions.filter((one) => path === `/openapi/v3/${toPath(one)}`);
  if (described.length === 0) return undefined;
  const parameters = [{ name: "fieldValidation", in: "query", schema: { type: "string" } }];
  const paths = described.map((one) => {
    const patch = { parameters, responses: {}, "x-kubernetes-group-version-kind": one };
    return [`/${toPath(one)}/${one.kind.toLowerCase()}/{name}`, { patch }];
  });
  const info = { title: "Kubernetes", version: SERVER_VERSION.gitVersion };
  return { openapi: "3.0.0", info, paths: Object.fromEntries(paths) };
}
