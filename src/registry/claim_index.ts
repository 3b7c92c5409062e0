/** Finds claims by what an entry or a manifest says of them. Built once for a pass. */
import type { ClaimStatus } from "../claim/claim.ts";

/** What is asked for; `null` leaves it open. */
export interface ClaimQuery {
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly name: string;
  /** Lower-cased kind that a typed claim must have. */
  readonly kind: string | null;
}

/** Claims by reference and by name. */
export class ClaimIndex {
  readonly #byClaimRef = new Map<string, ClaimStatus[]>();
  readonly #byName = new Map<string, ClaimStatus[]>();
  readonly #kinds = new Set<string>();

  constructor(claims: readonly ClaimStatus[]) {
    for (const claim of claims) {
      append(this.#byClaimRef, { key: claim.claimRef, claim });
      append(this.#byName, { key: nameOf(claim.claimRef), claim });
      if (claim.type !== null) this.#kinds.add(claim.type.kind.toLowerCase());
    }
  }

  /** The template as a kind, where it is the lower-cased kind of some known claim. */
  toKind(template: string | null): string | null {
    const kind = template?.toLowerCase() ?? null;
    return kind !== null && this.#kinds.has(kind) ? kind : null;
  }

  /** Claims with exactly this reference. */
  findByClaimRef(claimRef: string, cluster: string | null): readonly ClaimStatus[] {
    return inCluster(this.#byClaimRef.get(claimRef) ?? [], cluster);
  }

  /**
   * Claims of that namespace and name, of that kind where one is asked for; without a namespace
   * cluster-scoped claims, and where the kind is known those of any namespace.
   */
  find(query: ClaimQuery): readonly ClaimStatus[] {
    const { cluster, namespace, name, kind } = query;
    const claimRef = namespace === null ? name : `${namespace}/${name}`;
    const exact = ofKind(this.findByClaimRef(claimRef, cluster), kind);
    if (namespace !== null || kind === null) return exact;
    const named = inCluster(this.#byName.get(name) ?? [], cluster);
    const typed = named.filter((claim) => claim.type?.kind.toLowerCase() === kind);
    return typed.length > 0 ? typed : exact;
  }
}

/** Those of the kind; of a cluster that reports none, those that did not say theirs. */
function ofKind(claims: readonly ClaimStatus[], kind: string | null): readonly ClaimStatus[] {
  if (kind === null) return claims;
  const typed = claims.filter((claim) => claim.type?.kind.toLowerCase() === kind);
  const answered = new Set(typed.map((claim) => claim.cluster));
  return claims.filter((claim) =>
    claim.type === null ? !answered.has(claim.cluster) : typed.includes(claim)
  );
}

function inCluster(claims: readonly ClaimStatus[], cluster: string | null): readonly ClaimStatus[] {
  return cluster === null ? claims : claims.filter((claim) => claim.cluster === cluster);
}

function nameOf(claimRef: string): string {
  return claimRef.slice(claimRef.indexOf("/") + 1);
}

function append(
  map: Map<string, ClaimStatus[]>,
  item: { readonly key: string; readonly claim: ClaimStatus },
): void {
  const list = map.get(item.key);
  if (list === undefined) map.set(item.key, [item.claim]);
  else list.push(item.claim);
}
