/** Definitions, roles and service accounts in a real API server, each usable when the call returns. */
import {
  type JsonObject,
  type RealApiClient,
  RealApiError,
  type RealResource,
  toRealPath,
} from "./real_api_client.ts";

/** Definitions of resources. */
export const DEFINITIONS: RealResource = {
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
};
const RBAC = { group: "rbac.authorization.k8s.io", version: "v1" } as const;
const ROLES: RealResource = { ...RBAC, plural: "clusterroles" };
const BINDINGS: RealResource = { ...RBAC, plural: "clusterrolebindings" };
const ACCOUNTS: RealResource = { group: "", version: "v1", plural: "serviceaccounts" };
const NAMESPACES: RealResource = { group: "", version: "v1", plural: "namespaces" };

/** Longest wait for anything to take effect. */
const DEADLINE_MS = 30_000;
const POLL_MS = 50;

/** A resource to be defined; any fields, and a status of its own. */
export interface RealDefinition {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  /** The first one is stored. */
  readonly versions?: readonly string[];
  readonly scope?: "Namespaced" | "Cluster";
  readonly categories?: readonly string[];
}

/** Who gets a right: a user, or a service account of the namespace `default`. */
export type RightHolder = { readonly user: string } | { readonly account: string };

/** Puts things into one server. */
export class RealResourceBuilder {
  readonly #client: RealApiClient;

  constructor(client: RealApiClient) {
    this.#client = client;
  }

  /** Defines a resource and waits until it is served. */
  async define(definition: RealDefinition): Promise<RealResource> {
    await this.#client.create(DEFINITIONS, toDefinition(definition));
    const { group, plural, versions: [version = "v1"] = ["v1"] } = definition;
    const resource = { group, plural, version };
    await this.untilServed(resource);
    return resource;
  }

  /** Waits until a resource that is defined can be used and found. */
  async untilServed(resource: RealResource): Promise<void> {
    await this.until(async () => {
      try {
        await this.#client.list(resource);
        return await this.#isFound(resource);
      } catch (error) {
        if (error instanceof RealApiError && error.status < 500) return false;
        throw error;
      }
    });
  }

  /** Removes a definition with all its objects and waits until it is not served any more. */
  async undefine(resource: RealResource): Promise<void> {
    const name = `${resource.plural}.${resource.group}`;
    await this.#client.remove(DEFINITIONS, { name });
    await this.until(async () => {
      const isRemoved = await this.#ask(toRealPath(DEFINITIONS, { name })) === null;
      return isRemoved && !await this.#isFound(resource);
    });
  }

  /** Makes a namespace. */
  async addNamespace(name: string): Promise<void> {
    await this.#client.create(NAMESPACES, { metadata: { name } });
  }

  /** Gives the right to get, list and watch a resource, and waits until it is known. */
  async grant(resource: RealResource, holder: RightHolder): Promise<void> {
    const name = toRightName(resource, holder);
    await this.#client.create(ROLES, {
      metadata: { name },
      rules: [{
        apiGroups: [resource.group],
        resources: [resource.plural],
        verbs: ["get", "list", "watch"],
      }],
    });
    await this.#client.create(BINDINGS, {
      metadata: { name },
      roleRef: { apiGroup: RBAC.group, kind: "ClusterRole", name },
      subjects: [toSubject(holder)],
    });
    await this.until(() => this.#isAllowed(resource, holder));
  }

  /** Takes the right away and waits until that is known. */
  async revoke(resource: RealResource, holder: RightHolder): Promise<void> {
    const name = toRightName(resource, holder);
    await this.#client.remove(BINDINGS, { name });
    await this.#client.remove(ROLES, { name });
    await this.until(async () => !await this.#isAllowed(resource, holder));
  }

  /** Makes a service account in the namespace `default`. */
  async addAccount(name: string): Promise<void> {
    await this.#client.create(ACCOUNTS, { metadata: { name, namespace: "default" } });
  }

  /** Removes a service account; its tokens are refused from then on, a few seconds later at most. */
  async removeAccount(name: string): Promise<void> {
    await this.#client.remove(ACCOUNTS, { name, namespace: "default" });
  }

  /** A token of a service account, as a pod gets one. */
  async createToken(
    account: string,
    spec: { readonly expirationSeconds?: number; readonly audiences?: readonly string[] } = {},
  ): Promise<string> {
    const path = `${toRealPath(ACCOUNTS, { namespace: "default", name: account })}/token`;
    const { status } = await this.#client.ask("POST", path, {
      spec: { expirationSeconds: 600, ...spec },
    });
    return (status as { readonly token: string }).token;
  }

  /** Asks again and again until it holds. */
  async until(isTrue: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + DEADLINE_MS;
    while (!await isTrue()) {
      if (performance.now() > deadline) {
        throw new Error(`What was waited for did not come: ${isTrue}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Whether the server tells of the resource to those who look what there is. */
  async #isFound({ group, version, plural }: RealResource): Promise<boolean> {
    const found = await this.#ask(`/apis/${group}/${version}`);
    return JSON.stringify(found?.["resources"] ?? []).includes(`"${plural}"`);
  }

  /** What is there, or `null` where there is nothing. */
  async #ask(path: string): Promise<JsonObject | null> {
    try {
      return await this.#client.ask("GET", path);
    } catch (error) {
      if (error instanceof RealApiError && error.status === 404) return null;
      throw error;
    }
  }

  async #isAllowed({ group, plural }: RealResource, holder: RightHolder): Promise<boolean> {
    const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    const user = "user" in holder ? holder.user : `system:serviceaccount:default:${holder.account}`;
    const { status } = await this.#client.ask("POST", path, {
      spec: { user, resourceAttributes: { group, resource: plural, verb: "watch" } },
    });
    return (status as { readonly allowed: boolean }).allowed;
  }
}

function toRightName({ group, plural }: RealResource, holder: RightHolder): string {
  return `${plural}.${group}:${"user" in holder ? holder.user : holder.account}`;
}

function toSubject(holder: RightHolder): JsonObject {
  return "user" in holder
    ? { apiGroup: RBAC.group, kind: "User", name: holder.user }
    : { kind: "ServiceAccount", namespace: "default", name: holder.account };
}

function toDefinition(definition: RealDefinition): JsonObject {
  const { group, plural, kind, versions = ["v1"], scope = "Namespaced" } = definition;
  const categories = definition.categories ?? [];
  const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List`, categories },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema: { openAPIV3Schema: anything },
        subresources: { status: {} },
      })),
    },
  };
}
