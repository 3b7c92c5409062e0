/** Consumes a watch in the background and keeps what came, in words that tests can compare. */
import assert from "node:assert/strict";
import type { ClaimWatcher, WatchEvent, WatchTarget } from "../../src/informer/claim_watcher.ts";
import { yieldTurn } from "../../src/runtime/turn.ts";
import type { ManualClock } from "../testing/manual_clock.ts";

/** What has not come by now will not come. */
const DEADLINE_MS = 60_000;
/** Longer than any wait after a failure. */
const WAIT_MS = 60_000;

/** A running consumer. */
export class WatchLog implements AsyncDisposable {
  readonly events: WatchEvent[] = [];
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  #wake: () => void = () => {};

  constructor(watcher: ClaimWatcher, target: WatchTarget) {
    this.#done = this.#consume(watcher, target);
  }

  /** The events as words, without contacts: `applied a b`, `trouble expired 410`. */
  get words(): readonly string[] {
    return this.events.filter((event) => event.type !== "contact").map(toWords);
  }

  /** The names that the events leave, as a consumer would know them. */
  get names(): readonly string[] {
    const names = new Set<string>();
    for (const event of this.events) {
      if (event.type === "listing") names.clear();
      if (event.type === "applied") { for (const name of toNames(event.objects)) names.add(name); }
      if (event.type === "deleted") {
        for (const name of toNames(event.objects)) names.delete(name);
      }
    }
    return [...names].sort();
  }

  /** Waits until the events are as wanted; a watch that ends before, or never gets there, fails. */
  async waitFor(isWanted: (log: WatchLog) => boolean): Promise<void> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#wake();
    }, DEADLINE_MS);
    let hasEnded = false;
    const end = () => {
      hasEnded = true;
      this.#wake();
    };
    this.#done.then(end, end);
    try {
      while (!isWanted(this)) {
        if (hasEnded || isLate) {
          assert.fail(`${hasEnded ? "ended" : "still"} at: ${this.words.slice(-20).join(", ")}`);
        }
        await new Promise<void>((resolve) => this.#wake = resolve);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits for the n-th event of these words. */
  async waitForWords(words: string, count = 1): Promise<void> {
    await this.waitFor((log) => log.words.filter((word) => word === words).length >= count);
  }

  /** Aborts the watch and waits for its end, which must be without an error. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async #consume(watcher: ClaimWatcher, target: WatchTarget): Promise<void> {
    for await (const event of watcher.watch(target, this.#abort.signal)) {
      this.events.push(event);
      this.#wake();
    }
  }
}

/** Lets the wait pass that follows a trouble that was just logged. */
export async function endWait(clock: ManualClock): Promise<void> {
  await until(() => clock.sleeperCount > 0);
  clock.advance(WAIT_MS);
}

/** Lets waits after troubles pass, however many there are, until the log is as wanted. */
export async function recoverWatch(
  log: WatchLog,
  { clock, isWanted }: {
    readonly clock: ManualClock;
    readonly isWanted: (log: WatchLog) => boolean;
  },
): Promise<void> {
  let handledCount = 0;
  while (true) {
    await log.waitFor(({ events }) => {
      const last = events.at(-1);
      // Nobody waits after a first expiry; time that passes then would be the next request's.
      const isWaiting = last?.type === "trouble" && last.problem.kind !== "expired";
      return isWanted(log) || isWaiting && events.length > handledCount;
    });
    if (isWanted(log)) return;
    handledCount = log.events.length;
    await until(() => clock.sleeperCount > 0 || isWanted(log));
    if (!isWanted(log)) clock.advance(WAIT_MS);
  }
}

/** Resolves when the condition holds; fails when it never does. */
export async function until(isTrue: () => boolean): Promise<void> {
  const startedAt = performance.now();
  while (!isTrue()) {
    assert.ok(performance.now() - startedAt < DEADLINE_MS, `never came: ${isTrue}`);
    await yieldTurn();
  }
}

function toWords(event: WatchEvent): string {
  switch (event.type) {
    case "applied":
    case "deleted":
      return [event.type, ...toNames(event.objects)].join(" ");
    case "trouble":
      return `trouble ${event.problem.kind} ${event.problem.status ?? "-"}`;
    case "resolved":
      return `resolved ${event.resource} ${event.kind} ${
        event.isNamespaced ? "namespaced" : "cluster"
      }`;
    default:
      return event.type;
  }
}

function toNames(objects: readonly unknown[]): readonly string[] {
  return objects.map((object) => (object as { metadata: { name: string } }).metadata.name);
}
