/** What a soak says of itself while it lasts, and at its end. */
import type { LogRecord } from "../testing/program_process.ts";
import type { PlannedDeed } from "./deed_plan.ts";
import type { RepositoryView } from "./github_child.ts";
import type { Growth, Usage } from "./process_usage.ts";
import type { CheckResult } from "./soak_check.ts";
import { CLUSTERS } from "./soak_size.ts";

/** How everything is at a moment. */
export interface SoakState {
  readonly nowMs: number;
  readonly newest: readonly Usage[];
  readonly changeCount: number;
  readonly repository: RepositoryView;
}

/** What is summed up at the end. */
export interface SoakEnd {
  readonly growths: readonly Growth[];
  /** Of the processes that stand around what is measured. */
  readonly surroundings: readonly Usage[];
  readonly repository: RepositoryView;
  /** Changes a second, while there were any. */
  readonly rate: number;
  readonly records: readonly { readonly name: string; readonly record: LogRecord }[];
}

const HEAD = ["time", "server", ...CLUSTERS, "changes", "calls", "502", "writes", "pulls"];
const CELL_LENGTH = 9;
const MESSAGE_COUNT_MAX = 20;

/** Writes line by line; memory is in MB. */
export class SoakReport {
  readonly #print: (line: string) => void;
  #isHeadTold = false;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** A row of the table. */
  tellState({ nowMs, newest, changeCount, repository }: SoakState): void {
    if (!this.#isHeadTold) this.#print(toRow(HEAD));
    this.#isHeadTold = true;
    const { callCount, brokenCount, writeCount, pulls } = repository;
    const memory = newest.map(({ memoryMb }) => memoryMb);
    const counts = [changeCount, callCount, brokenCount, writeCount, pulls.length];
    this.#print(toRow([toTime(nowMs), ...memory, ...counts]));
  }

  /** Something that happens. */
  tellDeed(deed: PlannedDeed, nowMs: number): void {
    const whose = "cluster" in deed ? ` (${CLUSTERS[deed.cluster]})` : "";
    this.#print(`${toTime(nowMs)}: ${deed.kind}${whose}`);
  }

  /** How a check ended. */
  tellCheck({ claimCount, rowsMs, registryMs, problems }: CheckResult): void {
    this.#print(
      `check: ${claimCount} claims, all told right after ${rowsMs} ms, ` +
        `the registry ${registryMs} ms later, ${problems.length} problems`,
    );
  }

  /** Memory, time of the processors, requests, and what the logs warn of. */
  tellEnd({ growths, surroundings, repository, records, rate }: SoakEnd): void {
    this.#print(`${rate.toFixed(1)} changes a second`);
    for (const { name, whole, longest, longestLifeMs, peakMb, cpuSeconds } of growths) {
      this.#print(
        `${name}: least of the second and the last sixth ${whole.join(" to ")} MB, ` +
          `of the longest life (${toTime(longestLifeMs)}) ${longest.join(" to ")} MB, ` +
          `at most ${peakMb} MB, ${cpuSeconds.toFixed(1)} s of a processor`,
      );
    }
    const around = surroundings.map(({ name, cpuSeconds, memoryMb }) =>
      `${name} ${cpuSeconds.toFixed(1)} s, ${memoryMb} MB`
    );
    this.#print(`around them: ${around.join("; ")}`);
    const merged = repository.pulls.filter((pull) => pull.merged).length;
    this.#print(
      `${repository.pulls.length} pull requests, ${merged} merged, at most ${repository.openMax} ` +
        `open at once; ${repository.callCount} calls to GitHub, ${repository.writeCount} writes, ` +
        `${repository.brokenCount} answered 502`,
    );
    const requests = records.filter(({ record }) => record["message"] === "Request answered");
    this.#tellCounts(requests.map(({ record }) => `${record["status"]} ${record["route"]}`));
    const warnings = records.filter(({ record }) =>
      record["level"] === "warn" || record["level"] === "error"
    );
    this.#tellCounts(
      warnings.map(({ name, record }) => `${name}, ${record["level"]}: ${record["message"]}`),
    );
  }

  #tellCounts(lines: readonly string[]): void {
    const counts = [...Map.groupBy(lines, (line) => line)]
      .map(([line, { length }]) => ({ line, length }))
      .toSorted((a, b) => b.length - a.length);
    for (const { line, length } of counts.slice(0, MESSAGE_COUNT_MAX)) {
      this.#print(`${String(length).padStart(CELL_LENGTH)} times ${line}`);
    }
  }
}

function toRow(cells: readonly (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(CELL_LENGTH)).join("");
}

function toTime(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
