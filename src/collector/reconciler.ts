/**
 * One pass: reads where the repository stands, decides what the registry should say, and makes the
 * one pull request say it. Level-based: everything is derived from the store and the repository as
 * they are now, so a pass that was killed anywhere is simply followed by another.
 */
import { ConflictError } from "../errors.ts";
import { ForeignKeeper } from "./foreign_keeper.ts";
import { EMPTY_UNJOINED } from "./join_report.ts";
import { isClosedByPerson, isMovable, toFingerprint, toOpen } from "./pass_judgement.ts";
import { type PassResult, recallFindings, toPassResult, toWaitingResult } from "./pass_result.ts";
import { type Plan, toEmptyPlan, toPlan } from "./plan.ts";
import { toWithdrawnBody } from "./proposal.ts";
import type { KeptProposal } from "./kept_proposal.ts";
import { ProposalKeeper, type ProposalSettings } from "./proposal_keeper.ts";
import { type ComparisonSettings, type Pass, RegistryComparer } from "./registry_comparer.ts";
import type { RegistryEditor } from "./registry_editor.ts";
import type {
  PullRequestState,
  Quota,
  RegistryRepository,
  RepositoryState,
} from "./registry_repository.ts";
import { RestartWatch } from "./restart_watch.ts";
import type { StatusSnapshot, StatusStore } from "./status_store.ts";

/** How the registry is reconciled; durations are milliseconds. */
export interface ReconcilerSettings extends ComparisonSettings, ProposalSettings {
  readonly staleAfterMs: number;
}

/** What the reconciler works with; `now` gives Unix milliseconds. */
export interface ReconcilerDeps {
  readonly store: Pick<StatusStore, "snapshot" | "revision">;
  readonly repository: RegistryRepository;
  readonly editor: RegistryEditor;
  readonly settings: ReconcilerSettings;
  readonly now: () => number;
}

/** How often a pass starts again on a fresh read because somebody was faster. */
const ATTEMPT_MAX = 3;

/** What the last pass came to, and until when another one would come to the same. */
interface Settled {
  readonly fingerprint: string;
  readonly result: PassResult;
  /** Unix milliseconds. */
  readonly at: number;
  readonly until: number;
}

/** A pass that cannot go on, and the open pull request with a foreign head. */
interface Ended {
  readonly result: PassResult;
  readonly foreign: PullRequestState | null;
  /** What would be looked at if there was no proposal; `null` where nothing can be. */
  readonly look: Pass | null;
}

/** A pass that can go on, or what it came to. */
type Begun = { readonly pass: Pass } | Ended;

