/** Ten thousand claims with their composites in a real API server, as Crossplane would keep them. */
import { toLifeObjects } from "../../demo/kubernetes/claim_life.ts";
import type { KubernetesObject } from "../../demo/kubernetes/kubernetes_object.ts";
import { PLATFORM_GROUP } from "../../demo/kubernetes/platform_resources.ts";
import type { RealApiClient, RealResource } from "../testing/kubernetes/real_api_client.ts";
import { RealResourceBuilder } from "../testing/kubernetes/real_resource_builder.ts";

const NAMESPACE_COUNT = 10;
/** Requests at a time. */
const PARALLEL_COUNT = 20;

/** What is watched. */
export const CLAIMS: RealResource = {
  group: PLATFORM_GROUP,
  version: "v1alpha1",
  plural: "databaseclaims",
};
/** What the claims name. */
export const COMPOSITES: RealResource = { ...CLAIMS, plural: "xdatabaseclaims" };

/** Claims that are ready, each with its composite. */
export class RealClaimLoad {
  readonly #client: RealApiClient;
  readonly #count: number;

  constructor(client: RealApiClient, count: number) {
    this.#client = client;
    this.#count = count;
  }

  /** Defines both kinds and lets an account read them. */
  async define(account: string): Promise<void> {
    const builder = new RealResourceBuilder(this.#client);
    const { group, version, plural } = CLAIMS;
    const both = { group, versions: [version] };
    await builder.define({ ...both, plural, kind: "DatabaseClaim", categories: ["claim"] });
    await builder.define({
      ...both,
      plural: COMPOSITES.plural,
      kind: "XDatabaseClaim",
      scope: "Cluster",
      categories: ["composite"],
    });
    await builder.addAccount(account);
    await builder.grant(CLAIMS, { account });
    await builder.grant(COMPOSITES, { account });
    for (let index = 0; index < NAMESPACE_COUNT; index++) await builder.addNamespace(toTeam(index));
  }

  /** Creates everything. */
  async create(): Promise<void> {
    for (let start = 0; start < this.#count; start += PARALLEL_COUNT) {
      const end = Math.min(start + PARALLEL_COUNT, this.#count);
      await Promise.all(
        Array.from({ length: end - start }, (_, offset) => this.#createOne(start + offset)),
      );
    }
  }

  /** Lets the claim of that number complain. */
  async complain(index: number, message: string): Promise<void> {
    const conditions = [
      { type: "Synced", status: "True", reason: "ReconcileSuccess" },
      { type: "Ready", status: "False", reason: "Unavailable", message },
    ];
    const ref = { name: toName(index), namespace: toTeam(index) };
    await this.#client.patchStatus(CLAIMS, ref, { conditions });
  }

  async #createOne(index: number): Promise<void> {
    const claimRef = `${toTeam(index)}/${toName(index)}`;
    const now = Date.now();
    const [claim, composite] = toLifeObjects({
      kind: "DatabaseClaim",
      claimRef,
      state: { kind: "ready" },
      now,
      detail: "full",
    });
    if (claim !== undefined) await this.#put(CLAIMS, claim);
    if (composite !== undefined) await this.#put(COMPOSITES, composite);
  }

  async #put(resource: RealResource, object: KubernetesObject): Promise<void> {
    const { name, namespace, labels, annotations, finalizers } = object.metadata;
    const ref = { name, ...(namespace === undefined ? {} : { namespace }) };
    const metadata = { ...ref, labels, annotations, finalizers };
    await this.#client.create(resource, { ...object, metadata });
    await this.#client.patchStatus(resource, ref, object.status);
  }
}

function toTeam(index: number): string {
  return `team-${index % NAMESPACE_COUNT}`;
}

function toName(index: number): string {
  return `claim-${String(index).padStart(6, "0")}`;
}
