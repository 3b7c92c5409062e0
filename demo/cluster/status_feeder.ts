/**
 * Stands in for the agents of the clusters: posts what happens to their claims to the collector, one
 * typed status after the other, as an agent would.
 */
import { type ClaimState, toStatusMessage } from "./claim_state.ts";
import type { Fleet, FleetChange, FleetClaim } from "./fleet.ts";
import { CLAIM_GROUP } from "./platform_claims.ts";

/** The body of a post. */
export interface StatusBody {
  readonly cluster: string;
  readonly claimRef: string;
  readonly group: string;
  readonly kind: string;
  readonly statusMessage: string;
  /** RFC 3339. */
  readonly observedAt: string;
}

/** What the feeder works with. */
export interface StatusFeederDeps {
  readonly clusters: readonly string[];
  readonly post: (body: StatusBody) => Promise<void>;
  /** Unix milliseconds. */
  readonly now: () => number;
}

interface Known {
  readonly claim: FleetClaim;
  readonly state: ClaimState;
  readonly observedAt: string;
}

/** Knows the newest state of every claim; clusters start silent. */
export class StatusFeeder implements Fleet {
  readonly #deps: StatusFeederDeps;
  readonly #known = new Map<string, Known>();
  readonly #silent: Set<string>;

  constructor(deps: StatusFeederDeps) {
    this.#deps = deps;
    this.#silent = new Set(deps.clusters);
  }

  get clusters(): readonly string[] {
    return this.#deps.clusters;
  }

  get claimCount(): number {
    return this.#known.size;
  }

  async apply(changes: readonly FleetChange[]): Promise<void> {
    const observedAt = new Date(this.#deps.now()).toISOString();
    const known = changes.map((change) => ({ ...change, observedAt }));
    for (const item of known) this.#known.set(JSON.stringify(item.claim), item);
    await this.#tell(known);
  }

  silence(clusters: readonly string[]): void {
    for (const cluster of clusters) this.#silent.add(cluster);
  }

  async restore(clusters: readonly string[]): Promise<void> {
    for (const cluster of clusters) this.#silent.delete(cluster);
    await this.#tell(
      [...this.#known.values()].filter(({ claim }) => clusters.includes(claim.cluster)),
    );
  }

  async #tell(items: readonly Known[]): Promise<void> {
    for (const { claim, state, observedAt } of items) {
      if (this.#silent.has(claim.cluster)) continue;
      const statusMessage = toStatusMessage(state);
      await this.#deps.post({ ...claim, group: CLAIM_GROUP, statusMessage, observedAt });
    }
  }
}
