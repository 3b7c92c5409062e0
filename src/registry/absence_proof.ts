/**
 * Proves that the claim of an entry is gone although nobody has seen it go: a synchronised scope
 * that would have told of it did not. Proves nothing where anything is not known for certain: the
 * text is not ours, the identity is incomplete, a manifest is not read, a scope is not synchronised.
 */
import type { ClaimStatus } from "../claim/claim.ts";
import { isStatusText } from "../claim/phase.ts";
import type { ScopeCoverage } from "../claim/scope.ts";
import { type ClaimIdentity, LivingClaims } from "./living_claims.ts";
import type { ManifestObject } from "./manifest.ts";
import { manifestPathOf } from "./match_entries.ts";
import type { RegistryEntry } from "./registry.ts";
import { ScopeIndex } from "./scope_index.ts";

/** What a proof rests on. */
export interface AbsenceContext {
  readonly claims: readonly ClaimStatus[];
  readonly coverage: readonly ScopeCoverage[];
  /** Objects by manifest path; a path that is missing here has not been read yet. */
  readonly manifests: ReadonlyMap<string, readonly ManifestObject[]>;
  /** The cluster of entries that name none. */
  readonly defaultCluster: string | null;
  /** Every cluster that an entry without one may mean; `null` while they are not all known. */
  readonly everyCluster: readonly string[] | null;
  /** `owner/name` of the repository that holds the registry. */
  readonly repository: string;
  /** The text of the entry in the open proposal; `null` where there is none. */
  readonly proposedTextOf: (entry: RegistryEntry) => string | null;
}

/** What could be proven. */
export interface Absences {
  /** By index of the entry: Unix milliseconds of the newest synchronisation that proves it. */
  readonly absentSince: ReadonlyMap<number, number>;
  /** Manifest paths that a proof needs and that have not been read yet. */
  readonly neededPaths: ReadonlySet<string>;
}

interface Evidence {
  readonly context: AbsenceContext;
  readonly scopes: ScopeIndex;
  readonly living: LivingClaims;
}

/** Proven since then, open until that manifest is read, or, as `null`, not proven. */
type Finding = { readonly since: number } | { readonly neededPath: string } | null;

/** Looks for proofs for entries that no claim, living or gone, stands for; pure. */
export function proveAbsences(
  entries: readonly RegistryEntry[],
  context: AbsenceContext,
): Absences {
  const absentSince = new Map<number, number>();
  const neededPaths = new Set<string>();
  const { coverage, everyCluster } = context;
  const evidence = {
    context,
    scopes: new ScopeIndex({ coverage, everyCluster: everyCluster ?? [] }),
    living: new LivingClaims(context.claims),
  };
  for (const entry of coverage.length === 0 ? [] : entries) {
    const finding = examine(entry, evidence);
    if (finding === null) continue;
    if ("since" in finding) absentSince.set(entry.index, finding.since);
    else neededPaths.add(finding.neededPath);
  }
  return { absentSince, neededPaths };
}

function examine(entry: RegistryEntry, evidence: Evidence): Finding {
  const { context, scopes, living } = evidence;
  const cluster = entry.cluster ?? context.defaultCluster;
  if (!scopes.hasSynchronised(cluster) || !hasOwnText(entry, context)) return null;
  const named = identify(entry);
  if (named !== null && living.has(named, cluster)) return null;
  // A template that is no kind names nothing that a scope could have told of.
  const own = named !== null && scopes.coversKind(named.kind) ? named : null;
  if (entry.path === null) return prove(own === null ? [] : [own], { cluster, evidence });
  const path = manifestPathOf(entry, context.repository);
  if (path === undefined) return null;
  const objects = context.manifests.get(path);
  if (objects !== undefined) {
    return prove(toIdentities(entry, { own, objects }), { cluster, evidence });
  }
  // A manifest may add what the entry leaves open, but cannot mend what is known to be in doubt.
  const isHopeless = own !== null && own.namespace !== null &&
    prove([own], { cluster, evidence }) === null;
  return isHopeless ? null : { neededPath: path };
}

function hasOwnText(entry: RegistryEntry, { proposedTextOf }: AbsenceContext): boolean {
  const { statusMessage } = entry;
  if (statusMessage !== null && isStatusText(statusMessage)) return true;
  const proposed = proposedTextOf(entry);
  return proposed !== null && isStatusText(proposed);
}

/** What the entry itself says that it stands for, taking its template for a kind. */
function identify(entry: RegistryEntry): ClaimIdentity | null {
  const kind = entry.template?.toLowerCase() ?? "";
  if (entry.claimRef !== null) {
    const slash = entry.claimRef.indexOf("/");
    const namespace = slash === -1 ? null : entry.claimRef.slice(0, slash);
    return { kind, namespace, name: entry.claimRef.slice(slash + 1) };
  }
  return entry.name === null ? null : { kind, namespace: entry.namespace, name: entry.name };
}

/** Everything that must be absent: what the manifest declares, and what the entry says. */
function toIdentities(
  entry: RegistryEntry,
  facts: { readonly own: ClaimIdentity | null; readonly objects: readonly ManifestObject[] },
): readonly ClaimIdentity[] {
  const { own, objects } = facts;
  const declared = objects.map((object) => ({
    kind: object.kind.toLowerCase(),
    namespace: object.namespace ?? entry.namespace,
    name: object.name,
  }));
  // The manifest says where the object is that the entry only names.
  const isDeclared = own !== null && own.namespace === null &&
    declared.some(({ kind, name }) => kind === own.kind && name === own.name);
  return own === null || isDeclared ? declared : [...declared, own];
}

/** Proven where there is something to prove, and each of it is absent for certain. */
function prove(
  identities: readonly ClaimIdentity[],
  place: { readonly cluster: string | null; readonly evidence: Evidence },
): Finding {
  const { cluster, evidence: { scopes, living } } = place;
  let since: number | null = null;
  for (const identity of identities) {
    const at = scopes.findSynchronisedAt({ cluster, ...identity });
    if (at === null || living.has(identity, cluster)) return null;
    since = Math.max(since ?? at, at);
  }
  return since === null ? null : { since };
}
