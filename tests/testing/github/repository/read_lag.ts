/**
 * Old reads: for a while after a write GitHub may answer from a replica that has not heard of it.
 * Keeps what references and pull requests were before each write, as long as it can be asked for;
 * the objects themselves are never old.
 */
import type { GitHubState } from "./github_state.ts";
import type { PullStore } from "./pull_store.ts";
import type { RefStore } from "./ref_store.ts";

/** How old reads are. */
export interface Lag {
  /** How long after a write reads answer from before it, by the double's clock; 0 for no lag. */
  readonly seconds: number;
  /** Which reads: of references and comparisons, of pull requests, or both (the default). */
  readonly what?: "refs" | "pulls" | "all";
}

interface Snapshot {
  readonly refs: RefStore;
  readonly pulls: PullStore;
}

interface Past extends Snapshot {
  /** When the write came that ended it. */
  readonly endedAtMs: number;
}

/** What a read lag watches. */
export interface ReadLagDeps extends Snapshot {
  readonly now: () => Date;
}

/** The lag of one double; none at first. */
export class ReadLag {
  readonly #deps: ReadLagDeps;
  #lag: Required<Lag> = { seconds: 0, what: "all" };
  #pasts: readonly Past[] = [];
  #latest: Snapshot;

  constructor(deps: ReadLagDeps) {
    this.#deps = deps;
    this.#latest = deps;
    deps.refs.onMove(() => this.#note());
    deps.pulls.onChange(() => this.#note());
  }

  /** Begins, changes or ends the lag; writes before this call are not hidden. */
  set({ seconds, what = "all" }: Lag): void {
    this.#lag = { seconds, what };
    this.#pasts = [];
    this.#latest = this.#take();
  }

  /** The state as a read of this kind sees it now. */
  see(state: GitHubState, kind: "refs" | "pulls"): GitHubState {
    const { seconds, what } = this.#lag;
    if (seconds === 0 || (what !== kind && what !== "all")) return state;
    this.#forget(this.#deps.now().getTime());
    const [oldest] = this.#pasts;
    return oldest === undefined ? state : { ...state, refs: oldest.refs, pulls: oldest.pulls };
  }

  #note(): void {
    if (this.#lag.seconds === 0) return;
    const endedAtMs = this.#deps.now().getTime();
    this.#forget(endedAtMs);
    this.#pasts = [...this.#pasts, { ...this.#latest, endedAtMs }];
    this.#latest = this.#take();
  }

  #forget(nowMs: number): void {
    this.#pasts = this.#pasts.filter((past) => past.endedAtMs + this.#lag.seconds * 1000 > nowMs);
  }

  #take(): Snapshot {
    const refs = this.#deps.refs.copy();
    return { refs, pulls: this.#deps.pulls.copy(refs) };
  }
}
