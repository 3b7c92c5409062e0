/**
 * What a Prometheus has scraped of a collector and an informer, minute by minute from the time 0 on,
 * in the notation of `promtool test rules`. Nothing is wrong unless a test says so.
 */
import { COLLECTOR_REASON_CODES } from "../../src/collector/reason_code.ts";
import { INFORMER_REASON_CODES } from "../../src/informer/informer_reason.ts";

/**
 * Values by series. A name that begins with `collector:` or `informer:` is one of that program, `up`
 * and `process_` included; `null` stands for a series that is not there.
 */
export type SeriesChanges = Readonly<Record<string, string | null>>;

/** As promtool takes it. */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/** Where each program is scraped. */
export const TARGETS = {
  collector: { job: "collector", instance: "10.0.0.1:8080" },
  informer: { job: "informer", instance: "10.0.0.2:8081" },
} as const;

/** The same value for longer than any test lasts. */
export function constant(value: number): string {
  return `${value}x4000`;
}

/** The time in seconds, as long as a thing happens every minute. */
export const NOW_EACH_MINUTE = "0+60x4000";

/** On for some minutes, off for as many, again and again for four hours. */
export function everyOther(minutes: number, first: 0 | 1): string {
  const turn = `${first}x${minutes - 1} ${1 - first}x${minutes - 1}`;
  return Array<string>(Math.ceil(120 / minutes)).fill(turn).join(" ");
}

const BUILD_LABELS = 'version="1.2.3",commit="c0ffee",deno="2.0.0"';

/** Names of series that tests change. */
export const SERIES = {
  up: "collector:up",
  started: "collector:process_start_time_seconds",
  passed: "collector:last_pass_timestamp_seconds",
  succeeded: "collector:last_successful_pass_timestamp_seconds",
  isOpen: "collector:pull_request_open",
  created: "collector:pull_request_created_timestamp_seconds",
  oldest: "collector:oldest_unmerged_change_timestamp_seconds",
  stale: 'collector:cluster_stale{cluster="prod"}',
  quotaLeft: 'collector:github_rate_limit_remaining{resource="core"}',
  quotaReset: 'collector:github_rate_limit_reset_timestamp_seconds{resource="core"}',
} as const;

const HEALTHY: SeriesChanges = {
  "collector:up": constant(1),
  "collector:process_start_time_seconds": constant(-86_400),
  [`collector:build_info{${BUILD_LABELS}}`]: constant(1),
  "collector:last_pass_timestamp_seconds": NOW_EACH_MINUTE,
  "collector:last_successful_pass_timestamp_seconds": NOW_EACH_MINUTE,
  "collector:pull_request_open": constant(0),
  'collector:cluster_stale{cluster="prod"}': constant(0),
  'collector:cluster_stale{cluster="lab"}': constant(0),
  'collector:github_rate_limit{resource="core"}': constant(5_000),
  'collector:github_rate_limit_remaining{resource="core"}': constant(4_900),
  'collector:github_rate_limit_reset_timestamp_seconds{resource="core"}': "3600+60x4000",
  [countOf(200)]: "0+100x4000",
  [countOf(401)]: "0+100x4000",
  ...listReasons("collector", COLLECTOR_REASON_CODES),
  "informer:up": constant(1),
  "informer:process_start_time_seconds": constant(-86_400),
  [`informer:build_info{${BUILD_LABELS}}`]: constant(1),
  ...listReasons("informer", INFORMER_REASON_CODES),
};

/** The world with some changes. */
export function toSeries(changes: SeriesChanges): readonly InputSeries[] {
  return Object.entries({ ...HEALTHY, ...changes }).flatMap(([name, values]) =>
    values === null ? [] : [{ series: toSeriesName(name), values }]
  );
}

/** Changes after which nothing at all is scraped. */
export function nothingScraped(): SeriesChanges {
  return Object.fromEntries(Object.keys(HEALTHY).map((name) => [name, null]));
}

/** Changes after which nothing is known of the collector but what `up` says. */
export function collectorGone(up: string | null): SeriesChanges {
  const names = Object.keys(HEALTHY).filter((name) => name.startsWith("collector:"));
  return { ...Object.fromEntries(names.map((name) => [name, null])), "collector:up": up };
}

/** The name of the series that counts posts which were answered with a status. */
export function countOf(status: number): string {
  const labels = `method="POST",route="/api/v1/status",status="${status}"`;
  return `collector:http_request_duration_seconds_count{${labels}}`;
}

/** The name of the series of a reason. */
export function reasonOf(program: keyof typeof TARGETS, code: string): string {
  return `${program}:degraded{reason="${code}"}`;
}

/** A reason that holds from the first minute on, or as its values say. */
export function withReason(
  program: keyof typeof TARGETS,
  code: string,
  values: string = constant(1),
): SeriesChanges {
  return { [reasonOf(program, code)]: values };
}

/** The values of what is there for as long as a program can be scraped. */
export function withBuild(program: keyof typeof TARGETS, values: string): SeriesChanges {
  return { [`${program}:build_info{${BUILD_LABELS}}`]: values };
}

function listReasons(program: keyof typeof TARGETS, codes: readonly string[]): SeriesChanges {
  return Object.fromEntries(codes.map((code) => [reasonOf(program, code), constant(0)]));
}

function toSeriesName(name: string): string {
  const match = /^(collector|informer):(\w+)(?:\{(.*)\})?$/.exec(name);
  if (match === null) return name;
  const [, program, metric = "", labels] = match;
  const { job, instance } = TARGETS[program as keyof typeof TARGETS];
  const prefix = metric === "up" || metric.startsWith("process_") ? "" : `machinery_${program}_`;
  const own = `job="${job}",instance="${instance}"`;
  return `${prefix}${metric}{${labels === undefined ? own : `${labels},${own}`}}`;
}
