/** Answers for many claims whether one of many scopes holds them, without looking at each scope. */
import { type ClaimKey, type ClaimType, isSameType } from "../claim/claim.ts";
import { mayBeInScope, type Scope } from "../claim/scope.ts";

/** Scopes by the type of their objects. */
export class ScopeLookup {
  readonly #byType = new Map<string, Scope[]>();
  /** The type that was asked for last: claims of one kind often come in a row. */
  #lastType: ClaimType | null = null;
  #lastScopes: readonly Scope[] = [];

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
    if (this.#lastType === null || !isSameType(type, this.#lastType)) this.#find(type);
    return this.#lastScopes.some((scope) => mayBeInScope(claim, scope));
  }

  #find(type: ClaimType): void {
    const { group, kind } = type;
    this.#lastType = type;
    this.#lastScopes = [
      ...this.#byType.get(toKey(group, kind)) ?? [],
      ...this.#byType.get(toKey(group, null)) ?? [],
    ];
  }
}

function toKey(group: string, kind: string | null): string {
  return kind === null ? group : `${group}/${kind}`;
}
