/** Claims of a test in a real API server, and what a collector should hold of them. */
import { digestObject, joinDigests } from "../../../src/claim/digest.ts";
import { createNamedTargets } from "../../../src/informer/named_targets.ts";
import type { TargetSource } from "../../../src/informer/target_source.ts";
import type { RealApiClient, RealResource } from "../../testing/kubernetes/real_api_client.ts";
import type { RealDefinition } from "../../testing/kubernetes/real_resource_builder.ts";
import type { ToldClaim } from "./served_collector.ts";

/** A source that names one resource, in all namespaces. */
export function nameTarget({ group, version, plural }: RealResource): TargetSource {
  return createNamedTargets([{ group, version, by: { resource: plural }, namespace: null }]);
}

const KIND = "VolumeClaim";
const NAMESPACE = "default";
/** Requests at a time. */
const PARALLEL_COUNT = 20;

/** Claims of one group, all in the namespace `default`. */
export class RealClaims {
  readonly resource: RealResource;
  /** May do everything. */
  readonly client: RealApiClient;

  constructor(client: RealApiClient, group: string) {
    this.client = client;
    this.resource = { group, version: "v1", plural: "volumeclaims" };
  }

  get resources(): readonly RealResource[] {
    return [this.resource];
  }

  /** The settings of an informer that watches the claims. */
  get settings(): Readonly<Record<string, string>> {
    const { group, version, plural } = this.resource;
    return { CLAIM_GROUP: group, CLAIM_VERSION: version, CLAIM_RESOURCE: plural };
  }

  createTargets(): TargetSource {
    return nameTarget(this.resource);
  }

  /** What defines the resource. */
  get definition(): RealDefinition {
    const { group, plural } = this.resource;
    return { group, plural, kind: KIND, categories: ["claim"] };
  }

  /** Creates claims without a status. */
  async create(...names: readonly string[]): Promise<void> {
    const { group, version } = this.resource;
    for (let start = 0; start < names.length; start += PARALLEL_COUNT) {
      await Promise.all(
        names.slice(start, start + PARALLEL_COUNT).map((name) =>
          this.client.create(this.resource, {
            apiVersion: `${group}/${version}`,
            kind: KIND,
            metadata: { name, namespace: NAMESPACE },
          })
        ),
      );
    }
  }

  /** Lets a claim be ready, or say why it is not. */
  async say(name: string, complaint?: string): Promise<void> {
    const ready = complaint === undefined
      ? { status: "True", reason: "Available" }
      : { status: "False", reason: "Unavailable", message: complaint };
    const conditions = [
      { type: "Synced", status: "True", reason: "ReconcileSuccess" },
      { type: "Ready", ...ready },
    ];
    await this.client.patchStatus(this.resource, { name, namespace: NAMESPACE }, { conditions });
  }

  /** Deletes a claim. */
  async remove(name: string): Promise<void> {
    await this.client.remove(this.resource, { name, namespace: NAMESPACE });
  }

  /** Deletes all claims in one request. */
  async removeAll(): Promise<void> {
    await this.client.removeAll(this.resource, NAMESPACE);
  }

  /** What is true of each claim now. */
  async read(): Promise<ReadonlyMap<string, ToldClaim>> {
    const items = await this.client.list(this.resource);
    return new Map(items.flatMap((item) => {
      const digest = digestObject(item);
      if (digest === null) return [];
      const { statusMessage, phase } = joinDigests(digest, null);
      return [[digest.claimRef, { uid: digest.uid ?? undefined, statusMessage, phase }]];
    }));
  }
}
