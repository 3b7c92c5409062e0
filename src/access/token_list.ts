/** Bearer tokens that are known by their SHA-256 alone, and the clusters that each speaks for. */
import { timingSafeEqual } from "node:crypto";
import type { Caller } from "../collector/caller.ts";
import { quote } from "../runtime/visible_text.ts";
import { EVERY_CLUSTER, failCluster, parseAccessList } from "./access_list.ts";

/** One token's digest, and who shows it. */
interface ListedToken {
  readonly digest: Uint8Array;
  readonly caller: Caller;
}

/** All tokens of a file. */
export class TokenList {
  /** By the first bytes of their digests, which tell nothing of a token. */
  readonly #tokens: ReadonlyMap<number, readonly ListedToken[]>;
  /** How many different tokens there are. */
  readonly size: number;

  constructor(tokens: readonly ListedToken[]) {
    this.#tokens = Map.groupBy(tokens, ({ digest }) => toPrefix(digest));
    this.size = tokens.length;
  }

  /** Who shows the token; `null` for one that is not listed. Digests are compared to the end. */
  async find(token: string): Promise<Caller | null> {
    const shown = new Uint8Array(
      await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)),
    );
    const alike = this.#tokens.get(toPrefix(shown)) ?? [];
    return alike.find(({ digest }) => timingSafeEqual(digest, shown))?.caller ?? null;
  }
}

function toPrefix(digest: Uint8Array): number {
  return ((digest[0] ?? 0) << 8) + (digest[1] ?? 0);
}

const DIGEST = /^[0-9a-fA-F]{64}$/;

/** Reads a file: cluster names, or `*`, each with one or several hex SHA-256; throws `AccessListError`. */
export function parseTokenList(text: string): TokenList {
  const clustersOf = new Map<string, Set<string>>();
  for (const { cluster, proofs } of parseAccessList(text)) {
    for (const proof of proofs) {
      if (typeof proof !== "string" || !DIGEST.test(proof)) {
        throw failCluster(
          cluster,
          "without a digest: expected the SHA-256 of a token, 64 hex digits",
        );
      }
      const digest = proof.toLowerCase();
      const clusters = clustersOf.get(digest) ?? new Set();
      clustersOf.set(digest, clusters.add(cluster));
    }
  }
  return new TokenList(
    [...clustersOf].map(([digest, clusters]) => ({
      digest: Uint8Array.fromHex(digest),
      caller: toCaller(digest, clusters),
    })),
  );
}

function toCaller(digest: string, clusters: ReadonlySet<string>): Caller {
  const [first = ""] = clusters;
  // Eight digits of a digest tell tokens apart for people, and nothing of the token.
  const name = `token ${digest.slice(0, 8)} of ${quote(first, 100)}`;
  return { id: digest, name, clusters: clusters.has(EVERY_CLUSTER) ? "all" : clusters };
}
