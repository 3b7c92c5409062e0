/**
 * Says which entry of the registry is which claim. Three rules in order: the entry's own claimRef;
 * its namespace, name and template; the manifest that its path points to. The next rule is asked
 * when one finds nothing, or to decide between several. What stays open is reported, never guessed.
 */
import type { ClaimStatus } from "../claim/claim.ts";
import { ClaimIndex } from "./claim_index.ts";
import type { ManifestObject } from "./manifest.ts";
import type { RegistryEntry } from "./registry.ts";

/** What the rules need besides the entries. */
export interface MatchContext {
  readonly claims: readonly ClaimStatus[];
  /** Objects by manifest path; a path that is missing here has not been read yet. */
  readonly manifests: ReadonlyMap<string, readonly ManifestObject[]>;
  /** The cluster of entries that name none; `null` leaves it to the claims. */
  readonly defaultCluster: string | null;
  /** `owner/name` of the repository that holds the registry. */
  readonly repository: string;
}

/** An entry that could be several claims, or a claim that several entries could be. */
export interface Ambiguity {
  readonly entry: RegistryEntry;
  readonly claims: readonly ClaimStatus[];
  readonly reason: "several-claims" | "several-entries";
}

/** Every entry is in exactly one of the first three. */
export interface MatchResult {
  /** By index of the entry. */
  readonly matches: ReadonlyMap<number, ClaimStatus>;
  readonly ambiguous: readonly Ambiguity[];
  readonly unmatched: readonly RegistryEntry[];
  /** Living claims that no entry stands for. */
  readonly unregistered: readonly ClaimStatus[];
  /** Manifest paths that would help and have not been read yet. */
  readonly neededPaths: ReadonlySet<string>;
}

interface Found {
  readonly claims: readonly ClaimStatus[];
  readonly neededPath: string | undefined;
}

/** Joins entries and claims; pure. */
export function matchEntries(
  entries: readonly RegistryEntry[],
  context: MatchContext,
): MatchResult {
  const index = new ClaimIndex(context.claims);
  const matched = new Map<ClaimStatus, RegistryEntry[]>();
  const ambiguous: Ambiguity[] = [];
  const unmatched: RegistryEntry[] = [];
  const neededPaths = new Set<string>();
  const mentioned = new Set<ClaimStatus>();
  for (const entry of entries) {
    const { claims, neededPath } = findClaims(entry, { index, context });
    if (neededPath !== undefined) neededPaths.add(neededPath);
    for (const claim of claims) mentioned.add(claim);
    const [only] = claims;
    if (only === undefined) unmatched.push(entry);
    else if (claims.length > 1) ambiguous.push({ entry, claims, reason: "several-claims" });
    else getOrCreate(matched, only).push(entry);
  }
  const matches = new Map<number, ClaimStatus>();
  for (const [claim, owners] of matched) {
    const [owner] = owners;
    if (owner !== undefined && owners.length === 1) matches.set(owner.index, claim);
    else {
      for (const entry of owners) {
        ambiguous.push({ entry, claims: [claim], reason: "several-entries" });
      }
    }
  }
  ambiguous.sort((a, b) => a.entry.index - b.entry.index);
  const unregistered = context.claims.filter((claim) => isAlive(claim) && !mentioned.has(claim));
  return { matches, ambiguous, unmatched, unregistered, neededPaths };
}

function findClaims(
  entry: RegistryEntry,
  rules: { readonly index: ClaimIndex; readonly context: MatchContext },
): Found {
  const { index, context } = rules;
  if (context.claims.length === 0) return { claims: [], neededPath: undefined };
  const cluster = entry.cluster ?? context.defaultCluster;
  let claims: readonly ClaimStatus[] = [];
  if (entry.claimRef !== null) {
    claims = living(index.findByClaimRef(entry.claimRef, cluster));
    if (claims.length <= 1) return { claims, neededPath: undefined };
  }
  claims = narrow(claims, findByName(entry, { index, cluster }));
  if (claims.length === 1 && claims.some(isAlive)) return { claims, neededPath: undefined };
  const path = manifestPathOf(entry, context.repository);
  if (path === undefined) return { claims, neededPath: undefined };
  const objects = context.manifests.get(path);
  // Until the manifest is read, a tombstone proves nothing: the entry may name a living object.
  if (objects === undefined) return { claims: claims.filter(isAlive), neededPath: path };
  const declared = living(findDeclared(objects, { entry, index, cluster }));
  const isReplaced = declared.some(isAlive) && !claims.some(isAlive);
  return { claims: isReplaced ? declared : narrow(claims, declared), neededPath: undefined };
}

/** The claims that a manifest declares. */
function findDeclared(
  objects: readonly ManifestObject[],
  rules: {
    readonly entry: RegistryEntry;
    readonly index: ClaimIndex;
    readonly cluster: string | null;
  },
): readonly ClaimStatus[] {
  const { index, cluster, entry } = rules;
  const declared = objects.flatMap((object) => {
    const { name } = object;
    const kind = object.kind.toLowerCase();
    const namespace = object.namespace ?? entry.namespace;
    const found = index.find({ cluster, namespace, name, kind });
    // A manifest without a namespace may declare a cluster-scoped object.
    return found.length > 0 || object.namespace !== null
      ? found
      : index.find({ cluster, namespace: null, name, kind });
  });
  return [...new Set(declared)];
}

function findByName(
  entry: RegistryEntry,
  rules: { readonly index: ClaimIndex; readonly cluster: string | null },
): readonly ClaimStatus[] {
  if (entry.name === null) return [];
  const { namespace, name } = entry;
  const kind = rules.index.toKind(entry.template);
  return living(rules.index.find({ cluster: rules.cluster, namespace, name, kind }));
}

/** What the next rule leaves of several; a rule that knows none of them decides nothing. */
function narrow(
  before: readonly ClaimStatus[],
  found: readonly ClaimStatus[],
): readonly ClaimStatus[] {
  if (before.length === 0) return found;
  const both = before.filter((claim) => found.includes(claim));
  return both.length === 0 ? before : both;
}

/** A claim that is gone counts only where no living one is found. */
function living(claims: readonly ClaimStatus[]): readonly ClaimStatus[] {
  const alive = claims.filter(isAlive);
  return alive.length > 0 ? alive : claims;
}

function isAlive(claim: ClaimStatus): boolean {
  return claim.phase !== "Gone";
}

/** Where the entry's manifest is in the registry's own repository, if it is there. */
export function manifestPathOf(entry: RegistryEntry, repository: string): string | undefined {
  const isOurs = entry.repository === null ||
    entry.repository.toLowerCase() === repository.toLowerCase();
  return isOurs && entry.path !== null ? entry.path : undefined;
}

function getOrCreate<Key, Item>(map: Map<Key, Item[]>, key: Key): Item[] {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created: Item[] = [];
  map.set(key, created);
  return created;
}
