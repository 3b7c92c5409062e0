/**
 * What somebody on call can look at: the readiness and the metrics of both modes, the `status` command
 * as a process, and the log. Tells whether all of them name the same cause.
 */
import assert from "node:assert/strict";
import type { ProgramProcess } from "../testing/program_process.ts";
import { runStatus } from "../testing/status_process.ts";
import type { Platform } from "./platform.ts";

/** The word that all four use for a cause, and what only people read. */
export interface Cause {
  /** Of `/readyz` and of the metric. */
  readonly reason: string;
  /** In the sentence of the readiness and of `status`. */
  readonly says: RegExp;
  /** In a line of the log. */
  readonly logs: RegExp;
}

/** One mode, as it is looked at. */
export interface Watched {
  readonly mode: "collector" | "informer";
  readonly url: string;
  readonly process: ProgramProcess;
}

/** Some causes are named, or gone, after minutes only. */
const DEADLINE_MS = 200_000;

interface Reason {
  readonly code: string;
  readonly message: string;
}

/** Waits until the mode names the cause in its readiness, its metrics and its log. */
export async function untilNamed(
  platform: Platform,
  watched: Watched,
  cause: Cause,
): Promise<void> {
  const { reason: code, says, logs } = cause;
  await platform.until(async () => {
    const reasons = await readReasons(watched.url);
    return reasons.some((one) => one.code === code && says.test(one.message)) || undefined;
  }, DEADLINE_MS);
  // The page may be one that was made for somebody else a moment before.
  await platform.until(
    async () => await readDegraded(watched, code) === 1 || undefined,
    DEADLINE_MS,
  );
  await watched.process.waitForLog((record) => logs.test(JSON.stringify(record)));
}

/** Waits until the mode is all right, as readiness and metrics say. */
export async function untilGood(platform: Platform, watched: Watched): Promise<void> {
  await platform.until(
    async () => (await readReasons(watched.url)).length === 0 || undefined,
    DEADLINE_MS,
  );
  await platform.until(async () => {
    const metrics = await readMetrics(watched.url);
    const degraded = metrics.split("\n").filter((line) => line.startsWith(nameOf(watched)));
    assert.ok(degraded.length > 10, "every reason has a line");
    return degraded.every((line) => line.endsWith(" 0")) || undefined;
  }, DEADLINE_MS);
}

/** Asserts that `status` names the cause, or that it names none of what `says` matches. */
export async function assertStatus(url: string, says: RegExp): Promise<void> {
  const { code, stdout, stderr } = await runStatus({ env: { COLLECTOR_URL: url } });
  assert.equal(code, 0, stderr);
  assert.match(stdout, says);
}

async function readReasons(url: string): Promise<readonly Reason[]> {
  try {
    const response = await fetch(`${url}/readyz`);
    const body: { readonly status: string; readonly reasons?: readonly Reason[] } = await response
      .json();
    const { status, reasons = [] } = body;
    return reasons.length === 0 && status !== "ready" ? [{ code: status, message: "" }] : reasons;
  } catch (error) {
    if (error instanceof TypeError) return [{ code: "down", message: "" }];
    throw error;
  }
}

async function readDegraded(watched: Watched, code: string): Promise<number | undefined> {
  const start = `${nameOf(watched)}{reason="${code}"} `;
  const line = (await readMetrics(watched.url)).split("\n").find((one) => one.startsWith(start));
  return line === undefined ? undefined : Number(line.slice(start.length));
}

async function readMetrics(url: string): Promise<string> {
  const response = await fetch(`${url}/metrics`);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return text;
}

function nameOf({ mode }: Watched): string {
  return `machinery_${mode}_degraded`;
}
