/**
 * Knows which claims are alive, to contradict who takes one for gone. Rather finds one too many: a
 * claim whose kind nobody said may be of any kind. Built once for a pass, when first asked.
 */
import type { ClaimStatus } from "../claim/claim.ts";

/** What a claim may be known by. */
export interface ClaimIdentity {
  /** Lower-cased. */
  readonly kind: string;
  /** `null` where it is not known, or where there is none. */
  readonly namespace: string | null;
  readonly name: string;
}

type ClustersByKey = ReadonlyMap<string, readonly string[]>;

/** Living claims by reference and by name. */
export class LivingClaims {
  readonly #claims: readonly ClaimStatus[];
  #byClaimRef: ClustersByKey | undefined;
  #byName: ClustersByKey | undefined;

  constructor(claims: readonly ClaimStatus[]) {
    this.#claims = claims;
  }

  /** Whether such a claim is alive in the cluster; `null` asks for any cluster. */
  has(identity: ClaimIdentity, cluster: string | null): boolean {
    const { kind, namespace, name } = identity;
    const byClaimRef = this.#byClaimRef ??= this.#index(({ claimRef }) => claimRef);
    // A cluster-scoped object may stand behind an entry that names a namespace.
    if (isIn(byClaimRef, { kind, text: name, cluster })) return true;
    if (namespace !== null) {
      return isIn(byClaimRef, { kind, text: `${namespace}/${name}`, cluster });
    }
    const byName = this.#byName ??= this.#index(({ claimRef }) => nameOf(claimRef));
    return isIn(byName, { kind, text: name, cluster });
  }

  #index(textOf: (claim: ClaimStatus) => string): ClustersByKey {
    const index = new Map<string, string[]>();
    for (const claim of this.#claims) {
      if (claim.phase === "Gone") continue;
      const key = toKey(claim.type?.kind.toLowerCase() ?? "", textOf(claim));
      const clusters = index.get(key);
      if (clusters === undefined) index.set(key, [claim.cluster]);
      else if (clusters.at(-1) !== claim.cluster) clusters.push(claim.cluster);
    }
    return index;
  }
}

function isIn(
  index: ClustersByKey,
  claim: { readonly kind: string; readonly text: string; readonly cluster: string | null },
): boolean {
  const { kind, text, cluster } = claim;
  return [toKey(kind, text), toKey("", text)].some((key) => {
    const clusters = index.get(key);
    return clusters !== undefined && (cluster === null || clusters.includes(cluster));
  });
}

/** A kind holds no line break: it is printable. */
function toKey(kind: string, text: string): string {
  return `${kind}\n${text}`;
}

function nameOf(claimRef: string): string {
  return claimRef.slice(claimRef.indexOf("/") + 1);
}
