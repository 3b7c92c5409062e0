/**
 * Carries out what happens to a repository: deeds of people and senders, and passes that are
 * disturbed or not. Remembers where people left the branches, so that the invariants can tell their
 * doing from ours; judges nothing itself.
 */
import type { HeldChange, PassOutcome } from "../../src/collector/pass_report.ts";
import type { PassResult } from "../../src/collector/pass_result.ts";
import { disposition, errorMessage } from "../../src/errors.ts";
import { CollectorWorld } from "./collector_world.ts";
import { createFirstRegistry, CROWD_NAMES } from "./hand_edit.ts";
import { LifeDeeds } from "./life_deeds.ts";
import { type Deed, FAULT_ANSWERS, type Operation, type PassOperation } from "./life_operation.ts";
import { type LifeSettings, OUR_LABEL } from "./life_settings.ts";

/** How one pass ended. */
export interface LivedPass {
  readonly outcome: PassOutcome;
  /** What it threw; `undefined` for nothing. */
  readonly error: unknown;
  readonly isKilled: boolean;
  readonly held: readonly HeldChange[];
  /** The commit of others that it had to leave at the head of our branch, or `null`. */
  readonly foreignHead: string | null;
  /** Where people had left the base branch. */
  readonly baseHead: string | null;
}

/** One repository from its first commit on. */
export class RepositoryLife {
  readonly world: CollectorWorld;
  readonly settings: LifeSettings;
  readonly #deeds: LifeDeeds;
  readonly #story: string[] = [];
  readonly #outcomes = new Set<PassOutcome>();
  #baseHead: string | null;
  /** As the pass under way found it. */
  #foundForeignHead: string | null = null;

  private constructor(world: CollectorWorld, settings: LifeSettings) {
    this.world = world;
    this.settings = settings;
    this.#deeds = new LifeDeeds(world, settings);
    this.#baseHead = world.github.head("main");
  }

  /** Makes a repository with the first registry. */
  static async begin(settings: LifeSettings): Promise<RepositoryLife> {
    const { defaultCluster, github, mergeMethod, isSignedOff } = settings;
    const world = await CollectorWorld.create({
      registry: createFirstRegistry(settings.hasCrowd ? CROWD_NAMES : []),
      ...(defaultCluster === null ? {} : { defaultCluster }),
      settings: {
        settleMs: settings.settleMinutes * 60_000,
        minUpdateIntervalMs: settings.minUpdateMinutes * 60_000,
        labels: settings.hasLabel ? [OUR_LABEL] : [],
        mergeMethod,
        isSignedOff,
      },
    });
    Object.assign(world.github.settings, github);
    return new RepositoryLife(world, settings);
  }

  /** Everything that happened, a line each, for the message of a failure. */
  get story(): string {
    return this.#story.join("\n");
  }

  /** How its passes ended so far. */
  get outcomes(): ReadonlySet<PassOutcome> {
    return this.#outcomes;
  }

  /** Numbers of the pull requests from which a person has taken our label. */
  get unlabelled(): ReadonlySet<number> {
    return this.#deeds.unlabelled;
  }

  /** The commit that somebody else left at the head of our branch, or `null`. */
  get foreignHead(): string | null {
    const head = this.world.github.head(this.world.branch);
    return head !== null && this.#deeds.isForeign(head) ? head : null;
  }

  /** Whether the head of our branch is a commit of ours. */
  get isBranchOwn(): boolean {
    return this.world.github.head(this.world.branch) !== null && this.foreignHead === null;
  }

  /** Lets it happen; answers how the pass ended, if it was one. */
  async live(operation: Operation): Promise<LivedPass | null> {
    this.#story.push(JSON.stringify(operation));
    switch (operation.kind) {
      case "pass":
      case "pass with a fault":
      case "pass that is killed":
      case "pass with a race":
        return await this.#disturb(operation);
      case "restart":
        this.world.restart();
        return null;
      default:
        await this.#act(operation);
        return null;
    }
  }

  async #disturb(operation: PassOperation): Promise<LivedPass> {
    const { github } = this.world;
    switch (operation.kind) {
      case "pass":
        return await this.#pass();
      case "pass with a fault": {
        const { atCall: at, times, when } = operation;
        const answer = FAULT_ANSWERS[operation.answer];
        // Only an answer that there is can be cut short.
        github.fault(
          answer === "truncate"
            ? { at, times, when: "after", answer }
            : { at, times, when, answer },
        );
        const pass = await this.#pass();
        github.clearFaults();
        return pass;
      }
      case "pass that is killed": {
        const controller = new AbortController();
        if (operation.when === "before") {
          // What is killed before its effect must not have one.
          github.fault({ at: operation.atCall, when: "before", answer: "cut" });
        }
        const stop = this.#onCall(operation, () => controller.abort());
        const pass = await this.#pass(controller.signal);
        stop();
        github.clearFaults();
        this.world.restart();
        return pass;
      }
      case "pass with a race": {
        const { atCall, deed } = operation;
        const stop = this.#onCall({ atCall, when: "before" }, () => this.#act(deed));
        const pass = await this.#pass();
        stop();
        return pass;
      }
    }
  }

  /** Does something once, at a certain call of the pass that follows. */
  #onCall(
    at: { readonly atCall: number; readonly when: "before" | "after" },
    act: () => void | Promise<void>,
  ): () => void {
    let count = 0;
    return this.world.github.onCall(async (_call, phase) => {
      if (phase === at.when && count++ === at.atCall) await act();
    });
  }

  async #pass(signal?: AbortSignal): Promise<LivedPass> {
    this.#foundForeignHead = this.#heldForeignHead;
    this.#baseHead = this.world.github.head("main");
    const { result, error } = await this.#tryPass(signal);
    const outcome = result?.outcome ?? "failed";
    this.#outcomes.add(outcome);
    return {
      outcome,
      error,
      isKilled: signal?.aborted ?? false,
      held: result?.held ?? [],
      foreignHead: this.#foundForeignHead,
      baseHead: this.#baseHead,
    };
  }

  /** The head of others that we must leave alone: all but that of a pull request that has ended. */
  get #heldForeignHead(): string | null {
    const head = this.foreignHead;
    const newest = this.world.github.pulls().at(-1);
    return newest?.state === "closed" && newest.head.sha === head ? null : head;
  }

  async #tryPass(
    signal: AbortSignal | undefined,
  ): Promise<{ readonly result?: PassResult; readonly error: unknown }> {
    try {
      const result = await this.world.pass(signal);
      this.#story.push(`  ${result.outcome}: ${result.message}`);
      return { result, error: undefined };
    } catch (error) {
      this.#story.push(`  failed, ${disposition(error).kind}: ${errorMessage(error)}`);
      return { error };
    }
  }

  async #act(deed: Deed): Promise<void> {
    await this.#deeds.act(deed);
    this.#baseHead = this.world.github.head("main");
    // Where a branch is moved without comparing, what comes after a pass's last look may be lost.
    const isCompared = this.settings.github.offersUpdateRefs;
    if (isCompared || this.#foundForeignHead !== null) {
      this.#foundForeignHead = this.#heldForeignHead;
    }
  }
}
