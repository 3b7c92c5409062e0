/**
 * A proposal before it is written: which file, which words, and which facts of the future its marker
 * has to remember. Made of one comparison; writes nothing.
 */
import type { RegistryEntry } from "../registry/registry.ts";
import { toCommitDigest } from "./commit_digest.ts";
import { toEntryList } from "./join_report.ts";
import type { MassChange } from "./mass_change.ts";
import { isClosedByPerson, needsRebuild, saysSame, toOpen } from "./pass_judgement.ts";
import type { UnjoinedList } from "./pass_report.ts";
import { findUndone, isRestoration, toPastFacts } from "./past_proposal.ts";
import { keepAppended, toCommitMessage, toPullRequestBody } from "./proposal.ts";
import { EMPTY_MARKER, parseMarker, type ProposalMarker, recallMarker } from "./proposal_marker.ts";
import type { Comparison, Pass } from "./registry_comparer.ts";
import type { RegistryRepository, RepositoryState } from "./registry_repository.ts";

/** How proposals are worded. */
export interface DraftSettings {
  readonly filePath: string;
  readonly defaultCluster: string | null;
  readonly title: string;
  /** Whether a new pull request gets labels, reviewers or auto-merge. */
  readonly hasSetup: boolean;
}

/** A proposal that could be written. */
export interface ProposalDraft {
  readonly title: string;
  readonly body: string;
  readonly marker: ProposalMarker;
  readonly toCommitMessage: (signoff: string | null) => string;
  /** Whether the commit must be made, or made again. */
  readonly isRebuilt: boolean;
  /** Whether the open pull request has these words already, or ones that know more. */
  readonly isTextKept: boolean;
  /**
   * Whether its words must not stand for another hour: they say that it is withdrawn, or name a
   * cluster that a person has given up.
   */
  readonly isTextWrong: boolean;
  readonly stripped: UnjoinedList;
  /** The same words with another marker. */
  readonly renderBody: (marker: ProposalMarker) => string;
}

/** What a draft is made of. */
export interface DraftFacts {
  readonly pass: Pass;
  readonly comparison: Comparison;
  readonly massChange: MassChange | null;
  /** Short hashes of the entries that a person has confirmed. */
  readonly confirmed: readonly string[];
}

/** Drafts the proposal of a comparison with changes. */
export async function draftProposal(
  facts: DraftFacts,
  deps: {
    readonly settings: DraftSettings;
    readonly repository: Pick<RegistryRepository, "identify">;
  },
): Promise<ProposalDraft> {
  const { pass: { state, gate, snapshot }, comparison } = facts;
  const { settings, repository } = deps;
  const { edit, report, base } = comparison;
  const file = await repository.identify(edit.text);
  const stripped = toEntryList(listStripped(facts), "another writer has undone what was merged");
  const marker = toMarker(facts, settings);
  const clusterOf = createClusterOf(comparison, settings);
  const standing = toOpen(state) === null ? "" : state.pullRequest?.body ?? "";
  const renderBody = (marker: ProposalMarker) => {
    const own = toPullRequestBody({
      changes: edit.changes,
      clusterOf,
      entryCount: base.registry.entries.length,
      filePath: settings.filePath,
      staleClusters: snapshot.staleClusters,
      awaitedClusters: gate.awaited,
      ...report,
      stripped,
      marker,
    });
    return keepAppended(own, standing);
  };
  const body = renderBody(marker);
  const { title, filePath: path } = settings;
  const digest = await toCommitDigest({ path, before: state.base.file.blob, after: file.blob });
  return {
    title,
    body,
    marker,
    toCommitMessage: (signoff) =>
      toCommitMessage({ title, changes: edit.changes, clusterOf, digest, signoff }),
    isRebuilt: needsRebuild(state, file.blob),
    isTextKept: keepsText(facts, { title, body }),
    isTextWrong: isMarkedWithdrawn(facts) || facts.pass.gate.namesForgotten,
    stripped,
    renderBody,
  };
}

/** While clusters are awaited, the text that stands knows more than a new one would. */
function keepsText(
  facts: DraftFacts,
  words: { readonly title: string; readonly body: string },
): boolean {
  const { state, gate } = facts.pass;
  if (toOpen(state) === null || isMarkedWithdrawn(facts)) return false;
  return !gate.isOpen || saysSame(state, words);
}

/** Whether a withdrawal has died behind its mark. */
function isMarkedWithdrawn({ pass: { state } }: DraftFacts): boolean {
  return readStanding(state)?.isWithdrawn === true;
}

/** The marker of the open pull request. */
function readStanding(state: RepositoryState): ProposalMarker | undefined {
  return toOpen(state) === null ? undefined : parseMarker(state.pullRequest?.body ?? "");
}

/** The cluster of an entry: its own, the default, or that of its claim. */
function createClusterOf(
  { match }: Comparison,
  { defaultCluster }: DraftSettings,
): (entry: RegistryEntry) => string | null {
  return ({ cluster, index }) =>
    cluster ?? defaultCluster ?? match.matches.get(index)?.cluster ?? null;
}

/** Entries that have lost what was merged. */
function listStripped({ pass: { state }, comparison }: DraftFacts): readonly RegistryEntry[] {
  const isRestoring = (readStanding(state)?.restoreCount ?? 0) > 0;
  if (!isRestoring && state.pullRequest?.state !== "merged") return [];
  return findUndone(toPastFacts(comparison));
}

function toMarker(facts: DraftFacts, settings: DraftSettings): ProposalMarker {
  const { pass: { state, gate }, confirmed } = facts;
  const { pullRequest } = state;
  const newest = pullRequest === null ? EMPTY_MARKER : recallMarker(pullRequest.body);
  const known = { clusters: gate.clusters, isCut: !gate.isOpen && newest.isCut, confirmed };
  if (toOpen(state) !== null) return { ...newest, ...known, isWithdrawn: false };
  const isUnfinished = settings.hasSetup;
  return { ...EMPTY_MARKER, ...known, isUnfinished, restoreCount: countRestores(facts) };
}

/** How often in a row, with this one, proposals put back what another writer has undone. */
function countRestores({ pass: { state }, comparison }: DraftFacts): number {
  if (state.pullRequest?.state !== "merged" || isClosedByPerson(state)) return 0;
  const past = toPastFacts(comparison);
  if (findUndone(past).length === 0) return 0;
  const before = parseMarker(state.pullRequest.body)?.restoreCount ?? 0;
  return isRestoration(past) ? before + 1 : Math.max(1, before);
}
