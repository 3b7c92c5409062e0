/** What an API server says of the resources of a group and version, and where their objects are. */
import type { WatchTarget } from "../informer/claim_watcher.ts";
import { quote } from "../runtime/visible_text.ts";
import { KubeFailure } from "./kube_failure.ts";

/** Longest name of a kind that is repeated in a message. */
const KIND_LENGTH_MAX = 63;

/** A resource as the API server serves it. */
export interface ServedResource {
  /** Plural. */
  readonly resource: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
}

/** Path of the discovery document of a target's group and version. */
export function toDiscoveryPath({ group, version }: WatchTarget): string {
  const path = group === "" ? ["api", version] : ["apis", group, version];
  return `/${path.map(encodeURIComponent).join("/")}`;
}

/** Path of the objects of a target; a cluster-scoped resource has no namespace to choose. */
export function toCollectionPath(target: WatchTarget, served: ServedResource): string {
  const namespace = served.isNamespaced && target.namespace !== null
    ? `/namespaces/${encodeURIComponent(target.namespace)}`
    : "";
  return `${toDiscoveryPath(target)}${namespace}/${encodeURIComponent(served.resource)}`;
}

/** Finds the target in a discovery document; throws `KubeFailure` of kind `unserved` where it is not. */
export function findResource(document: unknown, target: WatchTarget): ServedResource {
  const { by } = target;
  const found = readResources(document).find((candidate) =>
    "resource" in by ? candidate.resource === by.resource : candidate.kind === by.kind
  );
  if (found === undefined) throw createUnservedFailure(target);
  return found;
}

/** The failure that says that the API server does not know the target. */
export function createUnservedFailure({ group, version, by }: WatchTarget): KubeFailure {
  const name = quote("resource" in by ? by.resource : by.kind);
  const place = quote(group === "" ? version : `${group}/${version}`);
  return new KubeFailure(`The API server does not serve ${name} of ${place}`, {
    origin: "answer",
    status: 404,
  });
}

/** Throws `KubeFailure` of kind `unserved` for an object that is of another kind than the resource. */
export function assertKind(objects: readonly unknown[], served: ServedResource): void {
  for (const object of objects) {
    const { kind } = Object(object) as { kind?: unknown };
    if (typeof kind !== "string" || kind === served.kind) continue;
    throw new KubeFailure(
      `The API server shows ${quote(kind, KIND_LENGTH_MAX)} as ${quote(served.resource)}, which ` +
        `was ${quote(served.kind)} before`,
      { origin: "answer", status: 404 },
    );
  }
}

function readResources(document: unknown): readonly ServedResource[] {
  if (typeof document !== "object" || document === null || !("resources" in document)) {
    throw new KubeFailure("The API server's answer is no list of resources", { origin: "content" });
  }
  return Array.isArray(document.resources) ? document.resources.flatMap(toResource) : [];
}

function toResource(item: unknown): readonly ServedResource[] {
  if (typeof item !== "object" || item === null) return [];
  const { name, kind, namespaced } = item as Readonly<Record<string, unknown>>;
  // `volumeclaims/status` and its like are parts of a resource.
  if (typeof name !== "string" || typeof kind !== "string" || name.includes("/")) return [];
  return [{ resource: name, kind, isNamespaced: namespaced === true }];
}
