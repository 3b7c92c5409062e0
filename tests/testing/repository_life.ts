/**
 * Carries out what happens to a repository: deeds of people and senders, and passes that are
 * disturbed or not. Remembers where people left the branches, so that the invariants can tell their
 * doing from ours; judges nothing itself.
 */
import assert from "node:assert/strict";
import { disposition, errorMessage } from "../../src/errors.ts";
import type { PassOutcome } from "../../src/collector/pass_report.ts";
import { CollectorWorld, REGISTRY_PATH } from "./collector_world.ts";
import { defaultToken } from "./github/github_double.ts";
import { GitHubRefusal } from "./github/repository/github_refusal.ts";
import { editByHand, FIRST_REGISTRY, kindOf } from "./hand_edit.ts";
import { type Deed, FAULT_ANSWERS, type Operation, type PassOperation } from "./life_operation.ts";

/** What differs from one repository to another. */
export interface LifeSettings {
  readonly defaultCluster: "a" | null;
  /** Whether GitHub merges only what is built on the newest base. */
  readonly requireUpToDate: boolean;
}

/** How one pass ended. */
export interface LivedPass {
  readonly outcome: PassOutcome;
  /** What it threw; `undefined` for nothing. */
  readonly error: unknown;
  readonly isKilled: boolean;
  /** The commit of others that it had to leave at the head of our branch, or `null`. */
  readonly foreignHead: string | null;
}

/** One repository from its first commit on. */
export class RepositoryLife {
  readonly world: CollectorWorld;
  readonly settings: LifeSettings;
  readonly #story: string[] = [];
  readonly #outcomes = new Set<PassOutcome>();
  readonly #foreignHeads = new Set<string>();
  /** What the registry said on the base branch, oldest first; without what it says now. */
  readonly #olderRegistries: string[] = [];
  #baseHead: string | null;
  /** As the pass under way found it. */
  #foundForeignHead: string | null = null;
  #commitCount = 0;

  private constructor(world: CollectorWorld, settings: LifeSettings) {
    this.world = world;
    this.settings = settings;
    this.#baseHead = world.github.head("main");
  }

