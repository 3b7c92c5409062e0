/**
 * How the watch of one resource stands, from its events alone: whether its list is complete, when the
 * API server was last heard of, and what keeps the watch from going on.
 */
import type { WatchEvent, WatchProblem } from "./claim_watcher.ts";

const FORBIDDEN = 403;

/** A problem that lasts. */
export interface LastingProblem extends WatchProblem {
  /** Milliseconds, by the clock that `note` is given. */
  readonly since: number;
  /** Since when it is of this very kind: what may pass by itself may follow something else. */
  readonly kindSince: number;
}

/**
 * An API server answers 403 and 429 for seconds while it starts. One list that expires before its end
 * is normal where there is much to list.
 */
const QUIET_MS = 120_000;
/** Rights may arrive a moment after what they are for; 403 for longer is for a person. */
const QUIET_REFUSAL_MS = 30_000;

/** Takes note of events; decides nothing but what is worth a word. */
export class WatchState {
  #list: "none" | "running" | "complete" = "none";
  #wasListed = false;
  #lastContactAt: number;
  #problem: LastingProblem | null = null;
  #toldProblem: LastingProblem | null = null;
  #loggedProblem: LastingProblem | null = null;

  constructor(startedAt: number) {
    this.#lastContactAt = startedAt;
  }

  /** Whether everything is known that exists: a list is complete and no other has begun. */
  get isListed(): boolean {
    return this.#list === "complete";
  }

  /** Whether any list was ever complete. */
  get wasListed(): boolean {
    return this.#wasListed;
  }

  /** When the API server last showed the resource to us, or the start. */
  get lastContactAt(): number {
    return this.#lastContactAt;
  }

  /** What keeps it from going on. */
  get problem(): LastingProblem | null {
    return this.#problem;
  }

  /** What people should know of: the newest problem that is not quiet any more. */
  toldProblemAt(now: number): LastingProblem | null {
    const isLasting = this.#problem?.status === FORBIDDEN &&
      now - this.#problem.kindSince >= QUIET_REFUSAL_MS;
    return isLasting ? this.#problem : this.#toldProblem;
  }

  /** What is worth a line: the told problem, and before that a right that seems to be missing. */
  get loggedProblem(): LastingProblem | null {
    return this.#loggedProblem;
  }

  /** Whether the API server answers, but not with the resource. */
  get isRefused(): boolean {
    return this.#problem?.kind === "refused" || this.#problem?.kind === "unserved";
  }

  /** Takes note of an event. */
  note(event: WatchEvent, at: number): void {
    switch (event.type) {
      case "resolved":
        // Names may be looked up without the right to read the objects.
        if (this.#problem?.kind === "refused") this.#lastContactAt = at;
        else this.#noteSuccess(at);
        return;
      case "listing":
        this.#list = "running";
        return;
      case "listed":
        this.#list = "complete";
        this.#wasListed = true;
        return this.#noteSuccess(at);
      case "applied":
      case "deleted":
      case "contact":
        return this.#isListTroubled ? this.#noteProgress(at) : this.#noteSuccess(at);
      case "trouble":
        return this.#noteTrouble(event.problem, at);
    }
  }

  /** Another object is watched from now on: what was listed proves nothing of it. */
  restart(at: number): void {
    this.#list = "none";
    this.#wasListed = false;
    this.#noteSuccess(at);
  }

  /** A list that broke before may break again at the same place: only its end proves anything. */
  get #isListTroubled(): boolean {
    return this.#list === "running" && this.#problem !== null;
  }

  /** As long as it may end this time, a list that expired before is a contact. */
  #noteProgress(at: number): void {
    if (this.#problem?.kind === "expired" && this.#toldProblem === null) this.#lastContactAt = at;
  }

  #noteSuccess(at: number): void {
    this.#problem = this.#toldProblem = this.#loggedProblem = null;
    this.#lastContactAt = at;
  }

  #noteTrouble(problem: WatchProblem, at: number): void {
    // After a complete list, another one follows at once.
    if (problem.kind === "expired" && this.#list !== "running") return;
    // What was listed proves nothing any more.
    if (problem.kind === "unserved") this.#list = "none";
    const before = this.#problem;
    // One may follow the other, as an API server that starts has it.
    const isSame = before !== null &&
      (problem.kind === before.kind || (isTransient(problem) && isTransient(before)));
    this.#toldProblem = this.toldProblemAt(at);
    this.#problem = {
      ...problem,
      since: isSame ? before.since : at,
      kindSince: problem.kind === before?.kind ? before.kindSince : at,
    };
    const isLasting = !isTransient(problem) || at - this.#problem.since >= QUIET_MS;
    if (isLasting) this.#toldProblem = this.#problem;
    this.#loggedProblem = this.toldProblemAt(at) ?? this.#loggedProblem ??
      (problem.status === FORBIDDEN ? this.#problem : null);
  }
}

/** What may pass by itself within a while. */
function isTransient({ kind, status }: WatchProblem): boolean {
  return status === FORBIDDEN || status === 429 || kind === "expired";
}
