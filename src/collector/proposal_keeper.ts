/**
 * Keeps the one pull request: judges what a comparison wants to be written, holds it back where
 * restraint asks for that, writes it, and finishes a new pull request with labels, reviewers and its
 * way of being merged. Remembers only what saves calls.
 */
import {
  type JudgedDraft,
  type KeptProposal,
  toHeld,
  toOutcome,
  toStrippedProblems,
  type Upkeep,
} from "./kept_proposal.ts";
import { MassChangeBrake } from "./mass_change_brake.ts";
import { MergeKeeper } from "./merge_keeper.ts";
import { mayConflict, toOpen } from "./pass_judgement.ts";
import { PullRequestSetup } from "./pull_request_setup.ts";
import type { HeldChange } from "./pass_report.ts";
import { draftProposal, type DraftSettings, type ProposalDraft } from "./proposal_draft.ts";
import { findHold } from "./proposal_hold.ts";
import type { Comparison, Pass } from "./registry_comparer.ts";
import type {
  MergeMethod,
  ProposedPullRequest,
  RegistryRepository,
} from "./registry_repository.ts";

/** How the pull request is kept; durations are milliseconds. */
export interface ProposalSettings extends Omit<DraftSettings, "hasSetup"> {
  readonly minUpdateIntervalMs: number;
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  /** How it is merged by itself; `null` where people merge. */
  readonly mergeMethod: MergeMethod | null;
  readonly isSignedOff: boolean;
  readonly intervalMs: number;
}

/** What the keeper works with. */
export interface ProposalKeeperDeps {
  readonly repository: RegistryRepository;
  readonly settings: ProposalSettings;
  /** Gives Unix milliseconds. */
  readonly now: () => number;
}

/** Words alone may change once in so long. */
const TEXT_INTERVAL_MS = 3_600_000;

/** The pull request as the pass leaves it. */
interface Standing extends ProposedPullRequest {
  /** Unix milliseconds. */
  readonly committedAt: number;
}

/** Writes proposals, one after the other. */
export class ProposalKeeper {
  readonly #deps: ProposalKeeperDeps;
  readonly #merges: MergeKeeper;
  readonly #brake = new MassChangeBrake();
  readonly #setup: PullRequestSetup;
  #textAt: { readonly number: number; readonly at: number } | undefined;

  constructor(deps: ProposalKeeperDeps) {
    this.#deps = deps;
    const { repository, now, settings: { mergeMethod: method, intervalMs: minAgeMs } } = deps;
    this.#setup = new PullRequestSetup(deps);
    this.#merges = new MergeKeeper({ repository, now, settings: { method, minAgeMs } });
  }

  /** A person has confirmed a mass change. */
  confirm(id: string): void {
    this.#brake.confirm(id);
  }

  /** Nothing is to be written any more, so nothing that was confirmed is meant any more. */
  forgetConfirmed(): void {
    this.#brake.forget();
  }

  /** Drafts the proposal and says whether it may be written. */
  async judge(pass: Pass, comparison: Comparison): Promise<JudgedDraft> {
    const { repository, settings, now } = this.#deps;
    const { edit: { changes }, base: { registry: { entries } } } = comparison;
    const { state } = pass;
    const { massChange, confirmed } = await this.#brake.judge({ state, entries, changes });
    const hasSetup = this.#setup.isNeeded || settings.mergeMethod !== null;
    const draft = await draftProposal(
      { pass, comparison, massChange, confirmed },
      { settings: { ...settings, hasSetup }, repository },
    );
    const { isRebuilt } = draft;
    const { minUpdateIntervalMs } = settings;
    const facts = { pass, comparison, isRebuilt, massChange, minUpdateIntervalMs, now: now() };
    const hold = findHold(facts);
    return { draft, hold: await this.#isOverdue(pass, hold) ? null : hold };
  }

  /** A pull request that cannot be merged as it is helps nobody by waiting for its next update. */
  async #isOverdue({ state, signal }: Pass, hold: HeldChange | null): Promise<boolean> {
    const { pullRequest } = state;
    if (hold?.code !== "update-interval" || pullRequest?.state !== "open") return false;
    if (!mayConflict(state)) return pullRequest.isOutdated;
    return await this.#deps.repository.isOutdated(pullRequest.number, signal);
  }

