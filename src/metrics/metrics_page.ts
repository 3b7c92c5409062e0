/**
 * Makes text for Prometheus of metrics: the format and its escapes are the library's. Nothing is kept
 * between two pages. A page may have a hundred thousand lines, so that others have their turn meanwhile.
 */
import { Counter, Gauge, Registry } from "prom-client";
import { joinBytes } from "../runtime/bytes.ts";
import { yieldTurn } from "../runtime/turn.ts";
import type { Metric, Sample } from "./metric.ts";

/** A text and what it is. */
export interface MetricsPage {
  readonly contentType: string;
  /** In UTF-8. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Metrics whose names begin alike. */
export interface MetricGroup {
  readonly prefix: string;
  readonly metrics: readonly Metric[];
}

/** Samples that are made at once: a few milliseconds' work. */
const PIECE_LENGTH = 500;

const encoder = new TextEncoder();

/** The two lines that each text of the library begins with: what the metric means, and its type. */
const HEAD = /^.*\n.*\n/;

/** Makes the page: the groups in their order, then what a registry of the library holds by itself. */
export async function renderPage(
  groups: readonly MetricGroup[],
  kept: Registry | null = null,
): Promise<MetricsPage> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (const { prefix, metrics } of groups) {
    for (const metric of metrics) {
      const named = { ...metric, name: prefix + metric.name };
      for await (const text of renderMetric(named)) pieces.push(encoder.encode(text));
    }
  }
  if (kept !== null) pieces.push(encoder.encode(await kept.metrics()));
  const byteLength = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, bytes: joinBytes(pieces, byteLength) };
}

/** The text of a metric in pieces, of which only the first has the head. */
async function* renderMetric(metric: Metric): AsyncIterable<string> {
  let isFirst = true;
  for (const samples of cutPieces(metric.samples)) {
    const text = await renderPiece(metric, samples);
    yield isFirst ? text : text.replace(HEAD, "");
    isFirst = false;
    if (samples.length === PIECE_LENGTH) await yieldTurn();
  }
}

/** None where there are no samples: the library would show one as 0. */
function* cutPieces(samples: Iterable<Sample>): Iterable<readonly Sample[]> {
  let piece: Sample[] = [];
  for (const sample of samples) {
    piece.push(sample);
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

/** In a registry of its own: the library makes the text of a registry in one go. */
async function renderPiece(
  { name, help, type }: Metric,
  samples: readonly Sample[],
): Promise<string> {
  const register = new Registry();
  const labelNames = Object.keys(samples[0]?.[0] ?? {});
  const options = { name, help, labelNames, registers: [register] };
  if (type === "gauge") {
    const gauge = new Gauge(options);
    for (const [labels, value] of samples) gauge.set(labels, value);
  } else {
    const counter = new Counter(options);
    for (const [labels, value] of samples) counter.inc(labels, value);
  }
  return await register.metrics();
}
