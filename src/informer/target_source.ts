/**
 * PORT: which resources are told as claims, and how that changes while the informer runs. A list that
 * people wrote is one such source, the definitions of the cluster are another.
 */
import type { WatchEvent, WatchTarget } from "./claim_watcher.ts";

/** Names a resource, whatever its version. */
export interface ResourceName {
  readonly group: string;
  /** Plural. */
  readonly resource: string;
}

/** A resource whose objects are told as claims. */
export interface ClaimTarget extends WatchTarget {
  /** The kind, where the source knows it. */
  readonly by: { readonly resource: string; readonly kind?: string };
  /**
   * `skipped`: a composite that a claim has made is told by its claim, and is no claim of its own.
   * `told` where nothing is said.
   */
  readonly claimedComposites?: "told" | "skipped";
}

/** What a source tells, in order. */
export type TargetEvent =
  /** Watch the resource; one that is watched already is watched anew, without taking anything for gone. */
  | { readonly type: "wanted"; readonly target: ClaimTarget }
  /** The resource was deleted, and all objects of it. */
  | { readonly type: "deleted"; readonly name: ResourceName }
  /** The resource is to be watched no longer, though it may exist. */
  | { readonly type: "unwanted"; readonly name: ResourceName }
  /** How the source stands. From the first `listed` on, all is told that shall be watched. */
  | SourceEvent;

/** How a source stands, in the words of a watch. */
export type SourceEvent = Extract<
  WatchEvent,
  { readonly type: "listing" | "listed" | "contact" | "trouble" }
>;

/** Tells which resources to watch. */
export interface TargetSource {
  /** What the source is, for messages: `the definitions of resources`. */
  readonly description: string;
  /** The right that it takes to read the source, for messages; `null` where it takes none. */
  readonly right: string | null;
  /** Events until the signal is aborted; then it ends without an error. */
  read(signal: AbortSignal): AsyncIterable<TargetEvent>;
}
