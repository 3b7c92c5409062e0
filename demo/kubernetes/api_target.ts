/** What a path of the API means: a resource, and whose or which objects of it. */
import type { ObjectStore, Resource } from "./object_store.ts";
import type { ResourceVersion } from "./resource_type.ts";

/** What a request is about. */
export interface ApiTarget {
  readonly resource: Resource;
  readonly version: ResourceVersion;
  /** Missing where all namespaces are meant, and for cluster-scoped objects. */
  readonly namespace?: string;
  /** Missing where all objects are meant. */
  readonly name?: string;
  readonly isStatus: boolean;
}

const TARGET_PATH =
  /^\/(?:api|apis\/([^/]+))\/([^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+)(?:\/(status))?)?$/;

/** Finds what a path means; `undefined` where the API serves nothing. */
export function findTarget(path: string, store: ObjectStore): ApiTarget | undefined {
  // The namespaces are a resource themselves, so their paths could be read in two ways.
  const core = /^\/api\/v1\/(namespaces)(?:\/([^/]+)(?:\/(status))?)?$/.exec(path);
  const parts = core === null
    ? TARGET_PATH.exec(path)
    : [path, undefined, "v1", undefined, core[1], core[2], core[3]];
  if (parts === null) return undefined;
  const [, group = "", versionName, namespace, plural = "", name, status] = parts;
  const resource = store.findResource({ group, plural });
  const version = resource?.type.versions
    .find(({ name, isServed }) => name === versionName && isServed);
  if (resource === undefined || version === undefined) return undefined;
  const isNamespaced = resource.type.scope === "Namespaced";
  if (namespace !== undefined ? !isNamespaced : isNamespaced && name !== undefined) {
    return undefined;
  }
  if (status !== undefined && !version.hasStatus) return undefined;
  return {
    resource,
    version,
    ...(namespace === undefined ? {} : { namespace: decodeURIComponent(namespace) }),
    ...(name === undefined ? {} : { name: decodeURIComponent(name) }),
    isStatus: status !== undefined,
  };
}

/** The verb that authorization knows a request by. */
export function toVerb(method: string, target: ApiTarget & { readonly isWatch: boolean }): string {
  const isOne = target.name !== undefined;
  switch (method) {
    case "GET":
      return target.isWatch ? "watch" : isOne ? "get" : "list";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return isOne ? "delete" : "deletecollection";
    default:
      return method.toLowerCase();
  }
}
