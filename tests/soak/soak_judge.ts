/** Compares what collector and registry tell with what is true of the clusters. Pure. */
import type { ClaimTruth } from "./claim_script.ts";
import type { RepositoryView } from "./github_child.ts";
import type { SoakEntry } from "./soak_registry.ts";

/** A row of `GET /api/v1/status`, as far as it is looked at. */
export interface SoakRow {
  readonly cluster: string;
  readonly claimRef: string;
  readonly kind?: string;
  readonly phase: string;
  readonly statusMessage: string;
}

/** What is true, by cluster. */
export type Truth = Readonly<Record<string, readonly ClaimTruth[]>>;

/** What the collector's rows say wrong; claims that are gone may still be told of as such. */
export function findWrongRows(rows: readonly SoakRow[], truth: Truth): readonly string[] {
  const left = new Map(
    Object.entries(truth).flatMap(([cluster, claims]) =>
      claims.map((claim) => [toKey({ ...claim, cluster }), toWords(claim)])
    ),
  );
  const problems: string[] = [];
  for (const row of rows) {
    const key = toKey(row);
    const expected = left.get(key);
    if (row.phase === "Gone" && expected === undefined) continue;
    if (expected === undefined) problems.push(`${key} is told of, and does not exist`);
    else if (expected !== toWords(row)) {
      problems.push(`${key} is "${toWords(row)}", expected "${expected}"`);
    }
    left.delete(key);
  }
  return [...problems, ...[...left.keys()].map((key) => `${key} is missing`)];
}

/** What the registry says wrong; an entry whose claim is gone says that, or has never said anything. */
export function findWrongEntries(
  { before, now }: { readonly before: readonly SoakEntry[]; readonly now: readonly SoakEntry[] },
  truth: Truth,
): readonly string[] {
  const expected = new Map(
    Object.entries(truth).flatMap(([cluster, claims]) =>
      claims.map((claim) => [toEntryKey({ ...claim, cluster }), claim.statusMessage])
    ),
  );
  const keys = now.map(toKeyOfEntry);
  if (JSON.stringify(keys) !== JSON.stringify(before.map(toKeyOfEntry))) {
    return ["The registry has other entries than before"];
  }
  return now.flatMap((entry, index) => {
    const { statusMessage = "Gone" } = entry;
    const key = keys[index] ?? "";
    const wanted = expected.get(key) ?? "Gone";
    const isMissing = entry.statusMessage === undefined && wanted !== "Gone";
    if (!isMissing && statusMessage === wanted) return [];
    return [`The entry ${key} says "${entry.statusMessage ?? ""}", expected "${wanted}"`];
  });
}

/** What is wrong with the pull requests: one at a time, and each ends by being merged. */
export function findWrongPulls(
  { pulls, openMax }: Pick<RepositoryView, "pulls" | "openMax">,
  mergeCount: number,
): readonly string[] {
  const merged = pulls.filter((pull) => pull.merged).length;
  const open = pulls.filter(({ state }) => state === "open").length;
  return [
    ...openMax > 1 ? [`${openMax} pull requests were open at once`] : [],
    ...merged !== mergeCount ? [`${merged} pull requests are merged, not ${mergeCount}`] : [],
    ...pulls.length !== merged + open
      ? [`${pulls.length - merged - open} pull requests were closed without a merge`]
      : [],
  ];
}

function toKey(row: {
  readonly cluster: string;
  readonly claimRef: string;
  readonly kind?: string;
}): string {
  return `${row.cluster} ${row.kind} ${row.claimRef}`;
}

function toEntryKey(claim: ClaimTruth & { readonly cluster: string }): string {
  return `${claim.cluster} ${claim.kind.toLowerCase()} ${claim.claimRef}`;
}

function toKeyOfEntry({ cluster, template, namespace, name }: SoakEntry): string {
  return `${cluster} ${template} ${namespace}/${name}`;
}

function toWords(
  { phase, statusMessage }: { readonly phase: string; readonly statusMessage: string },
): string {
  return `${phase} ${statusMessage}`;
}
