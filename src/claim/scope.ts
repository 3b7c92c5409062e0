/**
 * A scope: the claims of one resource in one cluster that an informer watches together, all of them
 * or those of one namespace. Full synchronisations, staleness and absence are said of scopes.
 */
import type { ClaimKey } from "./claim.ts";

/** One resource, as far as an informer watches it. */
export interface Scope {
  /** API group; empty for the core group. */
  readonly group: string;
  /** Plural name of the resource, e.g. `volumeclaims`. */
  readonly resource: string;
  /** Kind of its objects; `null` where the sender did not say. */
  readonly kind: string | null;
  /** `null`: every namespace, and what has none. */
  readonly namespace: string | null;
}

/** What the live session of a cluster has shown of a scope that it watches. */
export interface ScopeCoverage extends Scope {
  readonly cluster: string;
  /** Kinds of the scope's objects as far as they are known: its own, else those it has sent. */
  readonly kinds: readonly string[];
  /**
   * Unix milliseconds at which the last full synchronisation ended; `null` while none has, or while
   * the scope is out of contact: then the absence of a claim proves nothing.
   */
  readonly synchronisedAt: number | null;
}

/** Whether a claim of that kind belongs to the scope; without a kind, one of `kinds` must fit. */
export function isInScope(
  claim: Pick<ClaimKey, "claimRef" | "type">,
  scope: Scope,
  kinds: Iterable<string> = [],
): boolean {
  if (!mayBeInScope(claim, scope)) return false;
  if (scope.kind !== null) return true;
  for (const kind of kinds) if (kind === claim.type?.kind) return true;
  return false;
}

/** The same where a scope that does not say its kind may hold any of its group. */
export function mayBeInScope(
  { type, claimRef }: Pick<ClaimKey, "claimRef" | "type">,
  { group, kind, namespace }: Scope,
): boolean {
  if (type === null || type.group !== group || (kind !== null && type.kind !== kind)) return false;
  return namespace === null || claimRef.startsWith(`${namespace}/`);
}

/** Equal for two scopes that are the same, whether their kind is said or not. */
export function toScopeKey({ group, resource, namespace }: Scope): string {
  return JSON.stringify([group, resource, namespace]);
}
