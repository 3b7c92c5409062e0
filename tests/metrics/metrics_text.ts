/** Reads text for Prometheus as its rules say, and facts that a page is made of. */
import assert from "node:assert/strict";
import type { Build, ProcessFacts } from "../../src/metrics/process_metrics.ts";

export const BUILD: Build = { version: "1.2.3", commit: "c0ffee", deno: "2.0.0" };

export const PROCESS: ProcessFacts = {
  residentBytes: 1_000_000,
  cpuSeconds: 1.5,
  startedAt: 1_700_000_000_000,
  lagMaxMs: 250,
};

/** One number. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A sample after the rules of the format: labels in quotes, with three escapes. */
const SAMPLE = /^(\w+)(?:\{((?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\+Inf|-?[\d.e+-]+)$/;
const LABEL = /(\w+)="((?:[^"\\\n]|\\["\\n])*)"/g;

/** The text of a page. */
export function toText({ bytes }: { readonly bytes: Uint8Array }): string {
  return new TextDecoder().decode(bytes);
}

/** The lines that are samples. */
export function listSamples(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

/** All samples; fails where a line is none. */
export function parseSamples(text: string): readonly ParsedSample[] {
  return listSamples(text).map((line) => {
    const [, name = "", labels = "", value] = SAMPLE.exec(line) ?? assert.fail(line);
    const pairs = [...labels.matchAll(LABEL)].map(([, label = "", escaped = ""]) => [
      label,
      escaped.replace(/\\(.)/g, (_, next) => next === "n" ? "\n" : next),
    ]);
    const number = value === "+Inf" ? Infinity : Number(value);
    return { name, labels: toRecord(pairs), value: number };
  });
}

function toRecord(pairs: readonly (readonly string[])[]): Record<string, string> {
  return Object.fromEntries(pairs);
}
