/**
 * The comparing step of a pass: reads the versions of the registry and the manifests that matter,
 * and works out what the registry should say and how it differs. Writes nothing.
 */
import type { RegistryEdit } from "../registry/edit_registry.ts";
import { type JoinedEntries, joinEntries } from "../registry/join_entries.ts";
import type { MatchResult } from "../registry/match_entries.ts";
import type { RegistryEntry } from "../registry/registry.ts";
import { type JoinReport, toJoinReport } from "./join_report.ts";
import { ManifestReader } from "./manifest_reader.ts";
import { RegistryFormatError } from "../errors.ts";
import { proposedBranch } from "./pass_judgement.ts";
import { parseMarker } from "./proposal_marker.ts";
import { findProposed, type ProposedEntry } from "./proposed_entries.ts";
import type { RegistryEditor } from "./registry_editor.ts";
import type { FileVersion, RegistryRepository, RepositoryState } from "./registry_repository.ts";
import { type ReadVersion, RegistryVersions } from "./registry_versions.ts";
import type { RestartState } from "./restart_watch.ts";
import type { StatusSnapshot } from "./status_store.ts";
import { toWantedFields } from "./wanted_fields.ts";

/** What entries mean, and what is written of them. */
export interface ComparisonSettings {
  /** `owner/name` of the repository. */
  readonly repository: string;
  readonly defaultCluster: string | null;
  readonly writesStatus: boolean;
  /** How long a change must hold before it is written, in milliseconds; zero for not at all. */
  readonly settleMs: number;
}

/** What the comparer works with. */
export interface RegistryComparerDeps {
  readonly repository: RegistryRepository;
  readonly editor: RegistryEditor;
  readonly settings: ComparisonSettings;
  /** Gives Unix milliseconds. */
  readonly now: () => number;
}

/** One pass, as it was begun. */
export interface Pass {
  readonly snapshot: StatusSnapshot;
  readonly state: RepositoryState;
  readonly gate: RestartState;
  readonly signal: AbortSignal;
}

/** What the registry says and should say. */
export interface Comparison {
  readonly base: ReadVersion;
  readonly match: MatchResult;
  readonly report: JoinReport;
  readonly edit: RegistryEdit;
  /** What the open proposal says, by index of the entry. */
  readonly proposals: readonly ProposedEntry[];
  /**
   * Entries at the head of the newest pull request, if that has ended; of the one that was merged
   * before, if it puts back what was removed since; empty where not known.
   */
  readonly past: readonly RegistryEntry[];
  /** Unix milliseconds at which each change that is held back will have settled. */
  readonly settlingUntil: readonly number[];
  /** Everything was read that the comparison could use. */
  readonly isComplete: boolean;
}

/** Compares for one pass after another; remembers what it has read. */
export class RegistryComparer {
  readonly #deps: RegistryComparerDeps;
  readonly #versions: RegistryVersions;
  readonly #manifests = new ManifestReader();

  constructor(deps: RegistryComparerDeps) {
    this.#deps = deps;
    this.#versions = new RegistryVersions(deps);
  }

  /** Compares. Throws what the repository or the registry file refuse. */
  async compare(pass: Pass): Promise<Comparison> {
    const { state, signal } = pass;
    const base = await this.#versions.read(state.base.file, signal);
    const branch = proposedBranch(state);
    const proposed = await this.#readEntries(branch?.file, signal);
    const proposedFrom = await this.#readEntries(branch?.baseFile, signal);
    const { entries } = base.registry;
    const proposals = findProposed({ entries, proposed, proposedFrom });
    const { match, absentSince, neededPaths } = await this.#join(entries, { pass, proposals });
    const { defaultCluster, writesStatus } = this.#deps.settings;
    const settling = { settleMs: this.#deps.settings.settleMs, now: this.#deps.now() };
    const { wanted, settlingUntil } = toWantedFields({
      entries,
      match,
      absentSince,
      proposals,
      writesStatus,
      keepsValue: (entry) => !pass.gate.isOpen && entry.cluster === null && defaultCluster === null,
      settling,
    });
    const edit = await this.#deps.editor.edit({ text: base.text, wanted }, signal);
    const report = toJoinReport(match, {
      isManifestPending: ({ path }) => path !== null && neededPaths.has(path),
      isGone: ({ index }) => absentSince.has(index),
    });
    const pastFile = edit.changes.length === 0 ? null : await this.#findPast(pass);
    const past = await this.#readPast(pastFile, signal);
    this.#versions.keepOnly([state.base.file, branch?.file, branch?.baseFile, pastFile]);
    const isComplete = neededPaths.size === 0;
    return { base, match, edit, report, proposals, past, settlingUntil, isComplete };
  }

  async #join(
    entries: readonly RegistryEntry[],
    facts: { readonly pass: Pass; readonly proposals: readonly ProposedEntry[] },
  ): Promise<JoinedEntries> {
    const { snapshot, gate, state, signal } = facts.pass;
    const { defaultCluster, repository } = this.#deps.settings;
    const context = {
      claims: snapshot.statuses,
      coverage: snapshot.coverage,
      everyCluster: gate.everyCluster,
      proposedTextOf: ({ index }: RegistryEntry) =>
        facts.proposals[index]?.proposal?.statusMessage ?? null,
      defaultCluster,
      repository,
    };
    const first = joinEntries(entries, { ...context, manifests: new Map() });
    if (first.neededPaths.size === 0) return first;
    const tree = this.#deps.repository.openTree(state);
    const manifests = await this.#manifests.read(first.neededPaths, { tree, signal });
    return joinEntries(entries, { ...context, manifests });
  }

  /** The registry file of a pull request that has ended, where it matters what that said. */
  async #findPast({ state, signal }: Pass): Promise<FileVersion | null> {
    const commit = findPastCommit(state);
    return commit === null ? null : await this.#deps.repository.findFile(commit, signal);
  }

  /** Whoever has written last to a branch that has ended may have broken the file. */
  async #readPast(
    file: FileVersion | null,
    signal: AbortSignal,
  ): Promise<readonly RegistryEntry[]> {
    try {
      return await this.#readEntries(file, signal);
    } catch (error) {
      if (!(error instanceof RegistryFormatError)) throw error;
      return [];
    }
  }

  async #readEntries(
    file: FileVersion | null | undefined,
    signal: AbortSignal,
  ): Promise<readonly RegistryEntry[]> {
    return file ? (await this.#versions.read(file, signal)).registry.entries : [];
  }
}

/** The head of the pull request whose words still matter. */
function findPastCommit(state: RepositoryState): string | null {
  const { pullRequest, mergedCommit } = state;
  if (pullRequest === null) return null;
  if (pullRequest.state !== "open") return pullRequest.headCommit;
  const isRestoring = (parseMarker(pullRequest.body)?.restoreCount ?? 0) > 0;
  return isRestoring ? mergedCommit : null;
}
