/** Objects of a cluster as an informer sees them, and what it tells of the claims among them. */
import assert from "node:assert/strict";
import {
  type ClaimDigest,
  digestObject,
  joinDigests,
  type ObjectDigest,
} from "../../src/claim/digest.ts";
import { assertDigestRules } from "./digest_rules.ts";

/** An object, as far as it must be known to find its way. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly resourceVersion?: string };
  readonly spec?: { readonly claimRef?: unknown };
}

/** One line of a watch stream. */
export interface ClusterEvent {
  readonly type: string;
  readonly object: ClusterObject;
}

/** What is told of a claim: `phase: text`, with an asterisk where the text is outdated. */
export type Told = Readonly<Record<string, string>>;

/** What is told of the objects that are no composites of claims, by kind and name. */
export function tellObjects(objects: readonly ClusterObject[]): Told {
  const digests = new Map(objects.map((object) => {
    const digest = digestObject(object);
    assert.ok(digest);
    return [toKey({ ...object, claimRef: digest.claimRef }), digest];
  }));
  const rows = objects.flatMap((object) => {
    const digest = digestObject(object);
    if (digest === null || object.spec?.claimRef !== undefined) return [];
    return [[`${object.kind} ${digest.claimRef}`, toLine(join(digest, digests))] as const];
  });
  return Object.fromEntries(rows);
}

/** What is told of one claim while events happen: each line that differs from the one before. */
export function replayEvents(events: readonly ClusterEvent[], claim: string): readonly string[] {
  const digests = new Map<string, ObjectDigest>();
  const lines: string[] = [];
  let claimKey = "";
  for (const { type, object } of events) {
    const digest = digestObject(object);
    if (digest === null) continue;
    const key = toKey({ ...object, claimRef: digest.claimRef });
    if (`${object.kind} ${digest.claimRef}` === claim) claimKey = key;
    if (type === "DELETED") digests.delete(key);
    else digests.set(key, digest);
    const own = digests.get(claimKey);
    const line = own === undefined ? "gone" : toLine(join(own, digests));
    if (claimKey !== "" && line !== lines.at(-1)) lines.push(line);
  }
  return lines;
}

function join(claim: ObjectDigest, digests: ReadonlyMap<string, ObjectDigest>): ClaimDigest {
  const { composite } = claim;
  if (composite === null) return joinDigests(claim, null);
  const { group, version, kind, claimRef } = composite;
  const key = toKey({ apiVersion: `${group}/${version}`, kind, claimRef });
  return joinDigests(claim, digests.get(key) ?? null);
}

function toKey(
  { apiVersion, kind, claimRef }: Readonly<Record<"apiVersion" | "kind" | "claimRef", string>>,
): string {
  return JSON.stringify([apiVersion, kind, claimRef]);
}

function toLine(digest: ClaimDigest): string {
  assertDigestRules(digest);
  return `${digest.phase}${digest.isOutdated ? "*" : ""}: ${digest.statusMessage}`;
}
