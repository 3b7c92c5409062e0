/** Resources that an informer finds by itself in a real API server, and what is to be told of them. */
import { digestObject, joinDigests } from "../../../src/claim/digest.ts";
import type { TargetSource } from "../../../src/informer/target_source.ts";
import { createDiscoveredTargets } from "../../../src/kube/discovered_targets.ts";
import {
  createKubeClaimWatcher,
  type KubeClaimWatcherDeps,
} from "../../../src/kube/kube_claim_watcher.ts";
import type { RealApiClient, RealResource } from "../../testing/kubernetes/real_api_client.ts";
import {
  DEFINITIONS,
  type RealDefinition,
  RealResourceBuilder,
} from "../../testing/kubernetes/real_resource_builder.ts";
import type { ToldClaim } from "./served_collector.ts";

/** What is defined while an informer looks for it. */
export class DiscoveredClaims {
  readonly #client: RealApiClient;
  /** Where the informer looks; `null` for everywhere. */
  readonly #group: string | null;
  readonly #expected = new Map<string, RealResource>();

  constructor(client: RealApiClient, group: string | null) {
    this.#client = client;
    this.#group = group;
  }

  get resources(): readonly RealResource[] {
    return [DEFINITIONS, { group: this.#group ?? "*", version: "*", plural: "*" }];
  }

  createTargets(kube: KubeClaimWatcherDeps): TargetSource {
    return createDiscoveredTargets({
      watcher: createKubeClaimWatcher({ ...kube, pageItemCount: 2 }),
      clock: kube.clock,
      scope: { group: this.#group, namespace: null },
    });
  }

  /** Defines a resource with one object that is ready, named like it; who expects it to be told. */
  async add(
    definition: RealDefinition,
    { told, spec = {} }: { readonly told: boolean; readonly spec?: unknown },
  ): Promise<RealResource> {
    const resource = await new RealResourceBuilder(this.#client).define(definition);
    await this.put(definition, { name: definition.plural, spec });
    if (told) this.#expected.set(definition.plural, resource);
    return resource;
  }

  /** Puts an object that is ready. */
  async put(
    { group, plural, kind, scope, versions: [version = "v1"] = [] }: RealDefinition,
    { name, spec }: { readonly name: string; readonly spec: unknown },
  ): Promise<void> {
    const resource = { group, plural, version };
    const ref = { name, ...(scope === "Cluster" ? {} : { namespace: "default" }) };
    const object = { apiVersion: `${group}/${version}`, kind, metadata: ref, spec };
    await this.#client.create(resource, object);
    await this.#client.patchStatus(resource, ref, {
      conditions: ["Synced", "Ready"].map((type) => ({ type, status: "True", reason: "Fine" })),
    });
  }

  /** Removes a resource with everything of it. */
  async remove(resource: RealResource): Promise<void> {
    this.#expected.delete(resource.plural);
    await new RealResourceBuilder(this.#client).undefine(resource);
  }

  async read(): Promise<ReadonlyMap<string, ToldClaim>> {
    const lists = await Promise.all(
      [...this.#expected.values()].map((resource) => this.#client.list(resource)),
    );
    return new Map(
      lists.flat().flatMap((item) => {
        const digest = digestObject(item);
        const { claimRef } = Object(item["spec"]);
        if (digest === null || claimRef !== undefined) return [];
        const { statusMessage, phase } = joinDigests(digest, null);
        return [[digest.claimRef, { uid: digest.uid ?? undefined, statusMessage, phase }]];
      }),
    );
  }
}
