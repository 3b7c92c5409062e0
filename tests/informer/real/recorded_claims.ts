/** Claims and composites that were recorded, put into a real API server as they were. */
import { readMaker } from "../../../src/claim/composite_ref.ts";
import { digestObject, joinDigests, type ObjectDigest } from "../../../src/claim/digest.ts";
import type {
  JsonObject,
  RealApiClient,
  RealResource,
} from "../../testing/kubernetes/real_api_client.ts";
import type { TargetSource } from "../../../src/informer/target_source.ts";
import { nameTarget } from "./real_claims.ts";
import type { ToldClaim } from "./served_collector.ts";

/** A recorded object, as far as it matters where it belongs. */
export interface RecordedObject extends JsonObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
}

/** The objects of one kind of claim and of its composites. */
export class RecordedClaims {
  readonly resource: RealResource;
  readonly composites: RealResource;
  readonly #client: RealApiClient;
  readonly #kinds: ReadonlyMap<string, RealResource>;

  constructor(
    client: RealApiClient,
    { group, version, plurals }: {
      readonly group: string;
      readonly version: string;
      /** Plural names by kind: the claim's first, its composite's second. */
      readonly plurals: ReadonlyMap<string, string>;
    },
  ) {
    this.#client = client;
    const resources = [...plurals].map(([kind, plural]) =>
      [kind, { group, version, plural }] as const
    );
    this.#kinds = new Map(resources);
    const [[, claims], [, composites]] = resources as [
      readonly [string, RealResource],
      readonly [string, RealResource],
    ];
    this.resource = claims;
    this.composites = composites;
  }

  get resources(): readonly RealResource[] {
    return [this.resource];
  }

  createTargets(): TargetSource {
    return nameTarget(this.resource);
  }

  /** Puts objects of these kinds; others are passed over. How many it were. */
  async put(objects: readonly RecordedObject[]): Promise<number> {
    const known = objects.filter(({ kind }) => this.#kinds.has(kind));
    for (const object of known) await this.#putOne(object);
    return known.length;
  }

  /** Lets a claim have another composite. */
  async linkTo(claim: RecordedObject, name: string): Promise<void> {
    await this.#client.patch(this.resource, claim.metadata, { spec: { resourceRef: { name } } });
  }

  /** Deletes all claims, whatever their finalizers ask for. */
  async removeAll(): Promise<void> {
    for (const { metadata } of await this.#client.list(this.resource) as RecordedObject[]) {
      await this.#client.patch(this.resource, metadata, { metadata: { finalizers: null } });
      await this.#client.remove(this.resource, metadata);
    }
  }

  /** What claims say together with the composites that they have made, as they are now. */
  async read(): Promise<ReadonlyMap<string, ToldClaim>> {
    const items = await this.#client.list(this.composites);
    return await this.#join(new Map(items.flatMap(toMadeComposite)));
  }

  /** What the claims say to somebody who does not see their composites. */
  async readAlone(): Promise<ReadonlyMap<string, ToldClaim>> {
    return await this.#join(new Map());
  }

  async #join(composites: ReadonlyMap<string, ObjectDigest>): Promise<Map<string, ToldClaim>> {
    const items = await this.#client.list(this.resource);
    const claims = items.flatMap((item) => digestObject(item) ?? []);
    return new Map(claims.map((digest) => {
      const { claimRef, composite: ref } = digest;
      const composite = composites.get(`${claimRef} ${ref?.claimRef}`) ?? null;
      const { statusMessage, phase } = joinDigests(digest, composite);
      return [claimRef, { uid: digest.uid ?? undefined, statusMessage, phase }];
    }));
  }

  async #putOne(object: RecordedObject): Promise<void> {
    const resource = this.#kinds.get(object.kind);
    if (resource === undefined) return;
    const { name, namespace, finalizers, deletionTimestamp } = object.metadata;
    const metadata = {
      name,
      ...(namespace ? { namespace } : {}),
      ...(finalizers ? { finalizers } : {}),
    };
    await this.#client.create(resource, { ...object, metadata });
    await this.#client.patchStatus(resource, metadata, object["status"] ?? {});
    if (deletionTimestamp !== undefined) await this.#client.remove(resource, metadata);
  }
}

/** By the names of the claim that has made it and of itself. */
function toMadeComposite(item: unknown): readonly (readonly [string, ObjectDigest])[] {
  const digest = digestObject(item);
  return digest === null ? [] : [[`${readMaker(item)?.claimRef} ${digest.claimRef}`, digest]];
}
