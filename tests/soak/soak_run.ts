/**
 * One soak from its start to its judgement: the planned deeds, a look at the processes between
 * them, and at last everything that was wrong.
 */
import { planDeeds, type PlannedDeed } from "./deed_plan.ts";
import { findGrowth, readUsage, summarizeUsage, type Usage } from "./process_usage.ts";
import { type CheckResult, checkTruth } from "./soak_check.ts";
import { findWrongPulls } from "./soak_judge.ts";
import { SoakReport } from "./soak_report.ts";
import { CLUSTERS, type SoakSize } from "./soak_size.ts";
import { SoakWorld } from "./soak_world.ts";

/** How a soak is run. */
export interface SoakOptions {
  readonly size: SoakSize;
  readonly seed: number;
  /** Takes each line of the report. */
  readonly print: (line: string) => void;
}

/** Problems that are told in full; more are only counted. */
const TOLD_MAX = 20;
/** Less of the promised rate proves nothing. */
const RATE_MIN = 0.9;

/** Runs it; answers what was wrong. */
export async function runSoak(options: SoakOptions): Promise<readonly string[]> {
  await using world = await SoakWorld.start(options.size);
  const soak = new Soak(world, options);
  await soak.run();
  return await soak.judge();
}

class Soak {
  readonly #world: SoakWorld;
  readonly #size: SoakSize;
  readonly #deeds: PlannedDeed[];
  readonly #report: SoakReport;
  readonly #usages: Usage[] = [];
  readonly #problems: string[] = [];
  readonly #startedAt = performance.now();
  #mergeCount = 0;
  /** Since when claims have been changing. */
  #changingAtMs = 0;
  #changingMs = 0;

  constructor(world: SoakWorld, { size, seed, print }: SoakOptions) {
    this.#world = world;
    this.#size = size;
    const { durationMs } = size;
    this.#deeds = [...planDeeds({ durationMs, clusterCount: CLUSTERS.length, seed })];
    this.#report = new SoakReport(print);
  }

  /** Lives through all deeds; the last of them is a check. */
  async run(): Promise<void> {
    await this.#startChanges();
    let sampleAtMs = 0;
    let tellAtMs = this.#size.tellEveryMs;
    for (let deed = this.#deeds.shift(); deed !== undefined; deed = this.#deeds.shift()) {
      while (sampleAtMs < deed.atMs) {
        await this.#waitUntil(sampleAtMs);
        await this.#sample();
        sampleAtMs = Math.max(sampleAtMs, this.#nowMs) + this.#size.sampleEveryMs;
        if (this.#nowMs < tellAtMs) continue;
        tellAtMs += this.#size.tellEveryMs;
        await this.#tell();
      }
      await this.#waitUntil(deed.atMs);
      await this.#sample();
      await this.#do(deed);
    }
    await this.#sample();
    await this.#tell();
  }

  /** Everything that was wrong. */
  async judge(): Promise<readonly string[]> {
    const growths = summarizeUsage(this.#usages);
    const repository = await this.#world.readRepository();
    const surroundings = await Promise.all(
      this.#world.surroundings.map((process) => readUsage(process, this.#nowMs)),
    );
    const { records } = this.#world;
    const rate = await this.#world.countChanges() / this.#changingMs * 1_000;
    this.#report.tellEnd({ growths, surroundings, repository, records, rate });
    const wantedRate = this.#size.changesPerSecond * CLUSTERS.length;
    if (rate < wantedRate * RATE_MIN) {
      this.#problems.push(`Only ${rate} changes a second were made`);
    }
    return [
      ...this.#problems,
      ...findWrongPulls(repository, this.#mergeCount),
      ...findGrowth(growths),
      ...this.#world.noise,
    ];
  }

  get #nowMs(): number {
    return performance.now() - this.#startedAt;
  }

  async #do(deed: PlannedDeed): Promise<void> {
    this.#report.tellDeed(deed, this.#nowMs);
    switch (deed.kind) {
      case "server is stopped": {
        const code = await this.#world.restartServer("SIGTERM");
        if (code !== 0) this.#problems.push(`The server ended with ${code} when it was stopped`);
        return;
      }
      case "server is killed":
        return void await this.#world.restartServer("SIGKILL");
      case "informer is killed":
        return await this.#world.restartInformer(deed.cluster);
      case "connections are cut":
        return await this.#world.cut(deed.cluster);
      case "GitHub breaks down":
        return await this.#world.setGitHub("break");
      case "GitHub is back":
        return await this.#world.setGitHub("mend");
      case "pull request is merged":
        this.#mergeCount += Number(await this.#world.merge());
        return;
      case "check":
        return await this.#check();
    }
  }

  async #check(): Promise<void> {
    await this.#world.setChanges("stop");
    this.#changingMs += this.#nowMs - this.#changingAtMs;
    const result: CheckResult = await checkTruth(this.#world, this.#size.patienceMs);
    this.#report.tellCheck(result);
    const { problems } = result;
    this.#problems.push(...problems.slice(0, TOLD_MAX));
    if (problems.length > TOLD_MAX) this.#problems.push(`and ${problems.length - TOLD_MAX} more`);
    if (this.#deeds.length > 0) await this.#startChanges();
  }

  async #startChanges(): Promise<void> {
    await this.#world.setChanges("start");
    this.#changingAtMs = this.#nowMs;
  }

  async #sample(): Promise<void> {
    await this.#world.askServer("metrics");
    for (const process of this.#world.processes) {
      this.#usages.push(await readUsage(process, this.#nowMs));
    }
  }

  async #tell(): Promise<void> {
    const changeCount = await this.#world.countChanges();
    const repository = await this.#world.readRepository();
    const newest = this.#world.processes.flatMap(({ name }) =>
      this.#usages.findLast((usage) => usage.name === name) ?? []
    );
    this.#report.tellState({ nowMs: this.#nowMs, newest, changeCount, repository });
  }

  async #waitUntil(atMs: number): Promise<void> {
    const leftMs = atMs - this.#nowMs;
    if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
  }
}
