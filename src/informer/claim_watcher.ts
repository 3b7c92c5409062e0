/**
 * PORT: watching one resource of a Kubernetes API server. The watcher owns listing, paging, watching,
 * expiry, dead connections, backoff and credentials: above it the stream never ends by itself.
 */

/** Which objects to watch. */
export interface WatchTarget {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** The resource by its plural name, with its kind where that is known, or by the kind alone. */
  readonly by:
    | { readonly resource: string; readonly kind?: string }
    | { readonly kind: string };
  /** `null`: every namespace, and cluster-scoped objects. */
  readonly namespace: string | null;
}

/** What happens to the objects of a target, in order. */
export type WatchEvent =
  /** The API server knows the resource; comes before the first `listing` and after each change. */
  | {
    readonly type: "resolved";
    readonly resource: string;
    readonly kind: string;
    readonly isNamespaced: boolean;
  }
  /** A list begins; what is not applied until `listed` does not exist any more. */
  | { readonly type: "listing" }
  /** The newest states of some objects, as the API server sent them. */
  | { readonly type: "applied"; readonly objects: readonly unknown[] }
  /** Objects that were deleted, in their last state. */
  | { readonly type: "deleted"; readonly objects: readonly unknown[] }
  /** The list is complete. A list that fails before is followed by another `listing`. */
  | { readonly type: "listed" }
  /** The API server granted a request or the watch proved to be alive; nothing changed. */
  | { readonly type: "contact" }
  /** Something failed; the watcher goes on by itself. */
  | { readonly type: "trouble"; readonly problem: WatchProblem };

/** Why a watcher makes no progress now. */
export interface WatchProblem {
  /**
   * `unserved`: the API server does not know the resource (404). `refused`: 401 or 403. `expired`:
   * the history is gone (410), a new list follows at once. `unavailable`: anything else.
   */
  readonly kind: "unserved" | "refused" | "expired" | "unavailable";
  /** HTTP status, where there was one. */
  readonly status: number | null;
  /** One sentence for people. */
  readonly message: string;
}

/** Takes the events of a watch. */
export type WatchHandler = (event: WatchEvent) => void;

/** Starts a watch; the returned function ends it. */
export type StartWatch = (target: WatchTarget, handle: WatchHandler) => () => void;

/** Watches targets. */
export interface ClaimWatcher {
  /** Events of one target until the signal is aborted; then it ends without an error. */
  watch(target: WatchTarget, signal: AbortSignal): AsyncIterable<WatchEvent>;
}
