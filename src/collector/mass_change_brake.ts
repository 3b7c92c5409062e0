/**
 * Asks about mass changes and remembers what people have confirmed: in the marker of the open pull
 * request, and here for the moment before that is written and for what does not fit into it. Each
 * confirmation is for one set of entries and one pull request.
 */
import type { EntryChange } from "../registry/edit_registry.ts";
import type { RegistryEntry } from "../registry/registry.ts";
import { findMassChange, type MassChange } from "./mass_change.ts";
import { toOpen } from "./pass_judgement.ts";
import { parseMarker } from "./proposal_marker.ts";
import type { RepositoryState } from "./registry_repository.ts";

/** What the brake says of a comparison. */
export interface BrakeVerdict {
  /** What nobody has confirmed yet. */
  readonly massChange: MassChange | null;
  /** Short hashes of the entries that a person has confirmed, sorted. */
  readonly confirmed: readonly string[];
}

/** What a person has confirmed. */
interface Confirmed {
  readonly hashes: readonly string[];
  /** The pull request that it was confirmed for, if there was one already. */
  readonly number: number | undefined;
}

/** Lasts as long as the process. */
export class MassChangeBrake {
  #id: string | undefined;
  #confirmed: Confirmed | undefined;

  /** A person has confirmed a mass change; it counts for the next verdict and what follows from it. */
  confirm(id: string): void {
    this.#id = id;
  }

  /** Nothing is to be written any more, so nothing that was confirmed is meant any more. */
  forget(): void {
    this.#id = undefined;
    this.#confirmed = undefined;
  }

  /** What was confirmed was written into this pull request. */
  noteWritten(number: number): void {
    if (this.#confirmed !== undefined) this.#confirmed = { ...this.#confirmed, number };
  }

  /** Judges what would be written. */
  async judge(facts: {
    readonly state: RepositoryState;
    /** Entries on the base branch. */
    readonly entries: readonly RegistryEntry[];
    readonly changes: readonly EntryChange[];
  }): Promise<BrakeVerdict> {
    const { state, entries, changes } = facts;
    const confirmed = this.#listConfirmed(state);
    const found = await findMassChange({ entries, changes, confirmed });
    const id = this.#id;
    this.#id = undefined;
    if (found === null || found.id !== id) return { massChange: found, confirmed };
    const { hashes } = found;
    this.#confirmed = { hashes, number: toOpen(state)?.number };
    return { massChange: null, confirmed: hashes };
  }

  /** A pull request that has ended takes what was confirmed for it along. */
  #listConfirmed(state: RepositoryState): readonly string[] {
    const open = toOpen(state);
    const number = this.#confirmed?.number;
    if (number !== undefined && number !== open?.number) this.#confirmed = undefined;
    const marked = open === null ? [] : parseMarker(state.pullRequest?.body ?? "")?.confirmed ?? [];
    return [...new Set([...marked, ...this.#confirmed?.hashes ?? []])].sort();
  }
}