  /** Makes the pull request say and hold what the comparison wants, as far as it may now. */
  async keep(pass: Pass, comparison: Comparison): Promise<KeptProposal> {
    const { draft, hold } = await this.judge(pass, comparison);
    const open = toOpen(pass.state);
    if (hold !== null) {
      const held = toHeld({ hold, draft, open });
      // GitHub may not know yet whether it conflicts, so it is asked again.
      return mayConflict(pass.state) ? { ...held, settledUntil: 0 } : held;
    }
    const textHold = this.#findTextHold(pass, draft);
    const isWritten = open === null || draft.isRebuilt || !(draft.isTextKept || textHold !== null);
    const standing = isWritten
      ? await this.#write(pass, { comparison, draft })
      : toStanding(pass, this.#deps.now());
    const upkeep = await this.#keepUp(pass, { draft, standing, isWritten });
    const { number, url, isVerified, createdAt } = standing;
    const count = comparison.edit.changes.length;
    const verb = open === null ? "Opened" : "Updated";
    const wording = { draft, textHold, upkeep, isWritten };
    return {
      ...toOutcome(wording, {
        number,
        written: `${verb} pull request #${number}: ${count} changed`,
      }),
      pullRequest: upkeep.isMerged ? null : { number, url, isVerified, createdAt },
      held: isWritten || textHold === null ? [] : [textHold],
      problems: [...upkeep.problems, ...toStrippedProblems(draft)],
      strippedEntries: draft.stripped,
    };
  }

  /** Words alone may not change yet. */
  #findTextHold({ state: { pullRequest } }: Pass, draft: ProposalDraft): HeldChange | null {
    if (pullRequest?.state !== "open" || draft.isRebuilt || draft.isTextKept) return null;
    if (draft.isTextWrong) return null;
    const { number, updatedAt } = pullRequest;
    const now = this.#deps.now();
    const at = this.#textAt?.number === number ? this.#textAt.at : updatedAt;
    const until = at + TEXT_INTERVAL_MS;
    // A clock that was set back must not make the wait longer.
    if (now >= until || at > now) return null;
    const message = `Only words of the text of pull request #${number} would change, and they ` +
      "may change once an hour";
    return { code: "text", message, until, id: null };
  }

  async #write(
    { state, signal }: Pass,
    wanted: { readonly comparison: Comparison; readonly draft: ProposalDraft },
  ): Promise<Standing> {
    const { comparison, draft } = wanted;
    const { repository, settings, now } = this.#deps;
    const { isRebuilt, isTextKept, title, toCommitMessage } = draft;
    const written = await repository.propose({
      state,
      text: isRebuilt ? comparison.edit.text : null,
      title,
      body: isTextKept ? state.pullRequest?.body ?? draft.body : draft.body,
      toCommitMessage,
      isSignedOff: settings.isSignedOff,
    }, signal);
    const { number } = written;
    if (!isTextKept) this.#textAt = { number, at: now() };
    this.#brake.noteWritten(number);
    const committedAt = isRebuilt ? now() : state.branch?.committedAt ?? now();
    return { ...written, committedAt };
  }

  /** Labels and reviews for a new pull request, the merge for each; its marker remembers what is done. */
  async #keepUp(
    { state, gate, signal }: Pass,
    context: {
      readonly draft: ProposalDraft;
      readonly standing: Standing;
      readonly isWritten: boolean;
    },
  ): Promise<Upkeep> {
    const { draft, standing, isWritten } = context;
    const { marker } = draft;
    const { number, headCommit, isVerified, committedAt } = standing;
    // The text that stands knows more while clusters are awaited, and so does its marker.
    const isAwaiting = state.pullRequest?.state === "open" && !gate.isOpen;
    if (isAwaiting || state.pullRequest?.isDraft === true) {
      return { marker, isMerged: false, problems: [], dueAt: Infinity };
    }
    if (marker.isUnfinished) await this.#setup.setUp(number, signal);
    const baseCommit = state.base.commit;
    const commit = { headCommit, isVerified, committedAt };
    const target = { ...commit, number, baseCommit, isWritten, merge: marker.merge };
    const { merge, isMerged, problems } = await this.#merges.keep(target, signal);
    // What GitHub refused is asked for again, if need be by the next process.
    const isUnfinished = this.#setup.problemsOf(number).length > 0;
    const kept = { ...marker, isUnfinished, merge };
    const isChanged = marker.isUnfinished !== isUnfinished || merge !== marker.merge;
    if (isChanged && !isMerged) {
      const words = { number, title: draft.title, body: draft.renderBody(kept) };
      await this.#deps.repository.rewrite(words, signal);
      this.#textAt = { number, at: this.#deps.now() };
    }
    return {
      marker: kept,
      isMerged,
      problems: [...this.#setup.problemsOf(number), ...problems],
      dueAt: isUnfinished ? this.#setup.dueAt(number) : Infinity,
    };
  }
}

/** The open pull request where nothing is written. */
function toStanding({ state: { branch, pullRequest } }: Pass, now: number): Standing {
  if (branch === null || pullRequest === null) throw new Error("There is no proposal to keep");
  const { number, url, createdAt } = pullRequest;
  const { isVerified, committedAt } = branch;
  const commit = { headCommit: branch.commit, isVerified, committedAt: committedAt ?? now };
  return { number, url, createdAt, ...commit };
}