  /** Makes a repository with the first registry. */
  static async begin(settings: LifeSettings): Promise<RepositoryLife> {
    const { defaultCluster, requireUpToDate } = settings;
    const world = await CollectorWorld.create({
      registry: FIRST_REGISTRY,
      requireUpToDate,
      ...(defaultCluster === null ? {} : { defaultCluster }),
    });
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

  /** Where people left the base branch. */
  get baseHead(): string | null {
    return this.#baseHead;
  }

  /** The commit that somebody else left at the head of our branch, or `null`. */
  get foreignHead(): string | null {
    const head = this.world.github.head(this.world.branch);
    return head !== null && this.#foreignHeads.has(head) ? head : null;
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
        const stop = this.#onCall(operation, () => controller.abort());
        const pass = await this.#pass(controller.signal);
        stop();
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
    this.#foundForeignHead = this.foreignHead;
    const { outcome, error } = await this.#tryPass(signal);
    this.#outcomes.add(outcome);
    const isKilled = signal?.aborted ?? false;
    return { outcome, error, isKilled, foreignHead: this.#foundForeignHead };
  }

  async #tryPass(
    signal: AbortSignal | undefined,
  ): Promise<{ readonly outcome: PassOutcome; readonly error: unknown }> {
    try {
      const { outcome, message } = await this.world.pass(signal);
      this.#story.push(`  ${outcome}: ${message}`);
      return { outcome, error: undefined };
    } catch (error) {
      this.#story.push(`  failed, ${disposition(error).kind}: ${errorMessage(error)}`);
      return { outcome: "failed", error };
    }
  }

  async #act(deed: Deed): Promise<void> {
    const registry = this.world.registry();
    try {
      await this.#do(deed);
    } catch (error) {
      // People too are refused what GitHub does not allow.
      if (!(error instanceof GitHubRefusal)) throw error;
    }
    if (registry !== this.world.registry()) this.#olderRegistries.push(registry);
    this.#baseHead = this.world.github.head("main");
    // GitHub moves a branch without comparing: what comes after a pass's last look may be lost.
    if (this.#foundForeignHead !== null) this.#foundForeignHead = this.foreignHead;
  }

  async #do(deed: Deed): Promise<void> {
    const { world } = this;
    switch (deed.kind) {
      case "post":
        return this.#post(deed);
      case "forget a cluster":
        return void world.store.forget(deed.cluster);
      case "let time pass":
        return world.clock.advance(deed.minutes * 60_000);
      case "edit the registry":
        return this.#commitRegistry(editByHand(world.registry(), deed));
      case "bring back an older registry":
        return this.#commitRegistry(this.#olderRegistries.at(-deed.age));
      case "touch another file":
        return void world.github.commitFile({ path: "README.md", content: this.#newText() });
      case "commit to our branch":
        return this.#commitToOurBranch(deed.what);
      case "delete the branch":
        return this.#deleteBranch();
      default:
        return await this.#doToPull(deed);
    }
  }

  async #doToPull(
    deed: Extract<
      Deed,
      { kind: "merge" | "close" | "reopen" | "edit the text" | "mergeability stands still" }
    >,
  ): Promise<void> {
    const { github } = this.world;
    const newest = github.pulls().at(-1);
    if (newest === undefined || (newest.state === "open") === (deed.kind === "reopen")) return;
    const { number } = newest;
    switch (deed.kind) {
      case "merge":
        return void github.mergePull({
          number,
          method: deed.method,
          deleteBranch: deed.deletesBranch,
        });
      case "close":
        github.closePull(number);
        if (deed.deletesBranch) this.#deleteBranch();
        return;
      case "reopen":
        return github.reopenPull(number);
      case "mergeability stands still": {
        const mergeable = { dirty: false, behind: true, unknown: null }[deed.at];
        return github.overrideMergeability(number, { mergeable, state: deed.at });
      }
      case "edit the text":
        return await this.#editText(deed.how, newest);
    }
  }

  #post({ name, from, message, isTyped }: Extract<Deed, { kind: "post" }>): void {
    const ownCluster = name === "web" ? "b" : "a";
    const kind = name === "unregistered" ? "DatabaseClaim" : kindOf(name);
    this.world.post(`team/${name}`, message, {
      cluster: from === "cluster b" ? "b" : ownCluster,
      ...(isTyped ? { type: { group: "g", kind } } : {}),
    });
  }

  #commitRegistry(content: string | undefined): void {
    if (content === undefined || content === this.world.registry()) return;
    this.world.github.commitFile({ path: REGISTRY_PATH, content });
  }

  #commitToOurBranch(what: "a file" | "the registry" | "a merge"): void {
    const { world } = this;
    const { github, branch } = world;
    const [head, base] = [github.head(branch), github.head("main")];
    if (head === null || base === null) return;
    const files = {
      "a file": { "README.md": this.#newText() },
      "the registry": { [REGISTRY_PATH]: `${world.registry(branch)}# note\n` },
      "a merge": {},
    }[what];
    const parents = what === "a merge" ? [head, base] : [head];
    this.#foreignHeads.add(github.pushCommit({ branch, parents, files, message: what }));
  }

  async #editText(
    how: "empty it" | "add to it" | "change the title",
    pull: { readonly number: number; readonly body: string | null },
  ): Promise<void> {
    const change = {
      "empty it": { body: "" },
      "add to it": { body: `${pull.body}\n\nseen by a bot` },
      "change the title": { title: "my title" },
    }[how];
    const url = `https://github.test/repos/acme/inventory/pulls/${pull.number}`;
    const response = await this.world.github.fetch(url, {
      method: "PATCH",
      headers: { authorization: `token ${defaultToken}`, "content-type": "application/json" },
      body: JSON.stringify(change),
    });
    assert.equal(response.status, 200, await response.text());
  }

  #deleteBranch(): void {
    const { github, branch } = this.world;
    if (github.head(branch) !== null) github.deleteBranch(branch);
  }

  #newText(): string {
    return `# Number ${++this.#commitCount}\n`;
  }
}
