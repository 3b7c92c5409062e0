/**
 * One pass: reads where the repository stands, decides what the registry should say, and makes the
 * one pull request say it. Level-based: everything is derived from the store and the repository as
 * they are now, so a pass that was killed anywhere is simply followed by another.
 */
import { ConflictError } from "../errors.ts";
import type { RegistryEntry } from "../registry/registry.ts";
import { toCommitDigest } from "./commit_digest.ts";
import { EMPTY_JOIN_REPORT, type JoinReport } from "./join_report.ts";
import { needsRebuild, saysSame, toFingerprint, toOpen } from "./pass_judgement.ts";
import type { OpenPullRequest, PassOutcome } from "./pass_report.ts";
import { toCommitMessage, toPullRequestBody } from "./proposal.ts";
import { EMPTY_MARKER } from "./proposal_marker.ts";
import {
  type Comparison,
  type ComparisonSettings,
  type Pass,
  RegistryComparer,
} from "./registry_comparer.ts";
import type { RegistryEditor } from "./registry_editor.ts";
import type { RegistryRepository } from "./registry_repository.ts";
import { RestartWatch } from "./restart_watch.ts";
import type { StatusSnapshot, StatusStore } from "./status_store.ts";

/** How the registry is reconciled. */
export interface ReconcilerSettings extends ComparisonSettings {
  readonly filePath: string;
  readonly title: string;
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

/** What one pass came to; errors are thrown instead. */
export interface PassResult extends JoinReport {
  readonly outcome: Exclude<PassOutcome, "failed">;
  readonly message: string;
  readonly revision: number;
  readonly changeCount: number;
  readonly pullRequest: OpenPullRequest | null;
}

/** How often a pass starts again on a fresh read because somebody was faster. */
const ATTEMPT_MAX = 3;

/** Runs passes, one at a time; remembers what the last successful one worked on. */
export class Reconciler {
  readonly #deps: ReconcilerDeps;
  readonly #restart: RestartWatch;
  readonly #comparer: RegistryComparer;
  #settled: { readonly fingerprint: string; readonly result: PassResult } | undefined;
  #settledRevision = 0;

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps;
    const { now, settings: { staleAfterMs } } = deps;
    this.#restart = new RestartWatch({ now, staleAfterMs });
    this.#comparer = new RegistryComparer(deps);
  }

  /** Whether the store holds news that no successful pass has worked on. */
  get isPending(): boolean {
    return this.#deps.store.revision !== this.#settledRevision;
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

  async #attempt(signal: AbortSignal): Promise<PassResult> {
    const snapshot = this.#deps.store.snapshot();
    const observation = await this.#deps.repository.observe(signal);
    if (observation.kind === "waiting") return waiting(snapshot, { message: observation.message });
    const { state } = observation;
    const pullRequest = toOpen(state);
    if (state.branch !== null && !state.branch.isOwn) {
      const message = "The branch holds a commit that is not ours, so it is left alone";
      return waiting(snapshot, { message, pullRequest });
    }
    const gate = this.#restart.check(state.pullRequest?.body ?? null, snapshot);
    const { revision, coverage } = snapshot;
    const fingerprint = toFingerprint(state, { gate, revision, coverage });
    if (this.#settled?.fingerprint === fingerprint) {
      const message = "Nothing has changed since the last successful pass";
      return { ...this.#settled.result, outcome: "clean", message };
    }
    const { result, isComplete } = await this.#reconcile({ snapshot, state, gate, signal });
    const isStable = result.outcome === "up-to-date" && isComplete;
    this.#settled = isStable ? { fingerprint, result } : undefined;
    this.#settledRevision = snapshot.revision;
    return result;
  }

  async #reconcile(
    pass: Pass,
  ): Promise<{ readonly result: PassResult; readonly isComplete: boolean }> {
    const comparison = await this.#comparer.compare(pass);
    const result = comparison.edit.changes.length === 0
      ? await this.#withdraw(pass, comparison)
      : await this.#propose(pass, comparison);
    return { result, isComplete: comparison.isComplete };
  }

  async #withdraw(pass: Pass, comparison: Comparison): Promise<PassResult> {
    const { state } = pass;
    const common = { revision: pass.snapshot.revision, changeCount: 0, ...comparison.report };
    if (state.branch === null && toOpen(state) === null) {
      const message = "The base branch says what the clusters report";
      return { outcome: "up-to-date", message, pullRequest: null, ...common };
    }
    await this.#deps.repository.withdraw(state, pass.signal);
    const message = toOpen(state) === null
      ? "Deleted the branch, because its changes are on the base branch"
      : `Closed pull request #${state.pullRequest?.number}, because no difference is left`;
    return { outcome: "withdrawn", message, pullRequest: null, ...common };
  }

  async #propose(pass: Pass, comparison: Comparison): Promise<PassResult> {
    const { state, gate, snapshot, signal } = pass;
    const { edit, report, base, match } = comparison;
    const { repository, settings } = this.#deps;
    const open = toOpen(state);
    const file = await repository.identify(edit.text);
    const isRebuilt = needsRebuild(state, file.blob);
    const clusterOf = (entry: RegistryEntry) =>
      entry.cluster ?? settings.defaultCluster ?? match.matches.get(entry.index)?.cluster ?? null;
    const body = toPullRequestBody({
      changes: edit.changes,
      clusterOf,
      entryCount: base.registry.entries.length,
      filePath: settings.filePath,
      marker: { ...EMPTY_MARKER, clusters: gate.clusters },
      staleClusters: [],
      awaitedClusters: [],
      stripped: { count: 0, first: [] },
      ...report,
    });
    const common = { revision: snapshot.revision, changeCount: edit.changes.length, ...report };
    // While clusters are awaited, the text that stands knows more than a new one would.
    const isTextKept = open !== null && (!gate.isOpen || saysSame(state, { ...settings, body }));
    if (open !== null && !isRebuilt && isTextKept) {
      const message = `Pull request #${open.number} already says what the clusters report`;
      return { outcome: "up-to-date", message, pullRequest: open, ...common };
    }
    const { title } = settings;
    const digest = await toCommitDigest({
      path: settings.filePath,
      before: state.base.file.blob,
      after: file.blob,
    });
    const pullRequest = await repository.propose({
      state,
      text: isRebuilt ? edit.text : null,
      title,
      body: isTextKept ? state.pullRequest?.body ?? body : body,
      commitMessage: toCommitMessage({
        title,
        changes: edit.changes,
        clusterOf,
        digest,
        signoff: null,
      }),
    }, signal);
    const verb = open === null ? "Opened" : "Updated";
    const message = `${verb} pull request #${pullRequest.number}: ${edit.changes.length} changed`;
    return { outcome: "proposed", message, pullRequest, ...common };
  }
}

function waiting(
  snapshot: StatusSnapshot,
  why: { readonly message: string; readonly pullRequest?: OpenPullRequest | null },
): PassResult {
  return {
    outcome: "waiting",
    message: why.message,
    revision: snapshot.revision,
    changeCount: 0,
    pullRequest: why.pullRequest ?? null,
    ...EMPTY_JOIN_REPORT,
  };
}
