/**
 * Carries out what people and senders do in a repository's life, and remembers whose the heads of our
 * branch are. What GitHub refuses to people simply does not happen.
 */
import assert from "node:assert/strict";
import { parseMarker } from "../../src/collector/proposal_marker.ts";
import { type CollectorWorld, REGISTRY_PATH } from "./collector_world.ts";
import { defaultToken } from "./github/github_double.ts";
import { GitHubRefusal } from "./github/repository/github_refusal.ts";
import type { PullSnapshot } from "./github/repository/pull_record.ts";
import { CROWD_NAMES, editByHand, kindOf, withoutOwnFields } from "./hand_edit.ts";
import type { Deed, PullDeed } from "./life_operation.ts";
import { type LifeSettings, OUR_LABEL } from "./life_settings.ts";

/** Does deeds in one world. */
export class LifeDeeds {
  readonly #world: CollectorWorld;
  readonly #settings: LifeSettings;
  readonly #foreignHeads = new Set<string>();
  /** What the registry said on the base branch, oldest first; without what it says now. */
  readonly #olderRegistries: string[] = [];
  /** Pull requests from which a person has taken our label. */
  readonly #unlabelled = new Set<number>();
  #commitCount = 0;

  constructor(world: CollectorWorld, settings: LifeSettings) {
    this.#world = world;
    this.#settings = settings;
  }

  /** Numbers of the pull requests from which a person has taken our label. */
  get unlabelled(): ReadonlySet<number> {
    return this.#unlabelled;
  }

  /** Whether a commit of somebody else is this one or below its merges. */
  isForeign(commit: string): boolean {
    return this.#foreignHeads.has(commit);
  }

  /** Does it, if GitHub lets people do it. */
  async act(deed: Deed): Promise<void> {
    const registry = this.#world.registry();
    try {
      await this.#do(deed);
    } catch (error) {
      // People too are refused what GitHub does not allow.
      if (!(error instanceof GitHubRefusal)) throw error;
    }
    if (registry !== this.#world.registry()) this.#olderRegistries.push(registry);
  }

  async #do(deed: Deed): Promise<void> {
    const world = this.#world;
    switch (deed.kind) {
      case "post":
        return this.#post(deed);
      case "the crowd reports":
        return this.#postCrowd(deed.message);
      case "forget a cluster":
        return void world.store.forget(deed.cluster);
      case "let time pass":
        return world.clock.advance(deed.minutes * 60_000);
      case "reads lag":
        // Where branches are forced without a comparison, an old read may cost a commit.
        if (!this.#settings.github.offersUpdateRefs) return;
        return world.github.lag({ seconds: deed.seconds });
      case "edit the registry":
        return this.#commitRegistry(editByHand(world.registry(), deed));
      case "strip all fields":
        return this.#commitRegistry(withoutOwnFields(world.registry()));
      case "bring back an older registry":
        return this.#commitRegistry(this.#olderRegistries.at(-deed.age));
      case "touch another file":
        return void world.github.commitFile({ path: "README.md", content: this.#newText() });
      case "commit to our branch":
        return this.#commitToOurBranch(deed.what);
      case "delete the branch":
        return this.#deleteBranch();
      default: {
        const newest = world.github.pulls().at(-1);
        const isMeant = newest !== undefined &&
          (newest.state === "open") !== (deed.kind === "reopen");
        if (isMeant) await this.#doToPull(deed, newest);
      }
    }
  }

  async #doToPull(deed: PullDeed, pull: PullSnapshot): Promise<void> {
    const { github } = this.#world;
    const { number } = pull;
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
        return await this.#editText(deed.how, pull);
      case "update the branch":
        return this.#updateBranch(pull);
      default:
        return this.#attendTo(deed, pull);
    }
  }

  /** What changes no branch. */
  #attendTo(
    deed: Extract<
      PullDeed,
      { kind: "approve" | "comment" | "add a label" | "remove our label" }
    >,
    { number, labels, body }: PullSnapshot,
  ): void {
    const { github } = this.#world;
    switch (deed.kind) {
      case "approve":
        return github.approve({ number, login: deed.login });
      case "comment":
        return void github.comment({ number, login: "ann", body: "Looks good to me" });
      case "add a label":
        return github.addLabel({ number, name: "seen" });
      case "remove our label":
        if (!labels.includes(OUR_LABEL)) return;
        github.removeLabel({ number, name: OUR_LABEL });
        // Whoever is faster than a pass that has still to say that it is done sees it once more.
        if (parseMarker(body ?? "")?.isUnfinished !== true) this.#unlabelled.add(number);
    }
  }

  #post({ name, from, message, isTyped }: Extract<Deed, { kind: "post" }>): void {
    const ownCluster = name === "web" ? "b" : "a";
    const kind = name === "unregistered" ? "DatabaseClaim" : kindOf(name);
    this.#world.post(`team/${name}`, message, {
      cluster: from === "cluster b" ? "b" : ownCluster,
      ...(isTyped ? { type: { group: "g", kind } } : {}),
    });
  }

  #postCrowd(message: string): void {
    if (!this.#settings.hasCrowd) return;
    for (const name of CROWD_NAMES) this.#world.post(`team/${name}`, message, { cluster: "a" });
  }

  #commitRegistry(content: string | undefined): void {
    if (content === undefined || content === this.#world.registry()) return;
    this.#world.github.commitFile({ path: REGISTRY_PATH, content });
  }

  #commitToOurBranch(what: Extract<Deed, { kind: "commit to our branch" }>["what"]): void {
    const { github, branch } = this.#world;
    const [head, base] = [github.head(branch), github.head("main")];
    if (head === null || base === null) return;
    const registry = `${this.#world.registry(branch)}# note\n`;
    const files = {
      "a file": { "README.md": this.#newText() },
      "the registry": { [REGISTRY_PATH]: registry },
      "a merge": { [REGISTRY_PATH]: registry },
    }[what];
    const parents = what === "a merge" ? [head, base] : [head];
    this.#foreignHeads.add(github.pushCommit({ branch, parents, files, message: what }));
  }

  /** On top of ours this adds nothing of a person's; on top of theirs it is theirs as well. */
  #updateBranch({ number, head: { sha } }: PullSnapshot): void {
    const merge = this.#world.github.updateBranch(number);
    if (this.isForeign(sha)) this.#foreignHeads.add(merge);
  }

  async #editText(
    how: "empty it" | "add to it" | "change the title",
    pull: PullSnapshot,
  ): Promise<void> {
    const change = {
      "empty it": { body: "" },
      "add to it": { body: `${pull.body}\n\nseen by a bot` },
      "change the title": { title: "my title" },
    }[how];
    const url = `https://github.test/repos/acme/inventory/pulls/${pull.number}`;
    const response = await this.#world.github.fetch(url, {
      method: "PATCH",
      headers: { authorization: `token ${defaultToken}`, "content-type": "application/json" },
      body: JSON.stringify(change),
    });
    assert.equal(response.status, 200, await response.text());
  }

  #deleteBranch(): void {
    const { github, branch } = this.#world;
    if (github.head(branch) !== null) github.deleteBranch(branch);
  }

  #newText(): string {
    return `# Number ${++this.#commitCount}\n`;
  }
}
