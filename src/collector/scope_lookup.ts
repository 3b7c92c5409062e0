/** Answers for many claims whether one of many scopes holds them, without looking at each scope. */
import type { ClaimKey } from "../claim/claim.ts";
import { mayBeInScope, type Scope } from "../claim/scope.ts";

/** Scopes by the type of their objects. */
export class ScopeLookup {
  readonly #byType = new Map<string, Scope[]>();

  constructor(scopes: readonly Scope[]) {
    for (const scope of scopes) {
      const key = toKey(scope.group, scope.kind);
      const known = this.#byType.get(key);
      if (known === undefined) this.#byType.set(key, [scope]);
      else known.push(scope);
    }
  }

  /** Whether a scope holds the claim; one that does not say its kind may be of any in its group. */
  holds(claim: Pick<ClaimKey, "claimRef" | "type">): boolean {
    const { type } = claim;
    if (type === null) return false;
    const { group, kind } = type;
    return [toKey(group, kind), toKey(group, null)].some((key) =>
      this.#byType.get(key)?.some((scope) => mayBeInScope(claim, scope)) ?? false
    );
  }
}

function toKey(group: string, kind: string | null): string {
  return kind === null ? group : `${group}/${kind}`;
}