/** Runs passes, one at a time; remembers what the last successful one worked on. */
export class Reconciler {
  readonly #deps: ReconcilerDeps;
  readonly #restart: RestartWatch;
  readonly #comparer: RegistryComparer;
  readonly #keeper: ProposalKeeper;
  readonly #foreign: ForeignKeeper;
  #settled: Settled | undefined;
  #settledRevision = 0;
  /** What the last pass that could begin has found. */
  #found: PassResult | undefined;

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps;
    const { now, settings: { staleAfterMs } } = deps;
    this.#restart = new RestartWatch({ now, staleAfterMs });
    this.#comparer = new RegistryComparer(deps);
    this.#keeper = new ProposalKeeper(deps);
    this.#foreign = new ForeignKeeper(deps);
  }

  /** Whether the store holds news that no successful pass has worked on. */
  get isPending(): boolean {
    return this.#deps.store.revision !== this.#settledRevision;
  }

  /** What is left of the repository's rate limits. */
  get quotas(): readonly Quota[] {
    return this.#deps.repository.quotas;
  }

  /** Releases the mass change with that id in the passes that follow. */
  confirm(id: string): void {
    this.#keeper.confirm(id);
    this.#settled = undefined;
  }

  /** Nobody waits for the cluster any more; false where nobody did. */
  forget(cluster: string): boolean {
    this.#settled = undefined;
    return this.#restart.forget(cluster);
  }

  /** Runs one pass. Throws what the repository or the registry file refuse. */
  async runPass(signal: AbortSignal): Promise<PassResult> {
    for (let attempt = 1;; attempt++) {
      try {
        return await this.#attempt(signal);
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt === ATTEMPT_MAX) throw error;
      }
    }
  }

  /** What a pass would do now; writes nothing, remembers nothing. Throws what a pass would throw. */
  async plan(signal: AbortSignal): Promise<Plan> {
    const begun = await this.#begin(signal);
    const { filePath, title } = this.#deps.settings;
    const pass = "pass" in begun ? begun.pass : begun.look;
    const ended = "result" in begun ? begun.result : null;
    if (pass === null) {
      const { message = "", pullRequest = null, held = [] } = ended ?? {};
      return { ...toEmptyPlan({ message, filePath, title, pullRequest }), held };
    }
    const comparison = await this.#comparer.compare(pass);
    const judged = comparison.edit.changes.length === 0
      ? null
      : await this.#keeper.judge(pass, comparison);
    const plan = toPlan(pass, { comparison, judged, filePath, title });
    if (ended === null) return plan;
    const { message, pullRequest, held } = ended;
    return { ...plan, message, pullRequest, held };
  }

  async #attempt(signal: AbortSignal): Promise<PassResult> {
    const begun = await this.#begin(signal);
    if ("result" in begun) {
      return recallFindings(await this.#keepForeign(begun, signal), this.#found);
    }
    this.#foreign.rest();
    const { pass } = begun;
    const { snapshot } = pass;
    const fingerprint = toFingerprint(pass.state, { ...snapshot, gate: pass.gate });
    const repeated = this.#repeat(fingerprint);
    if (repeated !== undefined) return repeated;
    const comparison = await this.#comparer.compare(pass);
    const kept = comparison.edit.changes.length === 0
      ? await this.#withdraw(pass)
      : await this.#keeper.keep(pass, comparison);
    const result = toPassResult(pass, { comparison, kept });
    const until = comparison.settlingUntil.reduce(
      (earliest, dueAt) => Math.min(earliest, dueAt),
      kept.settledUntil,
    );
    const at = this.#deps.now();
    this.#settled = comparison.isComplete ? { fingerprint, result, at, until } : undefined;
    this.#settledRevision = snapshot.revision;
    this.#found = result;
    return result;
  }

  /** The last result again, if nothing has changed; what is held back is still held back. */
  #repeat(fingerprint: string): PassResult | undefined {
    const settled = this.#settled;
    const now = this.#deps.now();
    if (settled?.fingerprint !== fingerprint) return undefined;
    // A clock that was set back must not make the wait longer.
    if (now >= settled.until || now < settled.at) return undefined;
    if (settled.result.outcome === "held") return settled.result;
    return { ...settled.result, outcome: "clean", message: toCleanMessage(settled.result) };
  }

  /** Observes, and finds out whether the pass may go on. */
  async #begin(signal: AbortSignal): Promise<Begun> {
    const snapshot = this.#deps.store.snapshot();
    const observation = await this.#deps.repository.observe(signal);
    if (observation.kind === "waiting") {
      const why = { message: observation.message, pullRequest: null, held: [] };
      return { result: toWaitingResult(snapshot, why), foreign: null, look: null };
    }
    const { state } = observation;
    const gate = this.#restart.check(state.pullRequest?.body ?? null, snapshot);
    if (!isMovable(state)) {
      const foreign = state.pullRequest?.state === "open" ? state.pullRequest : null;
      const look = { snapshot, state: { ...state, branch: null, pullRequest: null }, gate, signal };
      return { result: toForeign(snapshot, state), foreign, look };
    }
    return { pass: { snapshot, state, gate, signal } };
  }

  async #keepForeign({ result, foreign }: Ended, signal: AbortSignal): Promise<PassResult> {
    if (foreign === null) return result;
    return { ...result, problems: await this.#foreign.keep(foreign, signal) };
  }

  async #withdraw({ state, signal }: Pass): Promise<KeptProposal> {
    this.#keeper.forgetConfirmed();
    const common = { pullRequest: null, held: [], problems: [], strippedEntries: EMPTY_UNJOINED };
    const open = toOpen(state);
    if (open === null && !isLeftOver(state)) {
      const message = "The base branch says what the clusters report";
      return { outcome: "up-to-date", message, settledUntil: Infinity, ...common };
    }
    const believedAt = toBelievedAt(state);
    if (this.#deps.now() < believedAt) {
      const message = "Our branch is new, and GitHub may not show its pull request yet";
      return { outcome: "up-to-date", message, settledUntil: believedAt, ...common };
    }
    const body = toWithdrawnBody(state.pullRequest?.body ?? "");
    await this.#deps.repository.withdraw({ state, body }, signal);
    const message = open === null
      ? "Deleted the branch, because nothing is left to propose"
      : `Closed pull request #${open.number}, because no difference is left`;
    return { outcome: "withdrawn", message, settledUntil: 0, ...common };
  }
}

/** Nothing was done, and this is how it stands. */
function toCleanMessage({ pullRequest, changeCount }: PassResult): string {
  const said = "Nothing has changed since the last successful pass";
  if (pullRequest !== null) return `${said}: pull request #${pullRequest.number} is open`;
  return changeCount > 0 ? said : `${said}: the base branch says what the clusters report`;
}

/** A branch may have a pull request that an old read does not show; deleting it would close that. */
const STALE_READ_MS = 120_000;

/** Unix milliseconds from which on it is believed that our branch has no pull request. */
function toBelievedAt({ branch, pullRequest }: RepositoryState): number {
  if (pullRequest !== null || branch === null) return -Infinity;
  return (branch.committedAt ?? -Infinity) + STALE_READ_MS;
}

/**
 * Whether there is a branch that nobody needs any more. That of a pull request which a person has
 * closed stays, or they could not reopen it.
 */
function isLeftOver(state: RepositoryState): boolean {
  const { branch, pullRequest } = state;
  if (branch === null) return false;
  if (isClosedByPerson(state) && pullRequest?.headCommit === branch.commit) return false;
  return branch.isOwn || pullRequest?.state === "merged";
}

function toForeign(snapshot: StatusSnapshot, state: RepositoryState): PassResult {
  const { branch, pullRequest } = state;
  const head = `The branch "${branch?.name}" holds the commit ${branch?.commit.slice(0, 7)}`;
  const remedy = pullRequest?.state === "open"
    ? `merge or close pull request #${pullRequest.number}, or take the commit away`
    : "delete the branch";
  const message = `${head}, which is not ours, so it is left alone: to go on, ${remedy}`;
  const hold = { code: "foreign-commit", message, until: null, id: null } as const;
  return toWaitingResult(snapshot, { message, pullRequest: toOpen(state), held: [hold] });
}
